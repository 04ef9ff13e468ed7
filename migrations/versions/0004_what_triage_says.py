"""What triage says of an incident (the customer's tier and region, the cause that staff found), and pinned policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        for column in ('tier', 'region', 'cause', 'closed_by'):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=True))

    op.create_table(
        'policies',
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('first_used_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('digest', name=op.f('pk_policies')),
    )

def downgrade() -> None:
    op.drop_table('policies')
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        for column in ('closed_by', 'cause', 'region', 'tier'):
            batch_op.drop_column(column)
