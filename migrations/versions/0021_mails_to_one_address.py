"""How many mails an address outside the staff has had is asked for each one more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_deliveries_to_customers', ['address', 'created_at'], unique=False,
                              sqlite_where=sa.text('staff_id IS NULL'),
                              postgresql_where=sa.text('staff_id IS NULL'))


def downgrade() -> None:
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_to_customers')
