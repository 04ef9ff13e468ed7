"""The audit: what it calls a fault, and what it does not."""

from datetime import datetime, timedelta

import pytest

from app.operations import audit
from app.store import incidents
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


def test_a_next_page_later_than_the_steps_allow_is_a_fault(world: World, reported: str) -> None:
    _moves_next_page(world, reported, by=timedelta(seconds=11))

    assert _fault(world, world.clock.now()) == f"no next page in its time: {reported}"


def test_a_page_that_is_overdue_by_more_than_a_minute_is_a_fault(world: World, reported: str) -> None:
    _moves_next_page(world, reported, by=-timedelta(minutes=6, seconds=1))

    assert "overdue by more than a minute" in _fault(world, world.clock.now())


def _moves_next_page(world: World, reference: str, by: timedelta) -> None:
    with world.desk.database.writing() as session:
        incident = incidents.by_reference(session, reference)
        assert incident and incident.next_page_at
        incident.next_page_at = world.clock.now() + timedelta(minutes=5) + by


def _fault(world: World, now: datetime) -> str:
    with world.desk.database.reading() as session:
        return audit.fault(session, now)
