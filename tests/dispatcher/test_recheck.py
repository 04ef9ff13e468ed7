"""The second look at messages that waited for their turn: at most four questions a second, each for all of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from app.domain.delivery import State
from app.recheck import Recheck
from app.store.deliveries import Delivery
from tests.world import World


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What the database is asked from now on."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def test_one_question_serves_every_message_in_hand(world: World, statements: list[str]) -> None:
    recheck, rows = _held(world)
    composed_at = world.clock.now()
    world.clock.move(timedelta(seconds=1))
    statements.clear()

    assert [recheck.unwanted(row, composed_at) for row in rows] == [None] * len(rows)

    assert len(rows) > 1
    assert sum("FROM incidents" in statement for statement in statements) == 1


def test_a_message_that_has_not_waited_asks_nothing(world: World, statements: list[str]) -> None:
    recheck, rows = _held(world)
    statements.clear()

    assert recheck.unwanted(rows[0], world.clock.now()) is None

    assert statements == []


def test_an_answer_is_believed_for_a_quarter_of_a_second(world: World) -> None:
    recheck, rows = _held(world)
    composed_at = world.clock.now()
    world.clock.move(timedelta(seconds=1))
    pages = [row for row in rows if row.page_id]
    assert recheck.unwanted(pages[0], composed_at) is None

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.clock.move(timedelta(seconds=0.25))

    assert [recheck.unwanted(page, composed_at) for page in pages] == [State.CANCELLED] * len(pages)


def test_a_clock_that_is_set_back_hides_no_acknowledgement(world: World) -> None:
    """By such a clock neither the message nor the last answer seems old, for as long as it was set back."""
    recheck, rows = _held(world)
    composed_at = world.clock.now()
    world.clock.move(timedelta(seconds=1))
    pages = [row for row in rows if row.page_id]
    assert recheck.unwanted(pages[0], composed_at) is None

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.clock.move(timedelta(seconds=-20))

    assert [recheck.unwanted(page, composed_at) for page in pages] == [State.CANCELLED] * len(pages)


def test_a_claim_that_ends_leaves_another_of_the_same_message_in_hand(world: World) -> None:
    """A sender that hung for longer than its lease lets go of its own claim, and of no other."""
    recheck, rows = _held(world)
    page = next(row for row in rows if row.page_id)
    with world.desk.database.reading() as session:
        again = session.get_one(Delivery, page.id)
    recheck.hold(again)
    for row in rows:
        recheck.release(row)
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    composed_at = world.clock.now()
    world.clock.move(timedelta(seconds=1))

    assert recheck.unwanted(again, composed_at) == State.CANCELLED


def test_a_message_that_nobody_needs_any_more_does_not_go(world: World) -> None:
    recheck, rows = _held(world)
    composed_at = world.clock.now()
    page = next(row for row in rows if row.page_id)
    world.clock.move(page.useful_until - composed_at + timedelta(seconds=1))

    assert recheck.unwanted(page, composed_at) == State.EXPIRED


def _held(world: World) -> tuple[Recheck, list[Delivery]]:
    """What was sent about a report of Carol's, as if it were in hand still."""
    world.at("Saturday 02:10")
    reference = world.carol.reports("crm").reference
    recheck, rows = Recheck(world.desk), list(world.messages(reference))
    for row in rows:
        recheck.hold(row)
    return recheck, rows
