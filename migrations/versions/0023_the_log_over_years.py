"""What the intake log finds a report by, and its saved views. Reports that are there already get their marks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.domain import log_marks

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BLOCK = 500


def upgrade() -> None:
    op.create_table('log_marks',
    sa.Column('mark', sa.String(), nullable=False),
    sa.Column('received_at', INSTANT, nullable=False),
    sa.Column('report_id', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('mark', 'received_at', 'report_id', name=op.f('pk_log_marks')),
    sqlite_with_rowid=False
    )
    op.create_table('log_views',
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('staff_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('query', sa.String(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_log_views_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_views'))
    )
    with op.batch_alter_table('log_views', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_log_views_staff_id'), ['staff_id'], unique=False)
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('found_by', sa.JSON(), server_default='[]', nullable=False))
    mark_all()


def downgrade() -> None:
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_column('found_by')
    op.drop_table('log_views')
    op.drop_table('log_marks')


def mark_all() -> None:
    """Gives every report its marks, some hundred at a time."""
    connection, after = op.get_bind(), ''
    while rows := connection.execute(_READ, {'after': after}).all():
        told: list[dict[str, Any]] = []
        marks: list[dict[str, Any]] = []
        for row in rows:
            found = facets(row)
            told.append({'of': row.id, 'marks': found})
            places = dict.fromkeys((*found, *words(row)))
            marks.extend({'mark': mark, 'received_at': row.received_at, 'report_id': row.id} for mark in places)
        connection.execute(_MARKS.insert(), marks)
        connection.execute(_FOUND, told)
        after = rows[-1].id


def facets(row: Any) -> list[str]:
    """The marks of a report as its incident stands now."""
    return log_marks.facets(
        verdict=row.verdict, source=row.source, services=list(row.services), customer_id=row.customer_id,
        handed_over_at=row.handed_over_at, incident=Standing(row) if row.incident_id else None,
    )


def words(row: Any) -> list[str]:
    """The marks of what was typed."""
    told = (row.reference, row.company, row.name, row.errors, *map(str, dict(row.extra).values()))
    return log_marks.marked([f'word:{word}' for word in log_marks.words(*told)], is_drill=row.source == 'drill')[1:]


class Standing:
    """How far an incident has come, read off its row."""

    def __init__(self, row: Any) -> None:
        self.acknowledged_at, self.acknowledged_by = row.acknowledged_at, row.acknowledged_by
        self.replied_at, self.resolved_at, self.confirmed_at = row.replied_at, row.resolved_at, row.confirmed_at
        self.respond_by, self.missed_at, self.closed_by = row.respond_by, row.missed_at, row.closed_by
        is_met_early = dict(row.promise).get('met_by') == 'acknowledgement'
        self.responded_at = row.first_acknowledged_at if is_met_early else row.replied_at
        self.is_duplicate = False  # nobody could say so then


def _columns(names: str, kind: Any) -> list[sa.ColumnClause[Any]]:
    return [sa.column(name, kind) for name in names.split()]


_REPORTS = sa.table(
    'reports',
    *_columns('id reference source company name errors customer_id verdict incident_id', sa.String()),
    *_columns('received_at handed_over_at', INSTANT),
    *_columns('services extra found_by', sa.JSON()),
)
_INCIDENTS = sa.table(
    'incidents',
    *_columns('id acknowledged_by closed_by', sa.String()),
    *_columns('acknowledged_at first_acknowledged_at replied_at resolved_at confirmed_at respond_by missed_at', INSTANT),
    sa.column('promise', sa.JSON()),
)
_MARKS = sa.table('log_marks', *_columns('mark report_id', sa.String()), sa.column('received_at', INSTANT))
_READ = (
    sa.select(_REPORTS, *(column for column in _INCIDENTS.c if column.name != 'id'))
    .outerjoin(_INCIDENTS, _INCIDENTS.c.id == _REPORTS.c.incident_id)
    .where(_REPORTS.c.id > sa.bindparam('after'))
    .order_by(_REPORTS.c.id)
    .limit(BLOCK)
)
_FOUND = sa.update(_REPORTS).where(_REPORTS.c.id == sa.bindparam('of')).values(found_by=sa.bindparam('marks', type_=sa.JSON()))
