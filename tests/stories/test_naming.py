"""A colleague is asked by name to take an incident: nobody's phone falls silent for it until they have."""

from __future__ import annotations

from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page


def asks(world: World, reference: str, name: str) -> Page:
    """Mo asks somebody at the desk."""
    browser = at(world, reference)
    form = browser.page.form("Ask them to take it")  # type: ignore[union-attr]
    page = browser.sends(form, "Ask them to take it", colleague=id_of(browser, name))
    world.settles()
    return page


def at(world: World, reference: str) -> Browser:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{reference}/assignment")
    return browser


def id_of(browser: Browser, name: str) -> str:
    """The value of the choice that has this name."""
    before, _, _ = browser.page.html.partition(f">{name}")  # type: ignore[union-attr]
    return before.rpartition('value="')[2].rstrip('"')


def test_whoever_has_it_keeps_it_until_the_colleague_takes_it(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    page = asks(world, report.reference, "Eve")

    assert page.shows("With Dana")
    assert page.shows("Mo asked Eve to take it: Dana has it until then")
    text = world.eve.phone.receives_text("Mo asks you to take it from Dana")
    assert len(text.words) <= 160
    assert world.eve.mailbox.receives("Mo asks you to take it")
    assert "Mo asks Eve to take it from you" in world.dana.phone.receives_text("until Eve does").words

    eve = text.opens_link()
    assert eve.page is not None
    assert eve.page.shows("Mo asks you to take this from Dana")
    page = eve.presses("Take it over from Dana")
    world.settles()

    assert page.shows(f"You have {report.reference}")
    assert "acknowledged by Eve" in world.dana.phone.receives_text("go back to sleep").words


def test_while_nobody_has_it_paging_goes_on_though_somebody_was_named(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    fay = world.joins("Fay", "07700 900777")

    asks(world, report.reference, "Fay")

    assert "Mo asks you to take it. " in fay.phone.receives_text("Mo asks you to take it").words
    assert world.incident(report.reference).is_waiting
    world.dana.phone.reads_all()
    world.passes(minutes=10)
    assert world.eve.phone.receives_text("STILL OPEN")
    assert world.dana.phone.receives_text("STILL OPEN")


def test_when_the_first_cannot_the_next_is_paged_at_once_though_somebody_was_named(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    world.joins("Fay", "07700 900777")
    asks(world, report.reference, "Fay")

    dana.presses("I can't")
    world.settles()

    assert world.eve.phone.receives_text("EMERGENCY")


def test_the_colleague_takes_what_nobody_has(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    fay = world.joins("Fay", "07700 900777")
    asks(world, report.reference, "Fay")

    link = fay.phone.receives_text("Mo asks you").opens_link()
    assert link.page is not None
    assert link.page.shows("Mo asks you to take it. Until somebody does, the others are paged too")
    link.presses("Acknowledge")
    world.settles()

    assert "acknowledged by Fay" in world.dana.phone.receives_text("go back to sleep").words


def test_a_button_that_is_pressed_twice_asks_once(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    asks(world, report.reference, "Eve")
    world.eve.phone.reads_all()

    asks(world, report.reference, "Eve")
    assert world.eve.phone.is_quiet()
    assert world.kinds(report.reference).count("assigned") == 1

    world.passes(minutes=4)
    asks(world, report.reference, "Dana")
    asks(world, report.reference, "Eve")
    assert world.eve.phone.receives_text("Mo asks you to take it")


def test_an_ask_that_somebody_was_quicker_than_is_not_sent(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser = at(world, report.reference)
    form = browser.page.form("Ask them to take it")  # type: ignore[union-attr]

    browser.sends(form, "Ask them to take it", colleague=id_of(browser, "Eve"))
    dana.presses("Acknowledge")
    world.settles()

    assert not [one for one in world.eve.phone.new() if "asks you" in one.words]


def test_whoever_left_is_not_asked(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = at(world, report.reference)
    form = browser.page.form("Ask them to take it")  # type: ignore[union-attr]
    eve = id_of(browser, "Eve")
    world.leaves(world.eve)

    page = browser.sends(form, "Ask them to take it", colleague=eve)

    assert page.status == 422
    assert page.shows("There is a problem")
    assert "assigned" not in world.kinds(report.reference)


def test_what_is_resolved_is_nobodys_to_take(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = at(world, report.reference)
    form = browser.page.form("Ask them to take it")  # type: ignore[union-attr]
    eve = id_of(browser, "Eve")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed")

    page = browser.sends(form, "Ask them to take it", colleague=eve)

    assert page.status == 409
    assert page.shows("It is resolved: open it again first")
    assert browser.open(f"/manage/incidents/{report.reference}/assignment").status == 409
