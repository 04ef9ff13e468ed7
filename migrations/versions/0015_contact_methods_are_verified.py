"""Contact methods are verified before they count: those that were in use do; and the texts that colleagues send."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

INSTANTS = ('verified_at', 'opted_out_at', 'removed_at')
ABOUT_NO_REPORT = sa.text('report_id IS NULL AND incident_id IS NULL')


def upgrade() -> None:
    for name in INSTANTS:
        op.add_column('contact_methods', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column('contact_methods', sa.Column('verified_how', sa.String(), nullable=True))
    op.execute(
        "UPDATE contact_methods SET verified_how = 'in use before', "
        "verified_at = (SELECT created_at FROM staff WHERE staff.id = contact_methods.staff_id)"
    )
    op.create_table(
        'codes',
        sa.Column('id', sa.String(), nullable=False),
        sa.Column('method_id', sa.String(), nullable=False),
        sa.Column('fingerprint', sa.String(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['method_id'], ['contact_methods.id'], name=op.f('fk_codes_method_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_codes')),
    )
    op.create_index(op.f('ix_codes_method_id_made_at'), 'codes', ['method_id', 'made_at'])
    op.create_table(
        'texts_in',
        sa.Column('sid', sa.String(), nullable=False),
        sa.Column('staff_id', sa.String(), nullable=False),
        sa.Column('method_id', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('became', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['method_id'], ['contact_methods.id'], name=op.f('fk_texts_in_method_id')),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_texts_in_staff_id')),
        sa.PrimaryKeyConstraint('sid', name=op.f('pk_texts_in')),
    )
    op.create_index(op.f('ix_texts_in_staff_id'), 'texts_in', ['staff_id'])
    op.create_index(
        'ix_timeline_people', 'timeline', ['kind', 'id'],
        sqlite_where=ABOUT_NO_REPORT, postgresql_where=ABOUT_NO_REPORT,
    )  # fmt: skip


def downgrade() -> None:
    """A way that was removed, or never verified, is not paged by the release before either: it is marked as failed."""
    op.execute(
        "UPDATE contact_methods SET failed_at = coalesce(failed_at, removed_at, "
        "(SELECT created_at FROM staff WHERE staff.id = contact_methods.staff_id)), "
        "failed_because = coalesce(failed_because, 'removed, or never verified') "
        "WHERE removed_at IS NOT NULL OR verified_at IS NULL"
    )
    op.drop_index('ix_timeline_people', 'timeline')
    op.drop_table('texts_in')
    op.drop_table('codes')
    for name in ('verified_how', *INSTANTS):
        op.drop_column('contact_methods', name)
