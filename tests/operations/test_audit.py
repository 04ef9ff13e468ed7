"""The audit: what it calls a fault, and what it does not."""

from datetime import datetime, timedelta

import pytest

from app.operations import audit
from app.store import chores, incidents
from app.store.deliveries import Delivery
from tests.world import World


@pytest.fixture
def reported(world: World) -> str:
    """The reference of an incident whose engineer was just paged."""
    world.at("Saturday 02:10")
    return world.carol.reports("crm").reference


def test_a_report_that_came_while_the_audit_began_is_no_fault(world: World, reported: str) -> None:
    """Its instant was read before the database was: what the database shows may be a moment younger."""
    began = world.clock.now() - timedelta(seconds=9)

    assert _fault(world, began) == ""


def test_a_clock_that_is_set_back_by_half_a_minute_is_no_fault(world: World, reported: str) -> None:
    assert _fault(world, world.clock.now() - timedelta(seconds=30)) == ""


def test_a_next_page_later_than_the_steps_allow_is_a_fault(world: World, reported: str) -> None:
    _moves_next_page(world, reported, by=timedelta(seconds=61))

    assert _fault(world, world.clock.now()) == f"no next page in its time: {reported}"


def test_a_page_that_is_overdue_by_more_than_a_minute_is_a_fault(world: World, reported: str) -> None:
    _moves_next_page(world, reported, by=-timedelta(minutes=6, seconds=1))

    assert "overdue by more than a minute" in _fault(world, world.clock.now())


@pytest.mark.parametrize("state", ["pending", "sending"])
def test_a_page_that_nobody_sends_for_a_minute_is_a_fault(world: World, reported: str, state: str) -> None:
    now = world.clock.now()
    with world.desk.database.writing() as session:
        for page in session.query(Delivery).where(Delivery.page_id.is_not(None)):
            page.state = state
            page.due_at = page.leased_until = now - timedelta(seconds=60)
    assert _fault(world, now) == ""

    assert "nobody sends it" in _fault(world, now + timedelta(seconds=1))
    assert "nobody sends it" not in _fault(world, now + timedelta(minutes=5)), "by then it is of no use"


def test_a_chore_that_nobody_sees_to_is_a_fault_and_one_of_another_release_is_not(world: World, reported: str) -> None:
    now = world.clock.now()
    with world.desk.database.writing() as session:
        chores.expect(session, ["ours", "newer"], now - timedelta(minutes=10, seconds=1))

    with world.desk.database.reading() as session:
        assert audit.fault(session, now, ["ours"]) == "nobody has seen to what is due now and then: ours"
        assert audit.fault(session, now - timedelta(seconds=2), ["ours"]) == ""


def test_an_incident_that_has_joined_another_is_looked_after_with_it_or_it_is_a_fault(world: World) -> None:
    world.at("Saturday 02:10")
    lead, member = world.carol.reports("crm"), world.nadia.reports("crm")
    assert world.incident(member.reference).lead_id
    assert _fault(world, world.clock.now()) == ""

    with world.desk.database.writing() as session:
        first = incidents.by_reference(session, lead.reference)
        assert first
        first.resolved_at = world.clock.now()

    assert _fault(world, world.clock.now()) == f"joined another, and not looked after with it: {member.reference}"


def _moves_next_page(world: World, reference: str, by: timedelta) -> None:
    with world.desk.database.writing() as session:
        incident = incidents.by_reference(session, reference)
        assert incident and incident.next_page_at
        incident.next_page_at = world.clock.now() + timedelta(minutes=5) + by


def _fault(world: World, now: datetime) -> str:
    with world.desk.database.reading() as session:
        return audit.fault(session, now)
