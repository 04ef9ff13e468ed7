"""Drills, who takes part in them and when one starts by itself; and the checks of phones at the start of a shift."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('drills_since', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_drill', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index('ix_incidents_drills', ['opened_at'], unique=False,
                              sqlite_where=sa.text('is_drill'), postgresql_where=sa.text('is_drill'))
    op.create_table('drill_plans',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('time', sa.String(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_drill_plans'))
    )
    op.create_table('shift_checks',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('staff_id', sa.String(), nullable=False),
    sa.Column('day', sa.String(), nullable=False),
    sa.Column('token_fingerprint', sa.String(), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivery_id', sa.String(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('warned_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['delivery_id'], ['deliveries.id'], name=op.f('fk_shift_checks_delivery_id_deliveries')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_shift_checks_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift_checks')),
    sa.UniqueConstraint('token_fingerprint', name=op.f('uq_shift_checks_token_fingerprint'))
    )
    with op.batch_alter_table('shift_checks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shift_checks_staff_id_day'), ['staff_id', 'day'], unique=True)


def downgrade() -> None:
    op.drop_table('shift_checks')
    op.drop_table('drill_plans')
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.drop_index('ix_incidents_drills')
        batch_op.drop_column('is_drill')
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('drills_since')
