"""Providers that time out, break, refuse or answer twice: was the report kept, did a phone ring?"""

from datetime import timedelta

import pytest

from app.domain.delivery import Medium, Message, Outcome, Refused, State, Unavailable
from tests.dispatcher.conftest import Outside
from tests.world import World
from tests.world.providers import ANSWERED_500, NO_SUCH_NUMBER, OPTED_OUT, TIMED_OUT, WRONG_KEY

DANA, EVE, MO = "+447700900101", "+447700900102", "+447700900103"
DANAS_OTHER = "+447700900111"
A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("trouble", [TIMED_OUT, ANSWERED_500], ids=["timed out", "500"])
def test_trouble_for_a_while_is_tried_again_until_the_text_goes(
    broken_world: World, outside: Outside, trouble: Unavailable
) -> None:
    world = broken_world
    outside.texts.next(trouble, trouble, trouble)

    report = world.carol.reports("crm")
    world.passes(minutes=1)

    assert report.page().status == 200
    text = world.dana.phone.receives_text(report.reference)
    assert text.delivery.attempts == 4
    assert (text.delivery.sent_at - text.delivery.created_at).total_seconds() <= 30
    world.dana.mailbox.receives(report.reference)


def test_a_provider_that_is_down_all_night_does_not_stop_the_steps_or_the_mails(
    broken_world: World, outside: Outside
) -> None:
    world = broken_world
    for number in (DANA, EVE, MO):
        outside.texts.always(ANSWERED_500, number)

    report = world.carol.reports("crm")
    world.passes(minutes=16)

    assert len(world.eve.mailbox.all()) == 3
    assert len(world.mo.mailbox.all()) == 2
    assert world.incident(report.reference).is_waiting
    assert [page.state for page in world.pages(report.reference)][:1] == [State.EXHAUSTED]
    outside.texts.takes_again(EVE)
    world.passes(minutes=5)
    world.eve.phone.receives_text("STILL OPEN").opens_link().presses("Acknowledge")
    assert report.page_shows("An engineer is on it")


def test_a_text_that_is_tried_for_five_minutes_is_not_tried_for_longer(broken_world: World, outside: Outside) -> None:
    world = broken_world
    outside.texts.always(ANSWERED_500, DANA)

    report = world.carol.reports("crm")
    world.passes(minutes=5, seconds=1)

    (page,) = (one for one in world.pages(report.reference) if one.address == DANA)
    assert page.state == State.EXHAUSTED
    assert 10 <= page.attempts <= 18


def test_a_provider_that_answers_twice_sends_two_copies_of_the_same_page_at_most(
    broken_world: World, outside: Outside
) -> None:
    world = broken_world
    outside.texts.next(lambda message: _taken_but_unanswered(outside, message))

    report = world.carol.reports("crm")
    world.passes(minutes=4)

    copies = [message for message in outside.texts.took if message.to == DANA]
    assert len(copies) == 2
    assert copies[0].id == copies[1].id
    assert all(report.reference in copy.body for copy in copies)


@pytest.mark.parametrize("refusal", [NO_SUCH_NUMBER, OPTED_OUT], ids=["21211", "21610"])
def test_a_number_that_is_refused_pages_eve_at_once_and_not_after_five_minutes(
    broken_world: World, outside: Outside, refusal: Refused
) -> None:
    world = broken_world
    outside.texts.always(refusal, DANA)

    report = world.carol.reports("crm")

    world.eve.phone.receives_text(report.reference)
    world.dana.mailbox.receives(report.reference)
    assert outside.texts.asked_for(DANA) == 1
    assert "moved_on" in world.kinds(report.reference)
    assert report.page_shows("Text could not reach the on-call engineer")


def test_a_refusal_because_of_stop_is_an_alarm_by_mail_and_is_raised_once(
    broken_world: World, outside: Outside
) -> None:
    world = broken_world
    outside.texts.always(OPTED_OUT, DANA)

    world.carol.reports("crm")
    world.nadia.reports("sites")

    warned = "No text reaches Dana Okafor any more"
    world.mo.mailbox.receives(warned)
    world.dana.mailbox.receives("Text START to the number that our texts come from")
    assert len([mail for mail in world.mo.mailbox.all() if warned in mail.words]) == 1
    assert world.dana.calls.all() or outside.texts.asked_for(DANA)


def test_danas_other_number_goes_before_eve_is_woken(broken_world: World, outside: Outside) -> None:
    world = broken_world
    world.gets_second_phone(world.dana, DANAS_OTHER)
    outside.texts.always(OPTED_OUT, DANA)

    report = world.carol.reports("crm")

    assert [message.to for message in outside.texts.took] == [DANAS_OTHER]
    assert world.eve.phone.is_quiet()
    world.passes(minutes=10)
    assert outside.texts.asked_for(DANA) == 1
    assert outside.texts.asked_for(DANAS_OTHER) == 2
    assert report.reference in outside.texts.took[-1].body


