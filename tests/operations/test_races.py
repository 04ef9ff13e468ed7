"""Things that happen at the same instant: one wins, and nobody is told otherwise."""

import os
import threading
from collections.abc import Callable

from tests.races import contest
from tests.world import World
from tests.world.page import Form, Page

RACES = int(os.environ.get("RACES", "27"))
AT_ONCE = 50  # as many as a nervous customer, a proxy and a bad line can make of one press


def test_two_who_answer_at_once_by_any_ways_have_exactly_one_winner_and_both_are_told(each_world: World) -> None:
    result = contest(each_world, RACES)

    assert result.without_one_winner == []
    assert result.disagreeing == []
    assert sum(result.wins.values()) == RACES
    assert result.overlapping > RACES / 2


def test_the_same_form_sent_by_fifty_at_once_is_one_report(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    form = browser.presses("Continue", services="crm", affected="everyone").form("Send")

    pages = at_once(AT_ONCE, lambda _: browser.twin().sends(form, "Send", **world.carol.details()))
    world.settles()

    assert {page.status for page in pages} == {200}
    assert len({page.url for page in pages}) == 1
    assert len(world.dana.phone.all()) == 1
    assert len(world.carol.mailbox.all()) == 1


def test_the_same_form_with_other_words_at_once_loses_no_words(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    form = browser.presses("Continue", services="crm", affected="everyone").form("Send")
    words = [f"Error number {number}" for number in range(8)]

    pages = at_once(8, lambda number: browser.twin().sends(form, "Send", **world.carol.details(words[number])))
    world.settles()

    assert len({page.url for page in pages}) == 1
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    assert [wording for wording in words if not dana.shows(wording)] == []


def test_i_cannot_pressed_twice_at_once_wakes_nobody_twice(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    form: Form = browser.page.form("I can't")  # type: ignore[union-attr]

    at_once(8, lambda _: browser.twin().sends(form, "I can't"))
    world.settles()

    assert world.kinds(report.reference).count("passed") == 1
    world.eve.phone.receives_text("EMERGENCY")
    assert world.mo.phone.is_quiet()


def test_acknowledged_and_handed_back_at_once_is_one_or_the_other(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    eve = world.eve.phone.receives_text("EMERGENCY").opens_link()
    take: Form = eve.page.form("Acknowledge")  # type: ignore[union-attr]
    give: Form = dana.presses("Acknowledge").form("Hand it back")
    presses: list[Callable[[], Page]] = [
        lambda: dana.sends(give, "Hand it back"),
        lambda: eve.sends(take, "Acknowledge"),
    ]

    at_once(2, lambda number: presses[number]())

    incident = world.incident(report.reference)
    assert (incident.next_page_at is None) == (incident.acknowledged_at is not None)
    assert world.kinds(report.reference).count("handed_back") == 1


def at_once(many: int, act: Callable[[int], Page]) -> list[Page]:
    """What each of so many gets who act behind one barrier."""
    pages: list[Page] = []
    faults: list[BaseException] = []
    barrier = threading.Barrier(many)

    def press(number: int) -> None:
        try:
            barrier.wait(60)
            pages.append(act(number))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
    return pages
