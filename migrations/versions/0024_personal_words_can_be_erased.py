"""Personal words can be erased: the triggers let an event lose its words, with their salt, and nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

FRAME = ('id', 'report_id', 'incident_id', 'at', 'kind', 'actor')
SEAL = ('seq', 'event_id', 'content', 'linked_at', 'completes', 'hash')


def same(columns: tuple[str, ...], word: str) -> str:
    return ' AND '.join(f'NEW.{column} {word} OLD.{column}' for column in columns)


def erasing(word: str, facts: str) -> dict[str, str]:
    gone = "SELECT 1 FROM timeline WHERE timeline.id = NEW.event_id AND timeline.text = '(erased)'"
    return {
        'timeline': f"{same(FRAME, word)} AND NEW.text = '(erased)' AND {facts} = '{{}}' "
                    "AND OLD.kind <> 'personal.removed'",
        'links': f"{same(SEAL, word)} AND NEW.salt = '' AND EXISTS ({gone})",
    }


def upgrade() -> None:
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_reports_unerased', ['received_at'], unique=False,
                              sqlite_where=sa.text('erased_at IS NULL'),
                              postgresql_where=sa.text('erased_at IS NULL'))
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliveries_created_at'), ['created_at'], unique=False)
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('left_at', sa.DateTime(timezone=True), nullable=True))
    if op.get_bind().dialect.name == 'postgresql':
        for table, may in erasing('IS NOT DISTINCT FROM', 'CAST(NEW.facts AS text)').items():
            op.execute(f'DROP TRIGGER {table}_is_append_only ON {table}')
            op.execute(f"""
                CREATE TRIGGER {table}_is_append_only BEFORE DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
            """)
            op.execute(f"""
                CREATE FUNCTION {table}_may_be_erased() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN
                    IF {may} THEN RETURN NEW; END IF;
                    RAISE 'the table is append-only' USING ERRCODE = 'restrict_violation';
                END $$
            """)
            op.execute(f"""
                CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {table}_may_be_erased()
            """)
        return
    for table, may in erasing('IS', 'NEW.facts').items():
        op.execute(f'DROP TRIGGER {table}_refuses_update')
        op.execute(f"""
            CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table} WHEN NOT ({may})
            BEGIN SELECT RAISE(ABORT, 'the table is append-only'); END
        """)


def downgrade() -> None:
    for table in ('timeline', 'links'):
        if op.get_bind().dialect.name == 'postgresql':
            op.execute(f'DROP TRIGGER {table}_refuses_update ON {table}')
            op.execute(f'DROP FUNCTION {table}_may_be_erased()')
            op.execute(f'DROP TRIGGER {table}_is_append_only ON {table}')
            op.execute(f"""
                CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
            """)
        else:
            op.execute(f'DROP TRIGGER {table}_refuses_update')
            op.execute(f"""
                CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table}
                BEGIN SELECT RAISE(ABORT, 'the table is append-only'); END
            """)
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deliveries_created_at'))
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.drop_column('left_at')
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_index('ix_reports_unerased')
        batch_op.drop_column('erased_at')
