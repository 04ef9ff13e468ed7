"""Turns of an incident at the desk: opened again, split from another, a duplicate of the customer's own."""

from __future__ import annotations

from tests.stories.test_drills import agree, begins
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page
from tests.world.people import Sent

PRESSED = {
    "reopening": "Open it again and page",
    "separation": "Split it and page",
    "duplicate": "Mark it as a duplicate",
}


def turns(world: World, report: Sent, way: str, **values: str) -> Page:
    """Mo does it at the desk, and says why."""
    browser = at(world, report, way)
    page = browser.presses(PRESSED[way], **({"reason": "They rang"} | values))
    world.settles()
    return page


def at(world: World, report: Sent, way: str) -> Browser:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{report.reference}/{way}")
    return browser


def fixed(world: World) -> Sent:
    """Dana has fixed Carol's."""
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed", words="Made room")
    world.settles()
    world.dana.phone.reads_all()
    world.carol.mailbox.reads_all()
    return report


def test_what_is_opened_again_pages_whoever_fixed_it_and_tells_the_customer(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = fixed(world)
    due = world.incident(report.reference).respond_by

    page = turns(world, report, "reopening")

    assert page.shows("Mo opened it again: They rang")
    text = world.dana.phone.receives_text("Mo opened it again")
    assert "STILL OPEN" in text.words
    assert len(text.words) <= 160
    assert world.carol.mailbox.receives("We're on it again").link.endswith(report.url)
    assert report.page_shows("We found that it isn't fixed after all, so we're on it again")
    assert not report.page_shows("They rang"), "why is for colleagues"
    incident = world.incident(report.reference)
    assert incident.is_waiting
    assert incident.respond_by == due
    world.passes(minutes=5)
    assert world.eve.phone.receives_text("Mo opened it again")


def test_what_the_customer_confirmed_is_opened_again_too_and_a_second_press_does_nothing(world: World) -> None:
    world.at("Saturday 02:10")
    report = fixed(world)
    report.page()
    report.browser.presses("Yes, it works")
    browser = at(world, report, "reopening")
    form = browser.page.form("Open it again")  # type: ignore[union-attr]

    for _ in range(2):
        assert browser.sends(form, "Open it again", reason="Again").status == 200
    world.settles()

    assert world.kinds(report.reference).count("reopened") == 1
    assert world.incident(report.reference).confirmed_at is None
    assert len([one for one in world.dana.phone.new() if "opened it again" in one.words]) == 1
    assert browser.open(f"/manage/incidents/{report.reference}/reopening").status == 409


def test_without_a_reason_nothing_is_opened_again(world: World) -> None:
    world.at("Saturday 02:10")
    report = fixed(world)

    page = turns(world, report, "reopening", reason=" ")

    assert page.status == 422
    assert page.shows("There is a problem")
    assert world.incident(report.reference).resolved_at


def test_a_report_that_is_split_off_is_paged_by_itself_at_once_and_keeps_its_time(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    world.passes(minutes=1)
    second = world.nadia.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.settles()
    world.dana.phone.reads_all()
    due = world.incident(second.reference).respond_by
    assert world.incident(second.reference).lead_id

    page = turns(world, second, "separation")

    assert page.shows(f"Mo split it from {first.reference}: They rang")
    assert second.reference in world.dana.phone.receives_text("EMERGENCY").words
    split, lead = world.incident(second.reference), world.incident(first.reference)
    assert (split.lead_id, split.is_waiting, split.respond_by) == (None, True, due)
    assert lead.acknowledged_at is not None
    assert second.page_shows("We found that yours is a trouble of its own")
    assert first.page_shows("Another report turned out to be a different trouble")
    assert first.page_shows("An engineer is on it")
    assert f"Mo split {second.reference} from it: They rang" in [one.text for one in world.events(first.reference)]
    world.passes(minutes=5)
    assert second.reference in world.eve.phone.receives_text("STILL OPEN").words


def test_what_was_split_off_is_joined_again_by_hand_and_split_once(world: World) -> None:
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")
    browser = at(world, second, "separation")
    form = browser.page.form("Split it")  # type: ignore[union-attr]
    for _ in range(2):
        assert browser.sends(form, "Split it", reason="Another server").status == 200

    assert world.kinds(second.reference).count("split") == 1
    browser.presses("Acknowledge")
    browser.presses("Join them", lead=first.reference)

    assert world.incident(second.reference).lead_id == world.incident(first.reference).id
    world.settles()


def test_what_is_resolved_is_not_split(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    second = world.nadia.reports("crm")
    browser = at(world, second, "separation")
    form = browser.page.form("Split it")  # type: ignore[union-attr]
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed")

    page = browser.sends(form, "Split it", reason="Another server")

    assert page.status == 409
    assert page.shows("It is resolved: open it again, and it goes its own way")


def test_a_duplicate_goes_with_the_customers_other_report_and_pages_nobody_more(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    second = world.carol.reports("sites")
    third = world.nadia.reports("website")
    browser = at(world, second, "duplicate")
    assert browser.page is not None
    assert f">{first.reference}, " in browser.page.html
    assert third.reference not in browser.page.html, "it is another customer's"

    page = browser.presses("Mark it", original=first.reference, reason="Same outage")
    world.settles()
    for colleague in (world.dana, world.eve, world.mo):
        colleague.phone.reads_all()

    assert page.shows(f"Mo marked it as a duplicate of {first.reference}: Same outage")
    assert page.shows("Duplicate")
    assert second.page_shows("You had told us of this already")
    assert second.page_shows("engineers are being alerted")
    assert first.reference not in second.page().html
    assert "Same outage" not in second.page().text
    world.passes(minutes=30)
    assert not [one for one in world.dana.phone.all() if second.reference in one.words and "STILL OPEN" in one.words]
    log = world.mo.signs_in().open("/manage/?status=duplicate")
    assert log.shows(second.reference)
    assert not log.shows(first.reference)


def test_a_duplicate_is_split_again_where_that_was_wrong(world: World) -> None:
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    second = world.carol.reports("sites")
    turns(world, second, "duplicate", original=first.reference)
    world.dana.phone.reads_all()

    turns(world, second, "separation")

    assert second.reference in world.dana.phone.receives_text("EMERGENCY").words
    assert not world.incident(second.reference).is_duplicate
    assert not second.page_shows("You had told us of this already")


def test_another_customers_report_is_no_original_and_a_second_press_does_nothing(world: World) -> None:
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.carol.reports("sites")
    other = world.nadia.reports("website")
    browser = at(world, second, "duplicate")
    form = browser.page.form("Mark it")  # type: ignore[union-attr]

    assert browser.sends(form, "Mark it", original=other.reference, reason="Same").status == 422
    for _ in range(2):
        assert browser.sends(form, "Mark it", original=first.reference, reason="Same").status == 200

    assert world.kinds(second.reference).count("duplicate") == 1
    assert at(world, other, "duplicate").page.status == 409  # type: ignore[union-attr]


def test_what_is_fixed_meanwhile_takes_no_duplicate(world: World) -> None:
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.carol.reports("sites")
    browser = at(world, second, "duplicate")
    form = browser.page.form("Mark it")  # type: ignore[union-attr]
    dana = world.dana.phone.receives_text(first.reference).opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed")

    page = browser.sends(form, "Mark it", original=first.reference, reason="Same")

    assert page.status in (409, 422)
    assert page.shows("There is a problem")
    assert world.incident(second.reference).lead_id is None


def test_a_drill_takes_no_such_turn(world: World) -> None:
    agree(world, "Dana")
    drill = begins(world).reference
    browser = world.mo.signs_in()

    for way in ("assignment", "corrections", "duplicate", "separation", "reopening"):
        page = browser.open(f"/manage/incidents/{drill}/{way}")
        assert page.status == 409, way
        assert page.shows("It is a drill")
