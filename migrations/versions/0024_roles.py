"""Roles: who was a manager is an administrator, who alone may now do all that managers did."""

from __future__ import annotations

from alembic import op

revision = '0024'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE staff SET role = 'administrator' WHERE role = 'manager'")


def downgrade() -> None:
    op.execute("UPDATE staff SET role = 'manager' WHERE role = 'administrator'")
    op.execute("UPDATE staff SET role = 'engineer' WHERE role = 'viewer'")
