"""What triage says of an incident: the customer's tier and region at the time, and the cause that staff found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0002'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        for column in ('tier', 'region', 'cause'):
            batch_op.add_column(sa.Column(column, sa.String(), nullable=True))

def downgrade() -> None:
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        for column in ('cause', 'region', 'tier'):
            batch_op.drop_column(column)
