"""Chores: done when they are due, by one dispatcher, and never in the way of paging."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.dispatcher import Dispatcher
from app.operations.chores import PUT_OFF, Setting
from app.store import beats, chores
from tests.world import World

HOURLY = timedelta(hours=1)


class Hourly:
    """A chore that is due every hour; it notes when it was done, and fails the first `faults` times."""

    def __init__(self, faults: int = 0) -> None:
        self.faults = faults
        self.done: list[datetime] = []

    def __call__(self, session: Session, setting: Setting) -> datetime:
        self.done.append(setting.now)
        if len(self.done) <= self.faults:
            raise RuntimeError("a fault of our own")
        return setting.now + HOURLY


def at_work(world: World, chore: Hourly) -> Dispatcher:
    world.dispatcher.close()
    world.dispatcher = Dispatcher(world.desk, senders=4, its_chores={"hourly": chore})
    return world.dispatcher


def test_a_chore_is_done_at_once_and_then_when_it_asked_to_be(each_world: World):
    chore, world = Hourly(), each_world
    at_work(world, chore)
    began = world.clock.now()

    world.passes(hours=2, minutes=30)

    assert chore.done == [began, began + HOURLY, began + 2 * HOURLY]


def test_two_dispatchers_do_it_once(each_world: World):
    chore, world = Hourly(), each_world
    at_work(world, chore)
    second = Dispatcher(world.desk, senders=1, its_chores={"hourly": chore})

    for _ in range(3):
        world.settles()
        second.tick(world.clock.now())
    second.close()

    assert chore.done == [world.clock.now()]


def test_one_that_fails_is_tried_again_in_a_minute_and_stops_no_page(world: World):
    chore = Hourly(faults=1)
    at_work(world, chore)
    began = world.clock.now()
    world.files()

    world.settles()

    world.dana.phone.receives_text("EMERGENCY")
    with world.desk.database.reading() as session:
        assert beats.latest(session).fault == ""
        assert chores.next_due(session) == began + PUT_OFF
    world.passes(seconds=PUT_OFF.total_seconds())
    assert chore.done == [began, began + PUT_OFF]


def test_a_chore_of_a_newer_portal_is_left_to_it(world: World):
    """During a deploy two versions run beside each other."""
    at_work(world, Hourly())
    with world.desk.database.writing() as session:
        chores.expect(session, ["newer"], world.clock.now())

    world.settles()

    with world.desk.database.reading() as session:
        assert chores.due(session, world.clock.now()) == ["newer"]
