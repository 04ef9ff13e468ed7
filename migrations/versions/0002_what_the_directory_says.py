"""What the customers' directory says: tier, region, term, notes, and who is archived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

def upgrade() -> None:
    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tier', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('region', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('term_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('term_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('notes', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))

def downgrade() -> None:
    with op.batch_alter_table('customers', schema=None) as batch_op:
        for column in ('archived_at', 'notes', 'term_until', 'term_from', 'region', 'tier'):
            batch_op.drop_column(column)
