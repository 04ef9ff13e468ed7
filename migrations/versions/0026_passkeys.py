"""Passkeys. Break-glass accounts. A version of the second factor's secret, so that a reset gives another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('second_factor_version', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('is_break_glass', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('break_glass_used_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('passkeys',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('staff_id', sa.String(), nullable=False),
    sa.Column('handle', sa.String(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('counter', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_passkeys_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkeys')),
    sa.UniqueConstraint('handle', name=op.f('uq_passkeys_handle'))
    )
    with op.batch_alter_table('passkeys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkeys_staff_id'), ['staff_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('passkeys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkeys_staff_id'))

    op.drop_table('passkeys')
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('break_glass_used_at')
        batch_op.drop_column('is_break_glass')
        batch_op.drop_column('second_factor_version')
