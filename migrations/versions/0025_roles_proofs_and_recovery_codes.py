"""Four roles: who was a manager is an administrator. When a person last showed that it is them. Recovery codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE staff SET role = 'administrator' WHERE role = 'manager'")
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proven_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('recovery_codes',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('staff_id', sa.String(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_recovery_codes_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_codes')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_recovery_codes_fingerprint'))
    )
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_codes_staff_id'), ['staff_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('recovery_codes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_codes_staff_id'))

    op.drop_table('recovery_codes')
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_column('proven_at')
    op.execute("UPDATE staff SET role = 'manager' WHERE role = 'administrator'")
    op.execute("UPDATE staff SET role = 'engineer' WHERE role = 'viewer'")
