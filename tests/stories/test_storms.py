"""One outage, many customers: one page, a growing count, and a clock of its own for each of them."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.operations import helping
from app.store import groups, incidents, staff
from app.store.staff import Staff
from tests.world import World
from tests.world.browser import Browser

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
BURSTS = 30
CUSTOMERS = int(os.environ.get("STORM", "120"))


def storm(world: World, customers: int, **changes: object) -> list[str]:
    """Reports of that many customers in ten minutes, some every twenty seconds; their references."""
    references = []
    for number in range(customers):
        who = {"name": f"Ann {number}", "company": f"Firm {number}", "email": f"ann@firm{number}.example"}
        references.append(world.files(**who, **changes).reference)
        if number % (customers // BURSTS or 1) == 0:
            world.passes(seconds=600 / BURSTS)
    return references


def person(session: Session, name: str) -> Staff:
    return next(one for one in staff.active(session) if one.name == name)


def takes(world: World) -> Browser:
    """Dana acknowledges from the text that told of a second customer."""
    browser = world.dana.phone.receives_text("now 2 customers").opens_link()
    browser.presses("Acknowledge")
    return browser


def texts_to(world: World, name: str) -> list[str]:
    return [message.words for message in getattr(world, name).phone.all()]


def most_in(instants: list, span: timedelta) -> int:
    return max((sum(begin <= at < begin + span for at in instants) for begin in instants), default=0)


def test_the_second_customer_joins_and_keeps_a_clock_of_their_own(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    world.passes(minutes=1)

    second = world.nadia.reports("crm")

    lead, member = world.incident(first.reference), world.incident(second.reference)
    assert member.lead_id == lead.id
    assert member.respond_by - lead.respond_by == timedelta(minutes=1)
    assert world.pages(second.reference) == []
    assert second.page_shows("Others have told us of the same trouble: engineers are being alerted")
    assert first.reference not in second.page().text
    assert "now 2 customers" in world.dana.phone.receives_text("now 2 customers").words


def test_the_same_customer_again_is_no_storm(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY")

    world.carol.reports("crm")

    assert world.dana.phone.is_quiet()


def test_another_service_pages_at_once_in_the_middle_of_a_storm(world: World) -> None:
    world.at("Saturday 02:10")
    storm(world, 30)

    other = world.files(services=("sites",), email="zoe@zoo.example")
    world.settles()

    (page,) = world.pages(other.reference)
    assert page.person.startswith("Dana")
    assert page.sent_at == world.clock.now()


@pytest.mark.parametrize("acknowledged", [False, True], ids=["nobody answers", "acknowledged"])
def test_a_storm_of_customers_is_a_handful_of_texts(world: World, acknowledged: bool) -> None:
    world.at("Saturday 02:10")
    first = world.files().reference
    world.settles()
    if acknowledged:
        world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    references = storm(world, CUSTOMERS - 1)
    world.passes(hours=1)

    assert len({first, *references}) == CUSTOMERS
    for colleague in (world.dana, world.eve, world.mo):
        sent = [message.delivery.sent_at for message in colleague.phone.all()]
        assert most_in(sent, QUARTER) <= 5
        assert most_in(sent, HOUR) <= 11
    counts = [words for words in texts_to(world, "dana") if "customers" in words]
    assert [any(f"now {mark} customers" in words for words in counts) for mark in (2, 5)] == [True, True]
    with world.desk.database.reading() as session:
        assert groups.customers(session, world.incident(first).id) == CUSTOMERS
    due = {world.incident(reference).respond_by for reference in references}
    assert len(due) >= BURSTS


def test_one_acknowledgement_takes_all_and_each_customer_hears(world: World) -> None:
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")

    takes(world)
    world.settles()

    for report in (first, second):
        assert report.page_shows("An engineer is on it")
        assert "acknowledged" in world.kinds(report.reference)
    assert world.nadia.mailbox.receives("An engineer")


def test_whoever_comes_after_the_acknowledgement_is_told_that_an_engineer_is_on_it(world: World) -> None:
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    second = world.nadia.reports("crm")

    assert second.page_shows("An engineer is on it")
    assert second.page_shows("an engineer is already on it")
    assert "You have it" in world.dana.phone.receives_text("now 2 customers").words
    assert world.incident(second.reference).first_acknowledged_at == world.clock.now()
    assert "An engineer is on it already" in world.nadia.mailbox.receives("We've got").words
    assert world.incident(first.reference).lapses_at is not None


def test_without_a_sign_of_life_after_another_customer_all_are_paged_again(world: World) -> None:
    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    browser.presses("Reply to the customer")
    world.passes(hours=1)
    assert world.incident(first.reference).lapses_at is None
    second = world.nadia.reports("crm")

    world.passes(minutes=30)

    assert world.dana.phone.receives_text("No word from Dana")
    for report in (first, second):
        assert world.incident(report.reference).acknowledged_at is None
        assert "lapsed" in world.kinds(report.reference)
        assert not report.page_shows("An engineer is on it")


def test_a_reply_goes_to_all_unless_the_box_is_cleared(world: World) -> None:
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")
    browser = takes(world)

    browser.presses("Reply to the customer", words="A disk is full. We empty it.", to_all="y")
    world.settles()

    for report, customer in ((first, world.carol), (second, world.nadia)):
        assert world.incident(report.reference).replied_at == world.clock.now()
        assert customer.mailbox.receives("A disk is full")


def test_a_reply_to_one_leaves_the_clock_of_the_other(world: World) -> None:
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")
    browser = takes(world)

    browser.presses("Reply to the customer", words="Hello Carol", to_all=[])

    assert world.incident(first.reference).replied_at
    assert world.incident(second.reference).replied_at is None


def test_what_is_fixed_is_fixed_for_all_and_one_can_say_still_broken(world: World) -> None:
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")
    browser = takes(world)
    browser.presses("It's fixed", words="The disk has room again")
    assert first.page_shows("We think it's fixed")
    assert second.page_shows("We think it's fixed")

    second.page()
    second.browser.presses("Still broken")
    world.settles()

    again = world.incident(second.reference)
    assert again.lead_id is None
    assert again.is_waiting
    assert world.incident(first.reference).resolved_at
    assert second.reference in world.dana.phone.receives_text("still broken").words


def test_one_that_is_still_broken_pages_also_whoever_was_called_to_help_with_it(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.nadia.reports("crm")
    world.passes(minutes=5)
    browser = world.eve.phone.receives_text(first.reference).opens_link()
    browser.presses("Acknowledge")
    with world.desk.database.writing() as session:  # as the desk's page of the joined incident does it
        incident, eve = incidents.by_reference(session, second.reference), person(session, "Eve Lindqvist")
        assert helping.wake(session, incident, eve, mint=world.desk.mint, now=world.clock.now()) == ["Dana"]
    browser.presses("It's fixed", words="The disk has room again")

    second.page()
    second.browser.presses("Still broken")
    world.settles()

    assert world.incident(second.reference).is_waiting
    assert second.reference in world.dana.phone.receives_text("still broken").words
    assert second.reference in world.eve.phone.receives_text("still broken").words


def test_one_that_was_joined_late_tells_its_customer_when_paging_begins_anew(world: World) -> None:
    world.at("Saturday 02:10")
    crm, sites = world.carol.reports("crm"), world.nadia.reports("sites")
    world.passes(minutes=5)
    assert sites.page_shows("No answer yet: we've alerted more people")
    first = world.dana.phone.receives_text(crm.reference).opens_link()
    second = world.dana.phone.receives_text(sites.reference).opens_link()
    first.presses("Acknowledge")
    second.presses("Acknowledge")
    second.presses("Join them", lead=crm.reference)

    first.presses("I pressed by mistake")

    assert sites.page().headline != "No answer yet: we've alerted more people"


def test_managers_hear_of_an_outage_once_and_not_once_a_customer(world: World) -> None:
    world.at("Saturday 02:10")
    storm(world, 20)

    world.passes(hours=2)

    warned = [words for words in texts_to(world, "mo") if "nobody has" in words]
    assert 1 <= len(warned) <= 5


def test_two_incidents_are_joined_by_hand(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    crm, sites = world.carol.reports("crm"), world.nadia.reports("sites")
    first = world.dana.phone.receives_text(crm.reference).opens_link()
    second = world.dana.phone.receives_text(sites.reference).opens_link()
    first.presses("Acknowledge")
    second.presses("Acknowledge")

    joined = second.presses("Join them", lead=crm.reference)

    assert world.incident(sites.reference).lead_id == world.incident(crm.reference).id
    assert joined.shows(f"You have {crm.reference}")
    assert joined.shows("2 customers report it")
    world.passes(minutes=31)
    assert world.incident(sites.reference).acknowledged_at is None, "it lapses with its lead"
    assert len(world.pages(sites.reference, Medium.SMS)) == 1, "its own first page, and none since"
