"""The desk after the acknowledgement: take over, undo, wake, promise and join, from the incident's page."""

from __future__ import annotations

from tests.world import World
from tests.world.browser import Browser


def at_desk(world: World, reference: str, who: str = "mo") -> Browser:
    browser = getattr(world, who).signs_in()
    browser.open(f"/manage/incidents/{reference}")
    return browser


def test_a_manager_takes_over_from_an_engineer(world: World):
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    page = at_desk(world, report.reference).presses("Take it over from Dana")
    world.settles()

    assert page.shows("With Mo Haddad")
    assert "acknowledged by Mo" in world.dana.phone.receives_text("go back to sleep").words


def test_a_mistake_at_the_desk_is_undone(world: World):
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = at_desk(world, report.reference)
    browser.presses("Acknowledge")

    page = browser.presses("I pressed by mistake")

    assert page.shows("Nobody has it")
    assert world.incident(report.reference).is_waiting


def test_whoever_has_it_at_the_desk_wakes_others_and_promises_a_reply(world: World):
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = at_desk(world, report.reference)
    browser.presses("Acknowledge")

    browser.presses("Wake the next person")
    browser.presses("Tell them so", minutes="60")
    world.settles()

    assert world.dana.phone.receives_text("Mo has it and asks for your help")
    assert report.page_shows("by 3:10am")


def test_an_outage_is_taken_from_any_of_its_reports(world: World):
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")
    browser = at_desk(world, second.reference)

    assert browser.page.shows(f"It is the same outage as {first.reference}")
    page = browser.presses("Acknowledge")

    assert page.shows("With Mo Haddad")
    assert world.incident(first.reference).acknowledged_by == world.incident(second.reference).acknowledged_by
    assert first.page_shows("An engineer is on it")


def test_the_page_of_an_outage_lists_its_customers(world: World):
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")

    page = at_desk(world, first.reference).page

    assert page.shows("2 customers report it")
    assert page.link(second.reference) == f"/manage/incidents/{second.reference}"
    assert page.shows("Nowhere Known Ltd unverified")


def test_two_incidents_are_joined_at_the_desk(world: World):
    world.at("Saturday 02:10")
    crm, sites = world.carol.reports("crm"), world.nadia.reports("sites")
    browser = at_desk(world, sites.reference)
    browser.presses("Acknowledge")

    page = browser.presses("Join them", lead=crm.reference)

    assert page.shows(f"It is the same outage as {crm.reference}")
    assert world.incident(sites.reference).is_waiting, "nobody has the other yet, and it is paged for both"
    assert "joined" in world.kinds(sites.reference)


def test_what_cannot_be_joined_stays_as_it_is(world: World):
    world.at("Saturday 02:10")
    crm, sites = world.carol.reports("crm"), world.nadia.reports("sites")
    browser = at_desk(world, sites.reference)
    browser.presses("Acknowledge")
    form = browser.page.form("Join them")
    world.dana.phone.receives_text(crm.reference).opens_link().presses("Acknowledge")
    at_desk(world, crm.reference, "dana").presses("It's fixed")

    for lead in (crm.reference, sites.reference, "K7Q4M", "nonsense"):
        page = browser.sends(form, "Join them", lead=lead)
        assert page.status == 200
        assert world.incident(sites.reference).lead_id is None


def test_the_page_names_the_customers_earlier_incidents_with_what_became_of_them(world: World):
    world.at("Friday 02:10")
    first = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    at_desk(world, first.reference, "dana").presses("It's fixed", words="Emptied the disk")
    world.at("Saturday 02:10")
    second = world.carol.reports("sites")

    page = at_desk(world, second.reference).page

    assert page.shows("Earlier, from this customer")
    assert page.link(first.reference) == f"/manage/incidents/{first.reference}"
    assert page.shows("Resolved")
    assert not at_desk(world, first.reference).page.shows("Earlier, from this customer")
