"""Maintenance windows: kept, told to the reports that fall into one, and by the policy's clause."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.rulebook import Rulebook
from app.operations import intake, maintenance
from app.operations.intake import NewReport
from app.operations.maintenance import Plan, WindowError
from app.store import downtime, staff, timeline
from app.store import maintenance as windows
from app.store.incidents import Incident
from app.store.maintenance import MaintenanceWindow
from tests.domain.stating import Promised, stating
from tests.world import World

HOUR = timedelta(hours=1)


def plan(world: World, **changes) -> Plan:
    now = world.clock.now()
    usual = Plan(
        kind="emergency", services=("crm",), starts_at=now - HOUR, ends_at=now + HOUR, published_at=None, note=""
    )
    return replace(usual, **changes)


def announces(world: World, **changes) -> MaintenanceWindow:
    with world.desk.database.writing() as session:
        mo = next(person for person in staff.active(session) if person.first_name == "Mo")
        return maintenance.announce(
            session, plan(world, **changes), mo, mint=world.desk.mint, now=world.clock.now()
        )  # fmt: skip


def test_a_report_at_the_start_is_in_the_window_and_one_at_the_end_is_not(each_world: World):
    world = each_world
    announces(world, starts_at=world.clock.now())

    at_start = world.files()
    world.clock.move(HOUR)
    at_end = world.files()

    assert "report.during_maintenance" in world.kinds(at_start.reference)
    assert "report.during_maintenance" not in world.kinds(at_end.reference)


def test_two_windows_are_two_notes_in_the_order_in_which_they_began(each_world: World):
    world = each_world
    announces(world)
    announces(world, services=(), starts_at=world.clock.now() - 2 * HOUR)

    filed = world.files()

    said = [event.text for event in world.events(filed.reference) if event.kind == "report.during_maintenance"]
    assert ["all services" in words for words in said] == [True, False]


def test_a_policy_without_a_clause_adds_no_reason(world: World):
    announces(world)
    reasons = {reason["clause"] for reason in world.report(world.files().reference).reasons}

    assert reasons <= set(world.desk.policy.clauses)
    assert not [reason for reason in world.report(world.files().reference).reasons if "maintenance" in reason["detail"]]


def test_a_policy_that_names_a_clause_has_it_among_the_reasons_and_the_verdict_stays(each_world: World):
    """Here one of the clauses that the policy has stands for it."""
    world = each_world
    without = world.report(world.files().reference)
    announces(world)
    stated = stating(world.desk.policy, availability=Promised(clause="PS-8"))
    new = NewReport(
        intent="in-a-window", source="form", services=("crm",), affected="everyone", started="Just now",
        started_at=None, errors="none", company="Acme Foods", name="Carol", phone="07700 900982", email="", extra={},
    )  # fmt: skip

    with world.desk.database.writing() as session:
        rules = Rulebook.of(stated)
        [filed] = intake.receive(session, [new], rules=rules, mint=world.desk.mint, now=world.clock.now())

    report = world.report(filed.reference)
    assert (report.verdict, report.reasons[:-1]) == (without.verdict, without.reasons)
    assert report.reasons[-1] == {
        "clause": "PS-8",
        "text": stated.clauses["PS-8"].text,
        "outcome": "noted",
        "detail": "Reported during emergency maintenance of Prospect 365 CRM, until 3:00am.",
    }
    assert "Accepted: an incident opened (PS-3, PS-8)" in [event.text for event in world.events(filed.reference)]


@pytest.mark.parametrize("act", ["change", "end", "cancel"])
def test_nothing_is_done_to_a_window_that_is_over(world: World, act: str):
    window_id = announces(world).id
    world.clock.move(3 * HOUR)

    with world.desk.database.writing() as session:
        mo = next(person for person in staff.active(session) if person.first_name == "Mo")
        told = plan(world) if act == "change" else "because"
        assert getattr(maintenance, act)(session, window_id, told, mo, now=world.clock.now()) is False
        assert getattr(maintenance, act)(session, "unknown", told, mo, now=world.clock.now()) is False


def test_a_window_that_cannot_be_is_not_kept(each_world: World):
    with pytest.raises(WindowError, match="The end must be later than the start") as raised:
        announces(each_world, ends_at=each_world.clock.now() - HOUR)

    assert raised.value.fault.field == "ends_at"
    with each_world.desk.database.reading() as session:
        assert session.scalars(select(MaintenanceWindow)).all() == []


def test_every_step_is_in_the_record_with_the_whole_window(world: World):
    now = world.clock.now()
    kept = announces(world, kind="planned", starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    with world.desk.database.writing() as session:
        mo = next(person for person in staff.active(session) if person.first_name == "Mo")
        changed = plan(world, starts_at=now + HOUR, ends_at=now + 3 * HOUR)
        maintenance.change(session, kept.id, changed, mo, now=now)
        maintenance.cancel(session, kept.id, "Not needed", mo, now=now)

    with world.desk.database.reading() as session:
        events = session.scalars(
            select(timeline.Event).where(timeline.Event.kind.startswith("maintenance."))
        ).all()  # fmt: skip
    assert [event.kind for event in events] == [
        "maintenance.announced", "maintenance.changed", "maintenance.cancelled",
    ]  # fmt: skip
    assert [event.facts["ends_at"] for event in events[:2]] == [
        (now + 2 * HOUR).isoformat(), (now + 3 * HOUR).isoformat(),
    ]  # fmt: skip
    assert events[2].facts["reason"] == "Not needed"


def test_windows_that_touch_a_span_are_found_with_its_edges(each_world: World):
    world = each_world
    now = world.clock.now()
    announces(world)

    with world.desk.database.reading() as session:
        assert len(windows.touching(session, now - 2 * HOUR, now - HOUR)) == 0
        assert len(windows.touching(session, now - 2 * HOUR, now - HOUR / 2)) == 1
        assert len(windows.touching(session, now + HOUR, now + 2 * HOUR)) == 0
        assert windows.running(session, now + HOUR) == []
        assert len(windows.running(session, now - HOUR)) == 1


def test_downtime_is_that_of_resolved_incidents_with_their_cause(each_world: World):
    world = each_world
    now = world.clock.now()
    first = world.files(started_at=now - HOUR)
    world.files(services=("website",))
    with world.desk.database.writing() as session:
        incident = session.scalars(select(Incident).where(Incident.reference == first.reference)).one()
        incident.resolved_at = now + HOUR

    with world.desk.database.reading() as session:
        found = downtime.outages(session, now - 24 * HOUR, now, lambda _: "customer-change")
        unresolved = downtime.unresolved(session, now + HOUR)
        later = downtime.outages(session, now + HOUR, now + 2 * HOUR, lambda _: "")

    assert [(one.reference, one.starts_at, one.ends_at, one.cause) for one in found] == [
        (first.reference, now - HOUR, now + HOUR, "customer-change")
    ]
    assert len(unresolved) == 1
    assert later == []
