"""Rotations, overrides, absences and swaps; what changed on the rota, which gaps were announced, calendars' keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('uid', sa.String(), nullable=True))
    table('rotations', text('layer'), number('days'), instant('starts_at'), instant('ends_at', True), text('zone'))
    op.create_table(
        'rotation_members',
        sa.Column('rotation_id', sa.String(), nullable=False),
        number('position'),
        text('staff_id'),
        sa.ForeignKeyConstraint(['rotation_id'], ['rotations.id'], name=op.f('fk_rotation_members_rotation_id')),
        person('rotation_members', 'staff_id'),
        sa.PrimaryKeyConstraint('rotation_id', 'position', name=op.f('pk_rotation_members')),
    )
    table(
        'overrides', text('layer'), text('staff_id'), text('instead_of', True), instant('starts_at'),
        instant('ends_at'), text('source'), instant('made_at'), person('overrides', 'staff_id'),
        person('overrides', 'instead_of'),
    )
    table('absences', text('staff_id'), instant('starts_at'), instant('ends_at'), person('absences', 'staff_id'))
    table(
        'swaps', text('layer'), text('asked_by'), text('asked_of'), instant('starts_at'), instant('ends_at'),
        instant('asked_at'), text('answer', True), instant('answered_at', True), text('token_fingerprint'),
        person('swaps', 'asked_by'), person('swaps', 'asked_of'),
        sa.UniqueConstraint('token_fingerprint', name=op.f('uq_swaps_token_fingerprint')),
    )
    table('rota_changes', instant('at'), text('by'), text('text'))
    table(
        'gap_notices', text('layer'), instant('starts_at'), instant('ends_at'),
        sa.Column('is_last', sa.Boolean(), nullable=False), instant('told_at'),
    )
    table(
        'calendar_feeds', text('staff_id', True), text('token_fingerprint'), instant('made_at'),
        person('calendar_feeds', 'staff_id'),
        sa.UniqueConstraint('token_fingerprint', name=op.f('uq_calendar_feeds_token_fingerprint')),
    )
    for name, column in INDEXED:
        op.create_index(op.f(f'ix_{name}_{column}'), name, [column], unique=False)


def downgrade() -> None:
    for name, column in INDEXED:
        op.drop_index(op.f(f'ix_{name}_{column}'), table_name=name)
    for name in ('calendar_feeds', 'gap_notices', 'rota_changes', 'swaps', 'absences', 'overrides',
                 'rotation_members', 'rotations'):
        op.drop_table(name)
    with op.batch_alter_table('shifts', schema=None) as batch_op:
        batch_op.drop_column('uid')


INDEXED = (('overrides', 'ends_at'), ('absences', 'ends_at'), ('swaps', 'ends_at'), ('rota_changes', 'at'),
           ('gap_notices', 'ends_at'))


def table(name, *columns):
    op.create_table(name, text('id'), *columns, sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{name}')))


def text(name, nullable=False):
    return sa.Column(name, sa.String(), nullable=nullable)


def number(name):
    return sa.Column(name, sa.Integer(), nullable=False)


def instant(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def person(name, column):
    return sa.ForeignKeyConstraint([column], ['staff.id'], name=op.f(f'fk_{name}_{column}'))
