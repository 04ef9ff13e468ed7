"""Weeks that the managers were told of on a Monday."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('weeks',
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('until', name=op.f('pk_weeks'))
    )


def downgrade() -> None:
    op.drop_table('weeks')
