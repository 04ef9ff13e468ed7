"""Voice pages: who is rung and when, what they hear, and that a key that was read out takes it, and nothing else."""

from datetime import timedelta

from app.domain.delivery import Medium, State
from tests.world import World


def test_dana_is_rung_when_she_has_not_taken_it_after_two_minutes(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    world.passes(minutes=1, seconds=59)
    assert world.dana.calls.is_quiet()
    world.passes(seconds=1)

    call = world.dana.picks_up()
    assert "Prospect 365 CRM is down, for all users. Customer: Acme Foods." in call.says
    assert "It began at 2:10am. The customer expects a reply by 4:10am. Nobody has it." in call.says
    assert "You have it, reference" in call.takes_it().says
    assert report.page_shows("An engineer is on it")
    assert "Dana acknowledged by the telephone" in [event.text for event in world.events(report.reference)]
    world.passes(hours=0.4)
    assert world.eve.calls.is_quiet()
    assert world.eve.phone.is_quiet()


def test_whoever_comes_later_is_rung_at_once_and_everybody_is_rung_again(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    began = world.clock.now()

    world.passes(minutes=15)

    rung = [(page.person.split()[0], (page.sent_at - began) / timedelta(minutes=1)) for page in
            world.pages(report.reference, Medium.VOICE)]  # fmt: skip
    assert rung[:2] == [("Dana", 2), ("Eve", 5)]
    assert sorted(rung[2:]) == [(name, minutes) for name in ("Dana", "Eve", "Mo") for minutes in (10, 15)]


def test_who_takes_it_by_the_link_is_not_rung(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(seconds=90)

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.passes(minutes=20)

    assert world.dana.calls.is_quiet()


def test_a_wrong_key_is_asked_again_with_other_keys_and_takes_nothing(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=2)
    call = world.dana.picks_up()

    call.presses(call.wrong_key())

    assert "That was neither of the two keys." in call.says
    assert world.incident(report.reference).is_waiting
    call.takes_it()
    assert report.page_shows("An engineer is on it")


def test_a_voicemail_takes_nothing_and_the_next_round_rings_again(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=2)

    call = world.dana.picks_up().presses("").presses("").presses("")

    assert "we go on and ring again" in call.says
    assert world.incident(report.reference).is_waiting
    world.passes(minutes=8)
    assert len(world.dana.calls.all()) == 2


def test_who_cannot_says_so_by_a_key_and_the_next_is_paged_at_once(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=2)

    call = world.dana.picks_up().passes()
    world.settles()

    assert "The next person is paged now." in call.says
    world.eve.phone.receives_text(report.reference)
    assert "You have it" in world.eve.picks_up().takes_it().says
    assert "Eve has it already. You can go back to sleep." in world.dana.picks_up().says


def test_who_passes_before_the_call_is_not_rung_by_the_step(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("I can't")
    world.passes(minutes=4)

    assert world.dana.calls.is_quiet()
    assert len(world.eve.calls.all()) == 1
    assert "nobody_on_call" not in world.kinds(report.reference)


def test_the_second_to_press_hears_who_was_first(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    dana, eve = world.dana.picks_up(), world.eve.picks_up()

    eve.takes_it()
    dana.takes_it()

    assert "Eve has it already." in dana.says
    assert world.kinds(report.reference).count("acknowledged") == 1
    world.settles()
    world.dana.phone.receives_text("acknowledged by Eve")


def test_a_call_that_is_picked_up_after_the_end_says_so(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(minutes=5)
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    assert "You have it" in world.dana.picks_up().says

    dana.presses("It's fixed")

    assert "It has been resolved." in world.eve.picks_up().says


def test_who_has_no_number_to_ring_is_waited_for_as_ever(world: World) -> None:
    world.at("Saturday 02:10")
    world.loses_phone(world.dana)
    report = world.carol.reports("crm")

    world.passes(minutes=4, seconds=59)
    assert world.eve.phone.is_quiet()
    world.passes(seconds=1)

    world.eve.phone.receives_text("STILL OPEN 5 min")
    assert [page.person.split()[0] for page in world.pages(report.reference, Medium.VOICE)] == ["Eve"]


def test_an_empty_layer_is_not_rung_either_and_the_next_is_paged_at_once(world: World) -> None:
    world.at("Saturday 02:10")
    world.goes_off_call(world.dana)

    report = world.carol.reports("crm")

    world.eve.phone.receives_text("EMERGENCY")
    assert len(world.eve.calls.all()) == 1
    assert world.kinds(report.reference).count("nobody_on_call") == 1


def test_after_a_hand_back_and_a_sleep_of_our_own_who_is_rung_has_a_text_too(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    world.eve.picks_up().takes_it()
    world.eve.phone.reads_all()
    world.dana.phone.reads_all()
    world.eve.phone.all()[0].opens_link().presses("Hand it back")

    world.sleeps(minutes=3)
    world.settles()

    world.dana.phone.receives_text("Eve handed it back")
    assert [page.state for page in world.pages(report.reference, Medium.VOICE)] == [State.SENT] * 3


def test_the_tracking_page_says_that_somebody_is_rung_and_not_that_more_are(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=2)

    assert report.page_shows("Ringing the on-call engineer")
    assert report.page_shows("Calling the on-call engineer")
    assert not report.page_shows("we've alerted more people")
    world.passes(minutes=3)
    assert report.page_shows("we've alerted more people")
