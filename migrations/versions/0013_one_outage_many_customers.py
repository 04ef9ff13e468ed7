"""One outage, many customers: incidents that join another, and what those who are paged have heard of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

LEADS = sa.text("resolved_at IS NULL AND lead_id IS NULL")
MEMBERS = sa.text("lead_id IS NOT NULL")
TO_STAFF = sa.text("staff_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lead_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('joined', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('customers_told', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('customers_told_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reply_promised_by', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_incidents_lead_id'), 'incidents', ['lead_id'], ['id'])
        batch_op.create_index('ix_incidents_leads', ['opened_at'], sqlite_where=LEADS, postgresql_where=LEADS)
        batch_op.create_index('ix_incidents_members', ['lead_id'], sqlite_where=MEMBERS, postgresql_where=MEMBERS)
    with op.batch_alter_table('pages', schema=None) as batch_op:
        batch_op.add_column(sa.Column('helps_since', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_deliveries_to_staff', ['staff_id', 'created_at'],
                              sqlite_where=TO_STAFF, postgresql_where=TO_STAFF)


def downgrade() -> None:
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index('ix_deliveries_to_staff')
    with op.batch_alter_table('pages', schema=None) as batch_op:
        batch_op.drop_column('helps_since')
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.drop_index('ix_incidents_members')
        batch_op.drop_index('ix_incidents_leads')
        batch_op.drop_constraint(batch_op.f('fk_incidents_lead_id'), type_='foreignkey')
        batch_op.drop_column('reply_promised_by')
        batch_op.drop_column('customers_told_at')
        batch_op.drop_column('customers_told')
        batch_op.drop_column('joined')
        batch_op.drop_column('lead_id')
