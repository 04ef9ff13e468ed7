"""Who is on call, read from the tables: how many questions that takes, and that everybody gets one answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, select

from app.store import on_call
from app.store.reach import Roll
from app.store.rota import Shift
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_, __, statement: str, *___) -> None:
        said.append(statement)

    engine = world.desk.database._engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_a_roll_asks_the_rota_once_and_each_layer_once(world: World):
    layers = ("primary", "backup", "duty-manager")
    with world.desk.database.reading() as session:
        session.connection()
        with counted(world) as said:
            roll = Roll(session, world.clock.now())
            for layer in (*layers, *layers):
                roll.of(layer)

    assert len(said) == 1 + len(layers)


def test_roll_people_and_spans_say_the_same(each_world: World):
    now = each_world.clock.now()
    with each_world.desk.database.reading() as session:
        for layer in ("primary", "backup", "duty-manager", "no-such-layer"):
            by_roll = [one.id for one in Roll(session, now).of(layer)]
            by_people = [one.id for one in on_call.people(session, layer, now)]
            by_spans = [
                one.staff_id for one in on_call.spans(session, now, now + on_call.AN_INSTANT) if one.layer == layer
            ]
            assert by_roll == by_people == by_spans


def test_whoever_is_on_call_longest_comes_first(each_world: World):
    zoe = each_world.joins("Zoe", "+447700900104", "primary")
    with each_world.desk.database.writing() as session:
        shift = next(one for one in session.scalars(select(Shift)) if one.layer == "primary")
        dana_since = shift.starts_at
        shift.starts_at = dana_since.replace(year=2020)
    with each_world.desk.database.reading() as session:
        (first, second) = Roll(session, each_world.clock.now()).of("primary")

    assert {first.first_name, second.first_name} == {"Dana", zoe.name}
    with each_world.desk.database.reading() as session:
        later = session.get(Shift, shift.id).staff_id
    assert second.id == later
