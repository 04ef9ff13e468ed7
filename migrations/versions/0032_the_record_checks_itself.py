"""The nightly walks along the record's chain, when what is observed was well last, and indexes for what is counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
INTEGER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN = sa.text('resolved_at IS NULL')
ABOUT_NO_REPORT = sa.text('report_id IS NULL AND incident_id IS NULL')
COUNTED = sa.text("kind IN ('paged', 'lapsed', 'unproven')")


def upgrade() -> None:
    op.create_table('verifications',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('began_at', INSTANT, nullable=False),
    sa.Column('ended_at', INSTANT, nullable=True),
    sa.Column('seq', INTEGER, nullable=False),
    sa.Column('head', sa.String(), nullable=False),
    sa.Column('complete_at', INSTANT, nullable=True),
    sa.Column('erased', sa.Integer(), nullable=False),
    sa.Column('unexplained', sa.JSON(), nullable=False),
    sa.Column('looked_at', INTEGER, nullable=True),
    sa.Column('waiting', sa.Integer(), nullable=False),
    sa.Column('waits', INTEGER, nullable=True),
    sa.Column('waits_since', INSTANT, nullable=True),
    sa.Column('doubted_at', INSTANT, nullable=True),
    sa.Column('fault', sa.String(), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verifications'))
    )
    with op.batch_alter_table('verifications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verifications_began_at'), ['began_at'], unique=False)
    with op.batch_alter_table('observations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('well_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('amount', sa.Double(), nullable=True))
        batch_op.add_column(sa.Column('unit', sa.String(), server_default='', nullable=False))
    op.create_index('ix_incidents_open', 'incidents', ['opened_at'], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index('ix_timeline_changes', 'timeline', ['report_id', 'incident_id', 'id'],
                    sqlite_where=ABOUT_NO_REPORT, postgresql_where=ABOUT_NO_REPORT)
    op.create_index('ix_timeline_counted', 'timeline', ['kind', 'at'], sqlite_where=COUNTED, postgresql_where=COUNTED)


def downgrade() -> None:
    op.drop_index('ix_timeline_counted', 'timeline')
    op.drop_index('ix_timeline_changes', 'timeline')
    op.drop_index('ix_incidents_open', 'incidents')
    with op.batch_alter_table('observations', schema=None) as batch_op:
        batch_op.drop_column('unit')
        batch_op.drop_column('amount')
        batch_op.drop_column('well_at')
    op.drop_table('verifications')
