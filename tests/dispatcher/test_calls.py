"""Calls when providers fail: a text that cannot arrive is followed by a call at once, and a call by the next person."""

from app.domain.delivery import Medium, Receipt, State
from app.operations import receipts
from tests.dispatcher.conftest import Outside
from tests.world import World
from tests.world.providers import ANSWERED_500, NO_SUCH_NUMBER

DANA, EVE = "+447700900101", "+447700900102"


def test_who_cannot_be_texted_is_rung_at_once_and_the_next_is_paged_too(
    each_broken_world: World, outside: Outside
) -> None:
    world = each_broken_world
    outside.texts.always(NO_SUCH_NUMBER, DANA)

    report = world.carol.reports("crm")

    assert {page.person for page in world.pages(report.reference, Medium.VOICE)} == {"Dana Okafor", "Eve Lindqvist"}
    world.eve.phone.receives_text(report.reference)
    assert "You have it" in world.dana.picks_up().takes_it().says
    world.passes(minutes=10)
    assert outside.calls.asked_for(DANA) == 1


def test_a_policy_that_rings_nobody_rings_nobody_when_a_text_fails_either(
    broken_world: World, outside: Outside
) -> None:
    world = broken_world
    outside.texts.always(NO_SUCH_NUMBER, DANA)
    reference = world.files().reference
    with world.desk.database.writing() as session:
        incident = session.merge(world.incident(reference))
        steps = [{**step, "calls": None} for step in incident.promise["escalation"]["steps"] if not step["only_calls"]]
        incident.promise = {**incident.promise, "escalation": {**incident.promise["escalation"], "steps": steps}}

    world.settles()
    world.passes(minutes=10)

    assert outside.calls.asked == []
    world.eve.phone.receives_text(reference)


def test_a_busy_line_pages_the_next_at_once_and_the_number_is_not_blamed(each_broken_world: World) -> None:
    world = each_broken_world
    report = world.carol.reports("crm")
    world.passes(minutes=2)
    (call,) = world.pages(report.reference, Medium.VOICE)

    _said(world, call.id, "failed", code="busy")

    world.eve.phone.receives_text("STILL OPEN 2 min")
    assert "No call reaches Dana: paging the next at once" in [event.text for event in world.events(report.reference)]
    assert report.page_shows("The call did not reach the on-call engineer")


def test_a_call_that_fails_while_its_text_may_be_read_leaves_the_steps_their_time(broken_world: World) -> None:
    world = broken_world
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    eve = next(page for page in world.pages(report.reference, Medium.VOICE) if page.address == EVE)

    _said(world, eve.id, "failed", code="no-answer")

    assert len(world.mo.phone.all()) == 0
    world.passes(minutes=5)
    assert len(world.mo.phone.all()) == 1


def test_a_call_that_is_picked_up_and_never_taken_is_made_again(broken_world: World, outside: Outside) -> None:
    world = broken_world
    report = world.carol.reports("crm")
    world.passes(minutes=2)
    (call,) = world.pages(report.reference, Medium.VOICE)

    _said(world, call.id, "delivered")
    world.passes(minutes=8)

    assert outside.calls.asked_for(DANA) == 2
    assert world.pages(report.reference, Medium.VOICE)[0].state == State.DELIVERED
    assert "Call to Dana Okafor was picked up" in [event.text for event in world.events(report.reference)]


def test_an_answer_that_is_not_known_rings_again_and_at_most_twice_in_a_few_seconds(
    broken_world: World, outside: Outside
) -> None:
    world = broken_world
    outside.calls.next(ANSWERED_500)
    world.carol.reports("crm")

    world.passes(minutes=2, seconds=10)

    assert outside.calls.asked_for(DANA) == 2
    assert len(outside.calls.took) == 1


def _said(world: World, delivery_id: str, status: str, *, code: str = "") -> None:
    receipt = Receipt(
        delivery_id=delivery_id, provider="twilio", provider_id="CA1", event_key=f"CA1:{status}", status=status,
        code=code, words=code or status,
    )  # type: ignore[arg-type]  # fmt: skip
    with world.desk.database.writing() as session:
        receipts.take(session, receipt, now=world.clock.now(), mint=world.desk.mint)
    world.settles()