def test_two_dead_numbers_are_each_tried_once_and_then_eve_is_woken(broken_world: World, outside: Outside) -> None:
    world = broken_world
    world.gets_second_phone(world.dana, DANAS_OTHER)

    def refused_a_little_later(_: Message) -> Outcome:
        world.clock.move(A_SECOND)
        return NO_SUCH_NUMBER

    outside.texts.always(refused_a_little_later, DANA)
    outside.texts.always(refused_a_little_later, DANAS_OTHER)

    report = world.carol.reports("crm")
    world.passes(seconds=30)

    assert (outside.texts.asked_for(DANA), outside.texts.asked_for(DANAS_OTHER)) == (1, 1)
    world.eve.phone.receives_text(report.reference)


def test_credentials_that_are_wrong_blame_no_phone_and_the_mails_go(broken_world: World, outside: Outside) -> None:
    world = broken_world
    for number in (DANA, EVE, MO):
        outside.texts.always(WRONG_KEY, number)

    report = world.carol.reports("crm")
    world.passes(minutes=5)

    for colleague in (world.dana, world.eve, world.mo):
        colleague.mailbox.receives(report.reference)
    for number in (DANA, EVE, MO):
        outside.texts.takes_again(number)
    world.passes(minutes=5)
    world.dana.phone.receives_text("STILL OPEN")
    assert not _blamed(world)


def test_when_everybody_is_refused_it_goes_on_every_five_minutes_without_a_flood(
    broken_world: World, outside: Outside
) -> None:
    world = broken_world
    for number in (DANA, EVE, MO):
        outside.texts.always(NO_SUCH_NUMBER, number)
        outside.calls.always(NO_SUCH_NUMBER, number)

    report = world.carol.reports("crm")
    world.passes(minutes=29)

    assert outside.texts.asked_for(MO) == outside.calls.asked_for(MO) == 6
    assert world.incident(report.reference).next_page_at is not None


@pytest.mark.parametrize("trouble", [ANSWERED_500, WRONG_KEY], ids=["500", "wrong key"])
def test_mail_goes_the_second_way_at_once(
    broken_world: World, outside: Outside, trouble: Refused | Unavailable
) -> None:
    world = broken_world
    outside.mails.always(trouble, "dana@example.com")
    outside.mails.always(trouble, "carol@acme.example")

    report = world.carol.reports("crm")

    took = [message for message in outside.second_mails.took if "alarm" not in message.subject]
    assert {message.to for message in took} == {"dana@example.com", "carol@acme.example"}
    assert all(report.reference in message.subject for message in took)


def test_a_second_way_that_is_set_up_wrongly_does_not_lose_the_mail(broken_world: World, outside: Outside) -> None:
    world = broken_world
    outside.mails.always(ANSWERED_500, "carol@acme.example")
    outside.second_mails.always(WRONG_KEY, "carol@acme.example")
    world.carol.reports("crm")

    outside.mails.takes_again("carol@acme.example")
    world.passes(minutes=1)

    world.carol.mailbox.receives("We've got your emergency report")


def test_no_way_to_send_texts_or_to_call_is_said_and_the_mails_go(broken_world: World, outside: Outside) -> None:
    world = broken_world
    for number in (DANA, EVE, MO):
        outside.texts.always(Refused(code="no-provider", words="no provider is configured", ours=True), number)
        outside.calls.always(Refused(code="no-provider", words="no provider is configured", ours=True), number)

    report = world.carol.reports("crm")

    world.mo.mailbox.receives(report.reference)
    assert world.kinds(report.reference).count("delivery.failed") == 10


def test_a_channel_that_raises_is_survived_and_tried_again(broken_world: World, outside: Outside) -> None:
    world = broken_world

    def breaks(_: Message) -> Outcome:
        raise RuntimeError("a fault of our own")

    outside.texts.next(breaks)
    report = world.carol.reports("crm")
    world.passes(seconds=10)

    world.dana.phone.receives_text(report.reference)


def _taken_but_unanswered(outside: Outside, message: Message) -> Outcome:
    outside.texts.took.append(message)
    return TIMED_OUT


def _blamed(world: World) -> list[str]:
    from app.store import staff

    with world.desk.database.reading() as session:
        methods = staff.methods_of(session, [person.id for person in staff.active(session)])
        return [method.address for method in methods if method.failed_at and method.medium == Medium.SMS]
