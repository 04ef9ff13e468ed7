"""The response target is watched: its marks, its breach, and an acknowledgement that falls asleep."""

from datetime import timedelta

from app.domain.delivery import Medium
from app.operations import watching
from tests.world import World
from tests.world.people import Sent


def test_nobody_acknowledged_by_half_time_and_the_duty_manager_hears_by_text_and_mail(world: World) -> None:
    report = _at_two(world)

    world.passes(minutes=59, seconds=59)
    assert _warnings(world, report) == []

    world.passes(seconds=1)
    assert _warnings(world, report) == [(50, "Mo Haddad", "mail"), (50, "Mo Haddad", "sms")]
    world.mo.phone.receives_text("nobody has acknowledged, 1 h left")
    world.mo.mailbox.receives("nobody has acknowledged, 1 h left")


def test_acknowledged_in_time_so_half_time_passes_in_silence(world: World) -> None:
    report = _at_two(world)
    _dana_takes_it(world)

    world.passes(minutes=20)
    _dana_notes(world)
    world.passes(minutes=25)
    _dana_notes(world)
    world.passes(minutes=25)

    assert _warnings(world, report) == []


def test_three_quarters_nine_tenths_and_the_breach_are_told_while_nobody_has_replied(each_world: World) -> None:
    world = each_world
    report = _at_two(world)
    _dana_takes_it(world)
    for _ in range(6):
        world.passes(minutes=20)
        _dana_notes(world)

    told = [percent for percent, _, medium in _warnings(world, report) if medium == "sms"]
    assert told == [75, 90, 100]
    world.mo.phone.receives_text("nobody has replied, 30 min left")
    world.mo.phone.receives_text("nobody has replied, 12 min left")
    world.mo.phone.receives_text("nobody has replied, missed")
    assert world.incident(report.reference).missed_at == world.incident(report.reference).respond_by
    assert report.page_shows("We missed our aim to reply in time. It is now with the duty manager")


def test_a_reply_in_the_last_second_keeps_the_promise(world: World) -> None:
    report = _at_two(world)
    dana = _dana_takes_it(world)
    for _ in range(7):
        world.passes(minutes=17)
        _dana_notes(world)

    world.passes(seconds=59)
    dana.presses("Reply to the customer")
    world.passes(hours=1)

    assert world.incident(report.reference).missed_at is None
    assert "target.missed" not in world.kinds(report.reference)
    assert {percent for percent, _, _ in _warnings(world, report)} == {75, 90}


def test_a_resolution_is_an_answer_and_keeps_the_promise(world: World) -> None:
    report = _at_two(world)
    dana = _dana_takes_it(world)

    dana.presses("It's fixed", words="Made room")
    world.passes(hours=3)

    incident = world.incident(report.reference)
    assert incident.replied_at == incident.resolved_at
    assert incident.missed_at is None


def test_a_warning_that_waits_for_a_sender_is_dropped_when_the_reply_comes_first(each_world: World) -> None:
    world = each_world
    report = _at_two(world)
    dana = _dana_takes_it(world)
    for _ in range(4):
        world.passes(minutes=20)
        _dana_notes(world)
    world.mo.phone.reads_all()

    world.clock.move(timedelta(minutes=10))
    with world.desk.database.writing() as session:
        watching.look(session, world.clock.now(), world.desk.mint)
    dana.presses("Reply to the customer")
    world.settles()

    waiting = [one for one in world.messages(report.reference) if one.wording == "watch" and one.state == "cancelled"]
    assert {one.facts["percent"] for one in waiting} == {75}
    assert world.mo.phone.is_quiet()


def test_a_late_reply_is_a_missed_target_though_nobody_looked_in_between(world: World) -> None:
    report = _at_two(world)
    dana = _dana_takes_it(world)

    world.sleeps(hours=2, minutes=1)
    dana.presses("Reply to the customer")

    incident = world.incident(report.reference)
    assert incident.replied_at > incident.respond_by  # type: ignore[operator]
    assert incident.missed_at == incident.respond_by


def test_an_acknowledgement_without_a_sign_of_life_lapses_and_the_texts_say_why(each_world: World) -> None:
    world = each_world
    report = _at_two(world)
    _dana_takes_it(world)
    world.dana.phone.reads_all()

    world.passes(minutes=29, seconds=59)
    assert world.dana.phone.is_quiet()
    world.passes(seconds=1)

    world.dana.phone.receives_text("No word from Dana")
    assert world.incident(report.reference).is_waiting
    assert report.page_shows("We had no sign of progress")
    world.passes(minutes=5)
    world.eve.phone.receives_text("No word from Dana").opens_link().presses("Acknowledge")
    assert report.page_shows("An engineer is on it")


def test_a_note_is_a_sign_of_life(world: World) -> None:
    report = _at_two(world)
    _dana_takes_it(world)
    world.dana.phone.reads_all()

    world.passes(minutes=29)
    _dana_notes(world)
    world.passes(minutes=29)

    assert world.dana.phone.is_quiet()
    assert not world.incident(report.reference).is_waiting
    world.passes(minutes=1)
    world.dana.phone.receives_text("No word from Dana")


def test_a_note_by_somebody_else_is_none(world: World) -> None:
    report = _at_two(world)
    world.passes(minutes=5)
    _dana_takes_it(world)

    world.passes(minutes=29)
    eves = world.eve.signs_in()
    eves.open(f"/manage/incidents/{report.reference}")
    eves.presses("Add the note", words="I look at it too")
    world.passes(minutes=1)

    assert world.incident(report.reference).is_waiting


def test_after_a_reply_the_acknowledgement_holds(world: World) -> None:
    report = _at_two(world)
    dana = _dana_takes_it(world)
    world.dana.phone.reads_all()

    dana.presses("Reply to the customer")
    world.passes(hours=3)

    assert world.dana.phone.is_quiet()
    assert not world.incident(report.reference).is_waiting


def test_marks_slept_through_are_told_once(world: World) -> None:
    report = _at_two(world)

    world.sleeps(hours=3)
    world.passes(minutes=1)

    assert _warnings(world, report) == [(100, "Mo Haddad", "mail"), (100, "Mo Haddad", "sms")]


def test_without_a_duty_manager_every_manager_hears(world: World) -> None:
    report = _at_two(world)
    world.goes_off_call(world.mo)

    world.passes(hours=1)

    assert {person for _, person, _ in _warnings(world, report)} == {"Mo Haddad"}


def _at_two(world: World) -> Sent:
    world.at("Saturday 02:00")
    report = world.carol.reports("crm")
    assert world.incident(report.reference).respond_by == world.clock.now() + timedelta(hours=2)
    return report


def _dana_takes_it(world: World):  # type: ignore[no-untyped-def]
    browser = world.dana.phone.all()[-1].opens_link()
    browser.presses("Acknowledge")
    world.settles()
    return browser


def _dana_notes(world: World) -> None:
    link = next(text for text in world.dana.phone.all() if "EMERGENCY" in text.words)
    link.opens_link().presses("Add the note", words="Still at it")
    world.settles()


def _warnings(world: World, report: Sent) -> list[tuple[int, str, Medium]]:
    found = [one for one in world.messages(report.reference) if one.wording == "watch"]
    return sorted((one.facts["percent"], one.person, Medium(one.medium)) for one in found)
