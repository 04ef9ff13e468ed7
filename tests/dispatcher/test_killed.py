"""A dispatcher that dies at any point of a send: was the report kept, did a phone ring?"""

from datetime import timedelta

from app.dispatcher import Dispatcher
from app.domain.delivery import Medium, Message, Sent, State
from app.operations import delivery
from app.store.dossiers import Dossiers
from tests.dispatcher.conftest import Outside
from tests.world import World
from tests.world.people import Sent as Reported

DANA = "+447700900101"


def test_killed_after_the_claim_another_sends_when_the_lease_runs_out(
    each_broken_world: World, outside: Outside
) -> None:
    world = each_broken_world
    reference = _reported_but_not_sent(world)
    _claim_and_vanish(world)

    world.settles()
    assert outside.texts.asked_for(DANA) == 0

    world.passes(seconds=delivery.LEASE.total_seconds())

    assert world.report(reference).verdict == "accepted"
    assert outside.texts.asked_for(DANA) == 1
    world.dana.phone.receives_text(reference)


def test_killed_after_the_send_it_is_sent_again_once_for_the_same_incident(
    each_broken_world: World, outside: Outside
) -> None:
    world = each_broken_world
    reference = _reported_but_not_sent(world)
    for claimed in _claim_and_vanish(world):
        if claimed.medium == Medium.SMS:
            with world.desk.database.reading() as session:
                dossier = Dossiers(session, [claimed]).about(claimed)
                letter = world.desk.stationery.letter(session, claimed, dossier, world.clock.now())
            outside.texts.send(_message(claimed.id, claimed.address, letter.body))

    world.passes(minutes=4)

    copies = [message for message in outside.texts.took if message.to == DANA]
    assert len(copies) == 2
    assert all(reference in copy.body for copy in copies)
    assert copies[0].id == copies[1].id


def test_killed_while_it_was_settling_the_copy_that_arrived_is_not_forgotten(
    each_broken_world: World, outside: Outside
) -> None:
    """The late answer of a sender that lost its lease says that a copy is with the provider, and so it is sent."""
    world = each_broken_world
    reference = _reported_but_not_sent(world)
    late = [claimed for claimed in _claim_and_vanish(world) if claimed.medium == Medium.SMS]
    world.passes(seconds=46)
    (page,) = world.pages(reference)
    assert page.state == State.SENT

    with world.desk.database.writing() as session:
        results = [
            delivery.Result(delivery=claimed, provider="demo", outcome=Sent(provider_id="late"), subject="",
                            body="late", at=world.clock.now())
            for claimed in late
        ]  # fmt: skip
        delivery.settle(session, results, world.desk.ways, world.desk.mint)

    (page,) = world.pages(reference)
    assert page.state == State.SENT
    assert world.kinds(reference).count("delivery.sent") == len(world.messages(reference))
    assert outside.texts.asked_for(DANA) == 1


def test_killed_between_two_dispatchers_the_work_goes_on(each_broken_world: World, outside: Outside) -> None:
    world = each_broken_world
    reference = _reported_but_not_sent(world)
    _claim_and_vanish(world)
    other = Dispatcher(world.desk, senders=2)

    world.clock.move(timedelta(seconds=45))
    other.tick(world.clock.now())
    other.close()

    assert outside.texts.asked_for(DANA) == 1
    assert world.incident(reference).is_waiting


def test_a_page_whose_lease_runs_out_after_the_acknowledgement_is_not_sent(
    each_broken_world: World, outside: Outside
) -> None:
    world = each_broken_world
    reference = _reported_but_not_sent(world)
    _claim_and_vanish(world)
    _mo_takes_it_at_the_desk(world, reference)

    world.passes(minutes=2)

    assert not any("EMERGENCY" in message.body for message in outside.texts.took)
    assert [page.state for page in world.pages(reference)] == [State.CANCELLED]


def test_acknowledged_between_the_claim_and_the_send_no_page_is_begun(
    each_broken_world: World, outside: Outside
) -> None:
    """Text and mail are claimed together by a dispatcher that sends one at a time: during the first, Mo takes it."""
    world = each_broken_world
    reference = _reported_but_not_sent(world)
    for provider in (outside.texts, outside.mails):
        provider.next(lambda _: _acknowledged_meanwhile(world, reference))

    one_at_a_time = Dispatcher(world.desk, senders=1)
    one_at_a_time.tick(world.clock.now())
    one_at_a_time.close()

    pages = [*world.pages(reference), *world.pages(reference, Medium.MAIL)]
    assert sorted(page.state for page in pages) == [State.CANCELLED, State.SENT]
    begun = [*outside.texts.asked, *outside.mails.asked]
    assert sum("EMERGENCY" in message.subject + message.body for message in begun) == 1


def test_acknowledged_between_the_send_and_the_settle_nobody_else_is_paged(
    each_broken_world: World, outside: Outside
) -> None:
    world = each_broken_world
    reference = _reported_but_not_sent(world)
    outside.texts.next(lambda _: _acknowledged_meanwhile(world, reference))

    world.passes(minutes=15)

    assert [page.state for page in world.pages(reference)] == [State.SENT]
    assert world.eve.phone.is_quiet()


def _acknowledged_meanwhile(world: World, reference: str) -> Sent:
    if world.incident(reference).is_waiting:
        world.clock.move(timedelta(seconds=2))
        _mo_takes_it_at_the_desk(world, reference)
    return Sent(provider_id="taken")


def _mo_takes_it_at_the_desk(world: World, reference: str) -> None:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{reference}")
    browser.presses("Acknowledge")
    assert not world.incident(reference).is_waiting


def _reported_but_not_sent(world: World) -> str:
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    return Reported(browser, browser.presses("Send", **world.carol.details())).reference


def _claim_and_vanish(world: World):  # type: ignore[no-untyped-def]
    with world.desk.database.writing() as session:
        return list(delivery.claim(session, 16, world.clock.now()))


def _message(delivery_id: str, to: str, body: str) -> Message:
    return Message(id=delivery_id, to=to, to_name="Dana", subject="", body=body)
