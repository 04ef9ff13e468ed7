"""Report figures: as many questions for many reports as for one, and what counts in which period."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event

from app.store import report_figures
from tests.world import World


@contextmanager
def questions(world: World) -> Iterator[list[str]]:
    """The statements that the database is asked meanwhile."""
    asked: list[str] = []

    def hear(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    with world.desk.database.reading() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", hear)
    yield asked
    event.remove(engine, "before_cursor_execute", hear)


def read(world: World) -> tuple[int, int]:
    """How many reports the last day had, and how many questions it took to read them."""
    now = world.clock.now()
    with questions(world) as asked, world.desk.database.reading() as session:
        found = report_figures.handled(session, now - timedelta(days=1), now + timedelta(seconds=1))
    return len(found), len([one for one in asked if one.startswith("SELECT")])


def test_many_reports_take_no_more_questions_than_one(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    world.files()
    world.files(services=("on-premise",))
    count, asked = read(world)
    assert count == 2

    for _ in range(5):
        world.files()
        world.files(services=("on-premise",))

    assert read(world) == (12, asked)


def test_a_period_is_half_open(world: World):
    world.at("Saturday 02:10")
    at = world.clock.now()
    world.files()

    with world.desk.database.reading() as session:
        assert len(report_figures.handled(session, at, at + timedelta(seconds=1))) == 1
        assert report_figures.handled(session, at - timedelta(days=1), at) == []


def test_the_first_message_that_a_provider_took_is_the_first_page(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    at = world.clock.now()
    world.files()
    world.sleeps(minutes=3)
    world.settles()

    with world.desk.database.reading() as session:
        (one,) = report_figures.handled(session, at, at + timedelta(days=1))

    assert one.took("paged_at") == timedelta(minutes=3)
    assert one.took("acknowledged_at") is None
