"""The rota through whole nights: turns, swaps, holidays, and gaps that are announced."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import local_time
from app.operations import rota, rota_absences, rota_overrides, rota_rotations, rota_swaps
from app.operations.rota import Hand, RotaError
from app.store import staff
from app.store.rota import Shift
from app.store.rota_notes import RotaChange
from app.store.staff import Staff
from tests.world import World
from tests.world.people import Colleague


def hand(world: World) -> Hand:
    return Hand(by="Mo Haddad", policy=world.desk.policy, mint=world.desk.mint, now=world.clock.now())


def person(session: Session, colleague: Colleague) -> Staff:
    return next(one for one in staff.active(session) if one.first_name == colleague.name)


def wall(words: str) -> datetime:
    """A time as it is typed."""
    read = local_time.read(words)
    assert read is not None
    return read


def rotates(world: World, first: datetime, days: int, *people: Colleague) -> str:
    """A rotation in the place of all of the primary layer's shifts."""
    with world.desk.database.writing() as session:
        for shift in session.scalars(select(Shift).where(Shift.layer == "primary")).all():
            session.delete(shift)
        ids = [person(session, one).id for one in people]
        return rota_rotations.start(session, hand(world), layer="primary", people=ids, days=days, first=first).id


def asks(world: World, start: datetime, end: datetime, asked: Colleague, layer: str = "primary") -> None:
    with world.desk.database.writing() as session:
        dana, other = person(session, world.dana), person(session, asked)
        own = Hand(by=dana.name, policy=world.desk.policy, mint=world.desk.mint, now=world.clock.now())
        rota_swaps.ask(session, own, dana, asked_of=other.id, layer=layer, starts_at=start, ends_at=end)
    world.settles()


def test_whoever_has_the_turn_is_paged_up_to_the_very_handover(each_world: World):
    world = each_world
    world.at("Friday 12:00")
    zoe = world.joins("Zoe", "+447700900104")
    rotates(world, wall("2026-11-20T17:00"), 1, world.dana, zoe)

    world.at("Saturday 16:59")
    first = world.carol.reports("crm")
    world.at("Saturday 17:00")
    second = world.nadia.reports("website")

    world.dana.phone.receives_text(first.reference)
    zoe.phone.receives_text(second.reference)
    assert not [
        text for text in world.dana.phone.new() if second.reference in text.words and "Nobody" not in text.words
    ]


@pytest.mark.parametrize(
    ("first", "before", "after"),
    [
        (wall("2026-03-28T17:00"), "2026-03-29T15:59:00+00:00", "2026-03-29T16:00:00+00:00"),
        (wall("2026-10-24T17:00"), "2026-10-25T16:59:00+00:00", "2026-10-25T17:00:00+00:00"),
    ],
)
def test_the_handover_is_at_five_on_the_wall_on_the_day_of_a_clock_change(
    world: World, first: datetime, before: str, after: str
):
    world.at(f"{first.date()}T12:00:00+00:00")
    zoe = world.joins("Zoe", "+447700900104")
    rotates(world, first, 1, world.dana, zoe)

    world.at(before)
    world.carol.reports("crm")
    assert zoe.phone.is_quiet()

    world.at(after)
    report = world.nadia.reports("website")
    zoe.phone.receives_text(report.reference)


def test_an_override_pages_whoever_stands_in_and_its_end_whoever_was_on_before(world: World):
    world.at("Friday 20:00")
    with world.desk.database.writing() as session:
        dana, mo = person(session, world.dana), person(session, world.mo)
        rota_overrides.override(
            session, hand(world), layer="primary", staff_id=mo.id, instead_of=dana.id,
            starts_at=datetime(2026, 11, 20, 22, tzinfo=UTC), ends_at=datetime(2026, 11, 21, 3, tzinfo=UTC),
        )  # fmt: skip

    world.at("Saturday 02:10")
    first = world.carol.reports("crm")
    world.mo.phone.receives_text(first.reference)
    assert world.dana.phone.is_quiet()

    world.at("Saturday 03:00")
    second = world.nadia.reports("website")
    world.dana.phone.receives_text(second.reference)


def test_a_swap_changes_nothing_until_it_is_accepted_by_the_link_in_the_mail(world: World):
    world.at("Friday 20:00")
    start, end = datetime(2026, 11, 21, 1, tzinfo=UTC), datetime(2026, 11, 21, 5, tzinfo=UTC)
    asks(world, start, end, world.mo)

    text = world.mo.phone.receives_text("Dana asks you to take primary Sat 21 Nov 01:00-05:00")
    mail = world.mo.mailbox.receives("Until you say yes, nothing changes")
    world.at("Saturday 01:30")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text(report.reference)

    page = mail.opens_link().presses("Yes, I take it")

    assert page.shows("You have taken it")
    assert len(text.words) <= 160
    world.settles()
    world.dana.phone.receives_text("Mo takes it from Dana")
    world.mo.mailbox.receives("Mo takes it from Dana")
    later = world.nadia.reports("website")
    world.mo.phone.receives_text(later.reference)


