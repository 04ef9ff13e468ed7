"""The timeline: what belongs to no report is found without reading what does, on both engines."""

from sqlalchemy import event, text

from app.store import timeline
from app.store.database import Database
from app.store.timeline import Event
from tests.store.rows import NIGHT, fill

INCIDENTS = """
    INSERT INTO timeline (id, report_id, incident_id, at, kind, actor, text, facts)
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 3000)
    SELECT n + 1000, NULL, incidents.id, incidents.opened_at, 'paged', 'the portal', 'Paged', '{}'
    FROM numbers, incidents
"""


def test_changes_are_read_by_their_own_index(database: Database):
    fill(database)
    with database.writing() as session:
        session.execute(text(INCIDENTS))
        for number in range(60):
            words = {"kind": "rota.changed", "actor": "Mo", "text": str(number), "facts": {}}
            session.add(Event(id=10_000 + number, report_id=None, incident_id=None, at=NIGHT, **words))
    with database.migrating() as connection:
        connection.exec_driver_sql("ANALYZE")
    asked: list[tuple[str, object]] = []

    with database.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda _, __, sql, values, *___: asked.append((sql, values)))
        found = timeline.changes(session, without="delivery.", limit=51)
        sql, values = asked[-1]
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        plan = str(session.connection().exec_driver_sql(explain + sql, values).all())

    assert [one.text for one in found] == [str(number) for number in range(60)][::-1][:51]
    assert "ix_timeline_changes" in plan and "sort" not in plan.lower() and "TEMP B-TREE" not in plan, plan
