"""Receipts come late, doubled, shuffled, and before we have written down that we sent: they only move forward."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.delivery import Receipt, Refused, Sent, State, Unavailable
from app.operations import receipts
from app.store.staff import ContactMethod
from tests.dispatcher.conftest import Outside
from tests.world import World

DANA = "+447700900101"
OUT_OF_REACH = Unavailable(code="30003", words="the phone is off or out of reach")
GONE = Refused(code="30005", words="the number is unknown or no longer in use")
RANK = {State.PENDING: 0, State.SENDING: 1, State.SENT: 2, State.REFUSED: 3, State.DELIVERED: 4}


def test_a_receipt_before_the_settle_is_not_undone_by_it(each_broken_world: World, outside: Outside) -> None:
    world = each_broken_world
    outside.texts.next(lambda message: _with_receipts(world, message.id, ["delivered"]))

    report = world.carol.reports("crm")

    (page,) = world.pages(report.reference)
    assert page.state == State.DELIVERED
    assert page.sent_at == world.clock.now()
    assert report.page_shows("The on-call engineer's phone has it")


def test_a_failure_for_good_before_the_settle_wakes_eve_at_once(broken_world: World, outside: Outside) -> None:
    world = broken_world
    outside.texts.next(lambda message: _with_receipts(world, message.id, ["failed"], GONE))

    report = world.carol.reports("crm")

    states = {page.person: page.state for page in world.pages(report.reference)}
    assert states == {"Dana Okafor": State.REFUSED, "Eve Lindqvist": State.SENT}
    world.eve.phone.receives_text(report.reference)


def test_a_number_that_failed_counts_again_once_something_arrived_there(broken_world: World, outside: Outside) -> None:
    world = broken_world
    outside.texts.next(lambda message: _with_receipts(world, message.id, ["failed"], GONE))
    first = world.carol.reports("crm")
    assert _failed_numbers(world) == [DANA]
    world.eve.phone.receives_text(first.reference).opens_link().presses("Acknowledge")

    second = world.carol.reports("website")
    (page,) = [page for page in world.pages(second.reference) if page.address == DANA]
    _take(world, _receipt(page.id, "delivered", key="SM2"))

    assert _failed_numbers(world) == []


def test_a_phone_out_of_reach_before_the_settle_is_still_tried_again(
    each_broken_world: World, outside: Outside
) -> None:
    world = each_broken_world
    outside.texts.next(lambda message: _with_receipts(world, message.id, ["failed"], OUT_OF_REACH))

    report = world.carol.reports("crm")
    world.passes(seconds=10)

    assert outside.texts.asked_for(DANA) == 2
    assert [page.state for page in world.pages(report.reference)] == [State.SENT]


def test_undelivered_moves_on_at_once(broken_world: World, outside: Outside) -> None:
    world = broken_world
    report = world.carol.reports("crm")
    (page,) = world.pages(report.reference)

    world.passes(seconds=20)
    assert world.eve.phone.is_quiet()
    _take(world, _receipt(page.id, "failed", GONE))
    world.settles()

    world.eve.phone.receives_text(report.reference)
    assert report.page_shows("Text could not reach the on-call engineer")


def test_out_of_reach_is_tried_once_more_and_then_moves_on(broken_world: World, outside: Outside) -> None:
    world = broken_world
    report = world.carol.reports("crm")
    (page,) = world.pages(report.reference)

    _take(world, _receipt(page.id, "failed", OUT_OF_REACH))
    world.passes(seconds=10)
    assert outside.texts.asked_for(DANA) == 2
    assert world.eve.phone.is_quiet()
    _take(world, _receipt(page.id, "failed", OUT_OF_REACH, key="SM2"))
    world.settles()

    world.eve.phone.receives_text(report.reference)


def test_an_undelivered_receipt_after_the_acknowledgement_wakes_nobody(broken_world: World) -> None:
    world = broken_world
    report = world.carol.reports("crm")
    (page,) = world.pages(report.reference)
    world.dana.mailbox.receives("EMERGENCY").opens_link().presses("Acknowledge", person="yes")

    _take(world, _receipt(page.id, "failed", GONE))
    world.passes(minutes=10)

    assert world.eve.phone.is_quiet()


def test_a_receipt_never_stops_the_steps(broken_world: World) -> None:
    world = broken_world
    report = world.carol.reports("crm")
    (page,) = world.pages(report.reference)

    _take(world, _receipt(page.id, "delivered"))
    world.passes(minutes=5)

    world.eve.phone.receives_text(report.reference)


def test_the_same_receipt_twice_is_kept_once(each_broken_world: World) -> None:
    world = each_broken_world
    report = world.carol.reports("crm")
    (page,) = world.pages(report.reference)

    assert _take(world, _receipt(page.id, "delivered"))
    assert not _take(world, _receipt(page.id, "delivered"))

    assert world.kinds(report.reference).count("delivery.delivered") == 1


def test_a_receipt_of_nothing_of_ours_changes_nothing(broken_world: World) -> None:
    assert not _take(broken_world, _receipt("0" * 32, "delivered"))


@pytest.mark.parametrize("statuses", [("sent", "delivered"), ("sent", "failed"), ("sent", "failed", "delivered")])
def test_receipts_in_any_order_end_in_the_same_state(world: World, statuses: tuple[str, ...]) -> None:
    ends = {_states_after(world, order)[-1] for order in permutations(statuses)}

    assert ends == {State.DELIVERED if "delivered" in statuses else State.REFUSED}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(said=st.lists(st.sampled_from(["sent", "delivered", "failed", "other"]), min_size=1, max_size=8))
def test_receipts_doubled_and_shuffled_only_move_forward(world: World, said: list[str]) -> None:
    states = _states_after(world, said)

    ranks = [RANK[state] for state in states]
    assert ranks == sorted(ranks)
    wanted = State.DELIVERED if "delivered" in said else State.REFUSED if "failed" in said else State.SENT
    assert states[-1] == wanted


def _states_after(world: World, said: Sequence[str]) -> list[State]:
    """The states of a fresh page, from when it was sent and after each of the receipts."""
    reference = world.files_alone().reference
    world.settles()
    page = world.pages(reference)[0]
    states = [State(page.state)]
    for status in said:
        _take(world, _receipt(page.id, status, GONE if status == "failed" else None))
        states.append(State(world.pages(reference)[0].state))
    return states


def _failed_numbers(world: World) -> list[str]:
    with world.desk.database.reading() as session:
        failed = select(ContactMethod.address).where(ContactMethod.failed_at.is_not(None))
        return list(session.scalars(failed))


def _with_receipts(world: World, delivery_id: str, statuses: list[str], fault: Refused | Unavailable | None = None):  # type: ignore[no-untyped-def] # fmt: skip
    for status in statuses:
        _take(world, _receipt(delivery_id, status, fault))
    return Sent(provider_id="SM1")


def _receipt(delivery_id: str, status: str, fault: Refused | Unavailable | None = None, key: str = "SM1") -> Receipt:
    return Receipt(
        delivery_id=delivery_id, provider="demo", provider_id=key, event_key=f"{delivery_id}:{key}:{status}",
        status=status, code=fault.code if fault else "", words=fault.words if fault else status, refused=fault,
    )  # type: ignore[arg-type] # fmt: skip


def _take(world: World, receipt: Receipt) -> bool:
    with world.desk.database.writing() as session:
        return receipts.take(session, receipt, now=world.clock.now(), mint=world.desk.mint)