def test_a_swap_that_is_declined_leaves_the_rota_as_it_was(world: World):
    world.at("Friday 20:00")
    asks(world, datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC), world.mo)

    browser = world.mo.mailbox.receives("Dana asks you").opens_link()
    page = browser.presses("No, I cannot")

    assert page.shows("You have said no")
    world.settles()
    world.dana.mailbox.receives("Mo cannot, Dana keeps it")
    assert world.dana.phone.is_quiet(), "it is more than a day away: a mail is enough"
    world.at("Tuesday 18:00")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text(report.reference)


def test_pressing_yes_after_somebody_said_no_changes_nothing(world: World):
    world.at("Friday 20:00")
    asks(world, datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC), world.mo)
    browser = world.mo.mailbox.receives("Dana asks you").opens_link()
    twin = browser.twin()
    yes = twin.open(browser.page.url).form("Yes, I take it")
    browser.presses("No, I cannot")

    page = twin.sends(yes, "Yes, I take it")

    assert page.shows("You have said no")


@pytest.mark.parametrize(
    ("layer", "asked", "words"),
    [("backup", "mo", "You are not on call as backup"), ("primary", "dana", "Choose two different people")],
)
def test_what_is_not_ones_own_cannot_be_swapped(world: World, layer: str, asked: str, words: str):
    world.at("Friday 20:00")

    with pytest.raises(RotaError, match=words):
        asks(
            world, datetime(2026, 11, 24, 17, tzinfo=UTC), datetime(2026, 11, 25, 8, tzinfo=UTC),
            getattr(world, asked), layer,
        )  # fmt: skip


def test_cover_for_a_holiday_takes_each_turn_and_goes_with_it(world: World):
    world.at("Friday 20:00")
    zoe = world.joins("Zoe", "+447700900104")
    rotates(world, wall("2026-11-20T17:00"), 1, world.dana, zoe)
    with world.desk.database.writing() as session:
        dana, eve = person(session, world.dana), person(session, world.eve)
        absence = rota_absences.add(
            session, hand(world), staff_id=dana.id, first=date(2026, 11, 22), last=date(2026, 11, 24), cover=eve.id
        )

    world.at("Sunday 20:00")
    first = world.carol.reports("crm")
    world.eve.phone.receives_text(first.reference)
    assert world.dana.phone.is_quiet()

    with world.desk.database.writing() as session:
        rota_absences.end(session, hand(world), absence.id)
    second = world.nadia.reports("website")
    world.dana.phone.receives_text(second.reference)


def test_a_gap_is_announced_three_days_before_and_once_more_a_day_before(each_world: World):
    world = each_world
    world.at("Saturday 18:00")
    with world.desk.database.writing() as session:
        dana = person(session, world.dana)
        rota_absences.add(session, hand(world), staff_id=dana.id, first=date(2026, 11, 26), last=date(2026, 11, 26))

    world.at("2026-11-22T22:00:00+00:00")
    assert world.mo.mailbox.is_quiet(), "it is further away than three days"
    world.at("2026-11-23T00:00:00+00:00")
    mail = world.mo.mailbox.receives("Nobody is on call: primary, Thu 26 Nov 00:00-08:30")
    assert "primary: Thu 26 Nov 17:00 to Fri 27 Nov 00:00" in mail.words

    world.at("2026-11-24T17:00:00+00:00")
    world.mo.mailbox.receives("Week of Monday 16 November")
    assert world.mo.mailbox.is_quiet(), "once is enough"
    world.at("2026-11-25T00:00:00+00:00")
    world.mo.mailbox.receives("Still nobody is on call: primary, Thu 26 Nov 00:00-08:30")
    world.at("2026-11-25T17:00:00+00:00")
    world.mo.mailbox.receives("Still nobody is on call: primary, Thu 26 Nov 17:00")
    world.at("2026-11-25T23:00:00+00:00")
    assert world.mo.mailbox.is_quiet()


def test_whoever_leaves_is_skipped_in_the_rotation(world: World):
    world.at("Friday 12:00")
    zoe = world.joins("Zoe", "+447700900104")
    rotates(world, wall("2026-11-20T17:00"), 1, world.dana, zoe)
    world.leaves(world.dana)

    world.at("Friday 18:00")
    report = world.carol.reports("crm")

    zoe.phone.receives_text(report.reference)


def test_every_change_is_written_down_with_whose_it_was(world: World):
    world.at("Friday 12:00")
    rotation = rotates(world, wall("2026-11-20T17:00"), 7, world.dana, world.eve)
    world.at("Saturday 12:00")
    with world.desk.database.writing() as session:
        rota_rotations.end(session, hand(world), rotation)
        dana = person(session, world.dana)
        rota.add_shift(
            session, layer="primary", staff_id=dana.id, starts_at=world.clock.now(), ends_at=None,
            mint=world.desk.mint, hand=hand(world),
        )  # fmt: skip

    with world.desk.database.reading() as session:
        lines = {(one.by, one.text) for one in session.scalars(select(RotaChange))}
    assert lines == {
        ("Mo Haddad", "Dana, Eve take turns as primary, a week each, from Fri 20 Nov 17:00, until further notice"),
        ("Mo Haddad", "Ended the rotation of Dana, Eve as primary"),
        ("Mo Haddad", "Put Dana Okafor on call as primary, Sat 21 Nov 12:00, until further notice"),
    }
