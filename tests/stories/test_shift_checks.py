"""Shift checks: a tap proves the phone of whoever goes on call; without one the managers hear."""

from datetime import datetime, timedelta

from app.domain.gsm7 import SEGMENT, septets
from app.domain.notices import TEXTS
from app.domain.on_call import FOREVER, OnCall
from app.domain.shift_checks import moments, polite
from app.operations import rota
from app.store import staff, timeline
from app.store.staff import Staff
from tests.world import World
from tests.world.people import Colleague

CHECK = "P365 pager check"


def of(world: World, colleague: Colleague) -> Staff:
    with world.desk.database.reading() as session:
        return next(who for who in staff.everybody(session) if who.first_name == colleague.name)


def shift(world: World, colleague: Colleague, hours: float, layer: str = "primary", lasts: float | None = 14) -> None:
    """A shift that begins in so many hours."""
    starts_at = world.clock.now() + timedelta(hours=hours)
    ends_at = starts_at + timedelta(hours=lasts) if lasts else None
    with world.desk.database.writing() as session:
        rota.add_shift(
            session, layer=layer, staff_id=of(world, colleague).id, starts_at=starts_at, ends_at=ends_at,
            mint=world.desk.mint,
        )  # fmt: skip


def begins(world: World, when: str = "Tuesday 16:00") -> Colleague:
    world.at(when)
    return world.joins("Fay", "+447700900104")


def test_whoever_goes_on_call_confirms_by_a_tap_and_nobody_else_hears(world: World):
    fay = begins(world)
    shift(world, fay, 1)
    world.passes(minutes=59)
    assert fay.phone.is_quiet()

    world.passes(minutes=1)
    text = fay.phone.receives_text("you are on call from 17:00 today. Tap to confirm this phone works")
    world.passes(minutes=3)
    browser = text.opens_link()
    assert browser.page and browser.page.shows("Does this phone work?")
    page = browser.presses("This phone works")

    assert page.shows("Your phone works")
    world.passes(hours=3)
    assert fay.phone.is_quiet()
    assert world.mo.phone.is_quiet()
    assert world.mo.signs_in().open("/manage/rota").shows("Fay's phone: confirmed Tue 17 Nov 17:03")


def test_opening_the_link_confirms_nothing_and_after_half_an_hour_the_managers_hear(world: World):
    fay = begins(world)
    shift(world, fay, 1)
    world.passes(hours=1)
    text = fay.phone.receives_text(CHECK)
    browser = text.opens_link()

    world.passes(minutes=30)

    heard = world.mo.phone.receives_text("Fay has not confirmed the pager check").words
    assert "the text was sent at 17:00, and no receipt came" in heard
    assert "Fay" in world.mo.mailbox.receives("Pager check not confirmed").words
    assert world.mo.signs_in().open("/manage/rota").shows("Fay's phone: not confirmed")
    world.passes(hours=2)
    assert world.mo.phone.is_quiet()

    browser.presses("This phone works")
    assert world.mo.signs_in().open("/manage/rota").shows("Fay's phone: confirmed")
    with world.desk.database.reading() as session:
        said = [event.text for event in timeline.of_person(session, of(world, fay).id, 9)]
    assert said[0] == "Fay confirmed the pager check by the link"
    assert said[1].startswith("Fay has not confirmed the pager check")


def test_a_reply_by_text_confirms_where_nothing_else_waits(world: World):
    fay = begins(world)
    shift(world, fay, 1)
    world.passes(hours=1)
    fay.phone.receives_text(CHECK)

    assert world.texts("+447700900104", "1") == "confirmed"

    fay.phone.receives_text("Thank you: this phone works")
    world.passes(hours=1)
    assert world.mo.phone.is_quiet()


def test_several_layers_at_once_and_two_shifts_a_day_are_one_check(world: World):
    fay = begins(world)
    shift(world, fay, 1, "primary", lasts=1)
    shift(world, fay, 1, "backup", lasts=1)
    shift(world, fay, 4, "primary", lasts=1)

    world.passes(hours=6)

    assert len(fay.phone.all()) == 1


def test_a_shift_of_the_night_is_checked_the_evening_before(world: World):
    fay = begins(world)
    shift(world, fay, 10)  # at 02:00

    world.passes(hours=4)

    assert "from Wed 02:00." in fay.phone.receives_text(CHECK).words


def test_shifts_without_an_end_are_checked_once_a_week_and_never_at_the_first_start(world: World):
    world.at("Monday 17:05")
    world.passes(hours=1)
    assert world.dana.phone.is_quiet()

    world.sleeps(hours=24 * 7 - 2)
    world.passes(hours=1)

    assert "you are on call. Tap" in world.dana.phone.receives_text(CHECK).words
    world.passes(hours=6)
    assert world.dana.phone.is_quiet()


def test_somebody_without_a_number_for_texts_is_told_of_at_once(world: World):
    fay = begins(world)
    world.loses_phone(fay)
    shift(world, fay, 1)

    world.passes(hours=1)

    world.mo.phone.receives_text("Fay has not confirmed the pager check: no number for texts is known")


def test_a_check_has_no_link_that_lasts_and_no_door_for_strangers(world: World):
    fay = begins(world)
    shift(world, fay, 1)
    world.passes(hours=1)
    text = fay.phone.receives_text(CHECK)
    world.passes(hours=25)

    page = text.opens_link().page

    assert page and page.shows("This check is over")
    assert world.mo.signs_in().open("/checks/" + "A" * 22).status == 404


def test_every_text_of_a_check_is_one_segment(world: World):
    at = world.clock.now().isoformat()
    for link in (
        "https://e365.example/checks/",
        "https://emergency-support.a-very-long-name-of-a-company.example/checks/",
    ):
        for names in (["Fay"], ["Fay", "Bartholomew", "Maximilian-Alexander", "Constantine", "Anastasia", "Guinevere"]):
            lines = [{"name": name, "said": "the text failed, the number is not in service any more"} for name in names]
            for wording in ("shift-check", "shift-unconfirmed"):
                facts = {"at": at, "from_at": at, "lines": lines}
                assert septets(TEXTS[wording](world.desk.policy, facts, link + "A" * 22)) <= SEGMENT


def test_nobody_is_asked_between_ten_and_seven(world: World):
    calendar = world.desk.rules.calendar
    start = datetime.fromisoformat("2026-11-16T00:00:00+00:00")
    spans = [
        OnCall(layer="primary", staff_id=f"{minutes}", starts_at=start + timedelta(minutes=minutes), ends_at=FOREVER)
        for minutes in range(0, 7 * 24 * 60, 17)
    ]

    found = moments(spans, calendar, start - timedelta(days=1), start + timedelta(days=28))

    assert {one.staff_id for one in found} == {span.staff_id for span in spans}
    assert all(7 <= one.at.astimezone(calendar.zone).hour < 22 for one in found)
    assert polite(start + timedelta(hours=17), "Europe/London") == start + timedelta(hours=17)
