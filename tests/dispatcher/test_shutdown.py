"""Asked to stop, a dispatcher takes on nothing more and finishes what is in hand."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.dispatcher import Dispatcher
from app.domain.delivery import Medium, State
from tests.dispatcher.conftest import Outside
from tests.world import World

DANA = "+447700900101"


@pytest.fixture
def running(each_broken_world: World) -> Iterator[tuple[Dispatcher, threading.Thread]]:
    """A dispatcher that runs in a thread of its own, as it does on a server."""
    dispatcher = Dispatcher(each_broken_world.desk, senders=4)
    thread = threading.Thread(target=dispatcher.run)
    yield dispatcher, thread
    dispatcher.stop()
    if thread.is_alive():
        thread.join(30)


def test_what_is_in_hand_is_finished_and_settled(
    each_broken_world: World, outside: Outside, running: tuple[Dispatcher, threading.Thread]
) -> None:
    world = each_broken_world
    dispatcher, thread = running
    outside.texts.hangs()
    thread.start()
    reference = _reports(world)
    assert outside.texts.begun.wait(30)

    dispatcher.stop()
    outside.texts.goes_on()
    thread.join(30)

    assert not thread.is_alive()
    (page,) = world.pages(reference)
    assert page.state == State.SENT
    assert page.leased_until is None
    assert outside.texts.asked_for(DANA) == 1


def test_nothing_new_is_begun_while_it_stops(
    each_broken_world: World, outside: Outside, running: tuple[Dispatcher, threading.Thread]
) -> None:
    world = each_broken_world
    dispatcher, thread = running
    outside.texts.hangs()
    thread.start()
    first = _reports(world)
    assert outside.texts.begun.wait(30)

    dispatcher.stop()
    second = _reports(world)
    outside.texts.goes_on()
    thread.join(30)

    assert [page.state for page in world.pages(first)] == [State.SENT]
    assert [page.state for page in world.pages(second)] == [State.PENDING]
    world.settles()
    assert [page.state for page in world.pages(second)] == [State.SENT]


def test_a_report_wakes_the_dispatcher_at_once(
    each_broken_world: World, outside: Outside, running: tuple[Dispatcher, threading.Thread]
) -> None:
    world = each_broken_world
    _, thread = running
    thread.start()

    _reports(world)

    assert outside.texts.begun.wait(30)


def test_one_provider_that_hangs_does_not_hold_up_the_others(
    each_broken_world: World, outside: Outside, running: tuple[Dispatcher, threading.Thread]
) -> None:
    world = each_broken_world
    dispatcher, thread = running
    outside.texts.hangs()
    thread.start()

    _reports(world)

    assert outside.texts.begun.wait(30)
    assert outside.mails.begun.wait(30)
    dispatcher.stop()
    outside.texts.goes_on()


def test_after_a_hang_longer_than_the_lease_a_second_copy_goes_and_both_are_settled_once(
    each_broken_world: World, outside: Outside, running: tuple[Dispatcher, threading.Thread]
) -> None:
    world = each_broken_world
    dispatcher, thread = running
    outside.texts.hangs()
    thread.start()
    reference = _reports(world)
    assert outside.texts.begun.wait(30)
    outside.texts.begun.clear()

    world.clock.move(timedelta(seconds=46))
    assert outside.texts.begun.wait(30)
    outside.texts.goes_on()
    dispatcher.stop()
    thread.join(30)

    assert outside.texts.asked_for(DANA) == 2
    (page,) = world.pages(reference)
    assert page.state == State.SENT
    assert [event.facts["medium"] for event in world.events(reference) if event.kind == "delivery.sent"].count(
        Medium.SMS
    ) == 1


def _reports(world: World) -> str:
    from tests.world.people import Sent

    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="unsure", affected="everyone")
    return Sent(browser, browser.presses("Send", **world.carol.details())).reference
