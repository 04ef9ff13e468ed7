"""Four roles: who was a manager is an administrator. And when a person last showed that it is them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE staff SET role = 'administrator' WHERE role = 'manager'")
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('proven_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_column('proven_at')
    op.execute("UPDATE staff SET role = 'manager' WHERE role = 'administrator'")
    op.execute("UPDATE staff SET role = 'engineer' WHERE role = 'viewer'")
