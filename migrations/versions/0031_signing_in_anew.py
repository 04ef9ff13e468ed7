"""Links by which people sign in anew, keys that were offered for an authenticator app, and what last arrived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

_ARRIVED = sa.text('delivered_at IS NOT NULL')


def upgrade() -> None:
    op.create_table('resets',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('staff_id', sa.String(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_resets_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resets')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_resets_fingerprint'))
    )
    op.create_index(op.f('ix_resets_staff_id'), 'resets', ['staff_id'], unique=False)
    op.add_column('staff', sa.Column('second_factor_offered', sa.Integer(), server_default='0', nullable=False))
    op.create_index('ix_deliveries_arrived', 'deliveries', ['method_id', 'delivered_at'], unique=False,
                    sqlite_where=_ARRIVED, postgresql_where=_ARRIVED)


def downgrade() -> None:
    op.drop_index('ix_deliveries_arrived', table_name='deliveries', sqlite_where=_ARRIVED, postgresql_where=_ARRIVED)
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('second_factor_offered')
    op.drop_index(op.f('ix_resets_staff_id'), table_name='resets')
    op.drop_table('resets')
