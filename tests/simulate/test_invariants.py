"""Each invariant can fail: the night is fine, something is broken by hand, and it is told."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from app.domain.delivery import Message
from app.operations import record
from app.store.beats import Beat
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from tests.simulate import invariants
from tests.simulate.customers import Customer
from tests.simulate.night import Night
from tests.simulate.plan import Plan
from tests.simulate.stage import Stage
from tests.simulate.visitor import Visitor

EVENING = datetime(2027, 6, 5, 16, 25, tzinfo=UTC)
PLAN = Plan(seed=7, policy="prospect365", begins=EVENING, ends=EVENING + timedelta(hours=17), reports=6, storm=0,
            others=0, holes=(), faults=0, mishaps=0)  # fmt: skip


@pytest.fixture
def night(stage_of: Callable[[str], Stage]) -> Iterator[Night]:
    """A Saturday night, at a moment at which an incident has been paged for and nobody has it."""
    night = Night(stage_of(PLAN.policy), PLAN)
    while night.steps() and not any(map(night.watch.seen.is_waiting, night.watch.seen.rows)):
        pass
    assert not night.outcome.violations
    assert list(map(night.watch.seen.is_waiting, night.watch.seen.rows)).count(True) == 1
    night.watch.seen.unsent.clear()
    yield night
    night.leaves()


def test_a_reference_that_is_not_kept(night: Night) -> None:
    night.shown("ZZZZZ", "Carol")

    assert told(night) == {"P1"}


def test_an_incident_without_a_next_page(night: Night) -> None:
    change(night, update(Incident).values(next_page_at=None))

    assert told(night) == {"P4"}


def test_a_silence(night: Night) -> None:
    night.clock.true += timedelta(minutes=7)

    assert told(night) == {"P4"}


def test_a_page_that_is_sent_though_somebody_has_it(night: Night) -> None:
    row = of_page(night)
    change(night, update(Incident).values(acknowledged_at=night.clock.now(), acknowledged_by=row.staff_id))
    night.watch.look()
    night.clock.true += timedelta(seconds=1)

    sends(night, row)

    assert "P5" in told(night)


def test_a_round_though_somebody_has_it(night: Night) -> None:
    happens(night, "acknowledged", "Dana acknowledged")
    happens(night, "paged", "Round 2: paging Eve", layers=["backup"])

    assert "P5" in told(night)


def test_a_later_round_that_does_not_say_why(night: Night) -> None:
    happens(night, "acknowledged", "Dana acknowledged")
    happens(night, "lapsed", "No sign of life from Dana")
    happens(night, "paged", "Round 2: paging Eve", layers=["backup"])

    assert "P5" in told(night)


def test_two_who_win(night: Night) -> None:
    happens(night, "acknowledged", "Dana acknowledged")
    happens(night, "acknowledged", "Eve acknowledged")

    assert "P6" in told(night)


def test_an_audit_that_finds_something(night: Night) -> None:
    night.watch.seen.calm_since -= timedelta(hours=1)
    change(night, update(Beat).values(fault="a page is overdue"))

    assert told(night) == {"P11"}


def test_many_texts() -> None:
    made = [EVENING + timedelta(minutes=minute) for minute in range(6)]

    assert list(invariants.texts_are_few(made[:5], made[4], "Dana")) == []
    assert [promise for promise, _ in invariants.texts_are_few(made, made[5], "Dana")] == ["P13"]


def test_many_texts_are_none_where_each_is_the_only_one_for_a_while() -> None:
    made = [EVENING + timedelta(minutes=5 * number) for number in range(30)]

    assert list(invariants.texts_are_few(made, made[-1], "Dana")) == []


def test_one_that_joined_and_is_paged_for_beside_its_lead(night: Night) -> None:
    joined = joins(night)
    change(night, update(Incident).where(Incident.id == joined).values(next_page_at=night.clock.now()))

    assert "P13" in told(night)


def test_one_that_joined_and_that_somebody_else_has(night: Night) -> None:
    joined = joins(night)
    holder = of_page(night).staff_id
    change(night, update(Incident).where(Incident.id == joined).values(acknowledged_by=holder))

    assert "P18" in told(night)


def test_one_that_goes_with_what_is_over(night: Night) -> None:
    joins(night)
    change(night, update(Incident).where(Incident.lead_id.is_(None)).values(resolved_at=night.clock.now()))

    assert "P4" in told(night)


def test_a_clock_that_is_moved(night: Night) -> None:
    change(night, update(Incident).values(respond_by=night.clock.now() + timedelta(hours=9)))

    assert "P13" in told(night)


def test_a_first_page_that_is_late(night: Night) -> None:
    incident_id = next(iter(night.watch.seen.rows))
    night.watch.seen.unsent.add(incident_id)
    night.clock.true += timedelta(seconds=11)

    assert "P2" in told(night)


def test_a_call_for_help_that_is_no_page(night: Night) -> None:
    row = of_page(night)
    night.watch.seen.taken_at[row.incident_id or ""] = night.clock.true - timedelta(minutes=1)

    assert list(invariants.a_send_may_begin(night.watch.seen, row.incident_id or "", row.useful_until, "help")) == []
    assert list(invariants.a_send_may_begin(night.watch.seen, row.incident_id or "", row.useful_until)) != []


def test_a_gap_that_is_not_announced(night: Night) -> None:
    night.gaps_are_announced(("primary",))

    assert {violation.promise for violation in night.outcome.violations} == {"P19"}


def test_an_old_page_that_is_sent(night: Night) -> None:
    row = of_page(night)
    row.useful_until = night.clock.now() - timedelta(seconds=1)

    sends(night, row)

    assert told(night) == {"P15"}


def test_a_breach_that_never_was(night: Night) -> None:
    change(night, update(Incident).values(missed_at=night.clock.now()))
    night.watch.seen.calm_since -= timedelta(hours=1)

    assert told(night) == {"P16"}


def test_a_fix_that_is_overdue_and_nobody_says_so(night: Night) -> None:
    change(night, update(Incident).values(resolve_by=night.clock.now() - timedelta(hours=1)))
    night.watch.seen.calm_since -= timedelta(hours=1)

    assert told(night) == {"P16"}


def test_a_fix_that_is_said_to_be_late_before_it_is_due(night: Night) -> None:
    incident_id = next(iter(night.watch.seen.rows))
    change(night, update(Incident).values(resolve_by=night.clock.now() + timedelta(hours=1)))
    night.watch.seen.told[incident_id].is_resolution_missed = True

    assert told(night) == {"P16"}


def test_a_promise_that_nobody_looks_at(night: Night) -> None:
    change(night, update(Incident).values(next_watch_at=None))

    assert told(night) == {"P16"}


def test_a_page_that_says_what_nobody_recorded(night: Night) -> None:
    customer = next(one for one in night.cast.customers if one.token)
    change(night, update(Incident).values(acknowledged_at=night.clock.now()))
    visitor = Visitor(night.stage.app, night.stage.desk.settings.public_url, "fd00::1")

    night.looked(customer.reference, visitor.gets(f"/reports/{customer.token}"))

    assert "P17" in told(night)


def test_a_row_that_the_events_do_not_tell(night: Night) -> None:
    change(night, update(Incident).values(replied_at=night.clock.now()))

    assert "P18" in told(night)


def test_an_event_that_is_changed_afterwards(night: Night) -> None:
    night.ends()
    assert not told(night)

    change(night, text("DROP TRIGGER timeline_refuses_update"), text("UPDATE timeline SET text = 'Nothing happened'"))
    night.ends()

    assert told(night) == {"P18"}


def test_a_hole_that_nobody_hears_of(night: Night) -> None:
    night.watch.seen.holes = ("primary",)

    assert told(night) == {"P19"}


def test_a_fault_in_the_portals_log(night: Night) -> None:
    night.stage.faults.append("chore_failed")

    assert told(night) == {"P22"}


# -- how things are broken


def told(night: Night) -> set[str]:
    """The promises that are said to be broken, after one more look."""
    night.looks()
    return {violation.promise for violation in night.outcome.violations}


def change(night: Night, *statements: Any) -> None:
    """Something is written past the portal."""
    with night.stage.desk.database.writing() as session:
        for statement in statements:
            session.execute(statement)


def happens(night: Night, kind: str, words: str, **facts: Any) -> None:
    """An event is written past the portal."""
    incident_id = next(iter(night.watch.seen.rows))
    happened = record.event(kind, words, night.clock.now(), actor="Dana Okafor", incident_id=incident_id, **facts)
    with night.stage.desk.database.writing() as session:
        record.append(session, [happened])


def joins(night: Night) -> str:
    """A second customer reports the same; returns that incident's id."""
    lead = next(iter(night.watch.seen.rows.values()))
    with night.stage.desk.database.reading() as session:
        services = tuple(session.get_one(Incident, lead.id).services)
    Customer(night, 77, services).reports()
    assert not told(night)
    return next(row.id for row in night.watch.seen.rows.values() if row.lead_id)


def of_page(night: Night) -> Delivery:
    """A message that pages somebody for the incident."""
    with night.stage.desk.database.reading() as session:
        return session.scalars(select(Delivery).where(Delivery.page_id.is_not(None)).limit(1)).one()


def sends(night: Night, row: Delivery) -> None:
    """The send of that message begins, whoever wants it."""
    message = Message(id=row.id, to=row.address, to_name=row.person, subject="", body="")
    night.in_hand = row
    night.begins(message)
