"""Drills: a page to people who agreed, marked everywhere, which ends by itself and is in nobody's way."""

from datetime import timedelta

import pytest

from app.domain.delivery import Medium
from app.domain.gsm7 import SEGMENT, septets
from app.operations import drills
from app.operations.drills import DrillError
from app.store import drills as kept
from app.store import staff
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from app.store.staff import Staff
from tests.world import World


def of(world: World, name: str) -> Staff:
    with world.desk.database.reading() as session:
        return next(who for who in staff.everybody(session) if who.first_name == name)


def agree(world: World, *names: str) -> None:
    with world.desk.database.writing() as session:
        for name in names:
            drills.take_part(session, session.get_one(Staff, of(world, name).id), True, world.clock.now())


def begins(world: World, only: str | None = None, by: str | None = "Mo") -> Incident:
    desk = world.desk
    with desk.database.writing() as session:
        starter = session.get_one(Staff, of(world, by).id) if by else None
        alone = of(world, only).id if only else None
        found = drills.start(session, only=alone, by=starter, rules=desk.rules, mint=desk.mint, now=world.clock.now())
    world.settles()
    return found


def sent(world: World, drill: Incident) -> list[Delivery]:
    return world.messages(drill.reference)


def test_a_drill_says_so_in_the_text_the_mail_and_on_the_page_and_ends_when_somebody_answers(world: World):
    agree(world, "Dana", "Eve")
    drill = begins(world)

    text = world.dana.phone.receives_text("P365 DRILL")
    mail = world.dana.mailbox.receives("DRILL")
    world.passes(seconds=130)
    browser = text.opens_link()
    before = browser.page
    after = browser.presses("Acknowledge")

    assert "no real emergency" in text.words
    assert mail.words.startswith(f"DRILL {drill.reference}: no real emergency")
    assert before and before.shows("This is a drill: nothing has stopped")
    assert after.shows("Thank you, you answered the drill")
    assert after.shows("It took you 2 min 10 s")
    ended = world.incident(drill.reference)
    assert ended.resolved_at == world.clock.now()
    assert [e.text for e in world.events(drill.reference)][-1] == "Drill done: Dana took 2 min 10 s"
    world.passes(hours=2)
    assert world.eve.phone.is_quiet()
    assert world.mo.phone.is_quiet()


def test_layers_whose_people_have_not_agreed_are_skipped_and_that_is_said(world: World):
    agree(world, "Eve")

    drill = begins(world)

    assert world.eve.phone.receives_text("DRILL")
    assert world.dana.phone.is_quiet()
    assert "Nobody can be paged as primary: nobody there takes part in drills" in [
        event.text for event in world.events(drill.reference)
    ]
    world.passes(minutes=40)
    assert {one.person.split()[0] for one in sent(world, drill)} == {"Eve"}


def test_nobody_answers_and_whoever_started_it_hears_how_each_was_reached(world: World):
    agree(world, "Dana")
    drill = begins(world)

    world.passes(minutes=31)

    mail = world.mo.mailbox.receives(f"DRILL {drill.reference}: nobody answered within 30 minutes")
    assert "- Dana Okafor: text delivered" in mail.words or "- Dana Okafor: text sent" in mail.words
    assert "not acknowledged" in mail.words
    assert world.incident(drill.reference).resolved_at
    pages = len(sent(world, drill))
    world.passes(hours=2)
    assert len(sent(world, drill)) == pages
    assert world.mo.phone.is_quiet()


def test_a_drill_for_one_person_wakes_nobody_else_whoever_is_on_call(world: World):
    agree(world, "Dana", "Eve", "Mo")

    drill = begins(world, only="Mo")
    world.passes(minutes=31)

    assert {one.person.split()[0] for one in sent(world, drill)} == {"Mo"}


def test_somebody_who_takes_part_no_more_hears_nothing_more_of_the_drill_that_runs(world: World):
    agree(world, "Dana", "Eve")
    drill = begins(world)
    before = [one for one in sent(world, drill) if one.person.startswith("Dana")]

    with world.desk.database.writing() as session:
        drills.take_part(session, session.get_one(Staff, of(world, "Dana").id), False, world.clock.now())
    world.passes(minutes=29)

    assert [one.id for one in sent(world, drill) if one.person.startswith("Dana")] == [one.id for one in before]


def test_a_call_says_first_and_last_that_it_is_a_drill_and_its_key_ends_it(world: World):
    agree(world, "Dana")
    begins(world)
    world.passes(minutes=6)

    call = world.dana.picks_up()
    first = call.says
    call.takes_it()

    assert "This is a drill. There is no real emergency. This is the emergency pager" in first
    assert "press" in first.partition("This is a drill. There")[2]
    assert "Thank you. You have answered, and that is all. This was a drill. Goodbye." in call.says


def test_a_reply_by_text_answers_the_drill_and_the_answer_is_marked(world: World):
    agree(world, "Dana")
    drill = begins(world)

    assert world.texts("+447700900101", "1") == "yours"

    assert world.dana.phone.receives_text("the drill is over").words.startswith("P365 DRILL:")
    assert world.incident(drill.reference).resolved_at


def test_a_reply_by_text_is_to_the_emergency_when_a_drill_waits_too(world: World):
    agree(world, "Dana")
    drill = begins(world)
    report = world.files()
    world.settles()

    world.texts("+447700900101", "1")

    assert world.incident(report.reference).acknowledged_at
    assert world.incident(drill.reference).acknowledged_at is None


def test_a_drill_gives_way_to_an_emergency_and_neither_joins_the_other(world: World):
    agree(world, "Dana")
    drill = begins(world)
    world.passes(minutes=1)
    report = world.files()
    world.settles()

    world.passes(minutes=6)

    assert world.incident(report.reference).lead_id is None
    assert world.incident(report.reference).next_page_at
    assert world.events(drill.reference)[-1].text == "DRILL stopped: a real emergency is open"


def test_a_drill_is_sent_after_pages_and_counts_for_no_limit(world: World):
    agree(world, "Dana")
    drill = begins(world)
    world.passes(minutes=25)
    report = world.files()

    drilled = {one.priority for one in sent(world, drill) if one.page_id}
    real = {one.priority for one in world.pages(report.reference)}

    assert max(real) < min(drilled)


def test_no_customer_no_desk_and_no_manager_hears_of_a_drill(world: World):
    agree(world, "Dana")
    drill = begins(world, by=None)

    world.passes(minutes=29)

    assert all(one.staff_id == of(world, "Dana").id for one in sent(world, drill))
    assert world.desk_mails() == []
    assert world.mo.mailbox.is_quiet()


def test_every_text_of_a_drill_is_one_segment_with_the_longest_address(world: World):
    from app.domain import drill_words

    link = "https://emergency-support.a-long-company-name.example/a/" + "A" * 22
    for words in (
        drill_words.page("P365", "K7Q4M", link, minutes_open=None, standing="Nobody has it"),
        drill_words.page("P365", "K7Q4M", link, minutes_open=25, standing="No word from Dana"),
        drill_words.stand_down("P365", "K7Q4M", name="Bartholomew", at="03:06"),
        drill_words.other("P365", "K7Q4M", link),
    ):
        assert septets(words) <= SEGMENT
        assert "DRILL" in words


@pytest.mark.parametrize("why", ["nobody", "emergency", "running", "stranger"])
def test_a_drill_does_not_start_where_it_may_not(world: World, why: str):
    if why != "nobody":
        agree(world, "Dana")
    if why == "emergency":
        world.files()
    if why == "running":
        begins(world)

    with pytest.raises(DrillError):
        begins(world, only="Eve" if why == "stranger" else None)


def plans(world: World, weekday: int, time: str) -> None:
    from app.operations import drill_plan

    with world.desk.database.writing() as session:
        mo = session.get_one(Staff, of(world, "Mo").id)
        drill_plan.plan(
            session, is_on=True, weekday=weekday, time=time, by=mo, rules=world.desk.rules, now=world.clock.now()
        )


def held(world: World) -> list[Incident]:
    with world.desk.database.reading() as session:
        return list(kept.latest(session, 10))


def test_the_weekly_drill_starts_by_itself_at_its_hour(world: World):
    world.at("Monday 09:00")
    agree(world, "Dana")
    plans(world, 1, "10:30")

    world.passes(hours=25)
    assert held(world) == []
    world.passes(minutes=30)

    assert [one.opened_at for one in held(world)] == [world.clock.now()]
    assert world.dana.phone.receives_text("P365 DRILL")
    with world.desk.database.reading() as session:
        plan = kept.weekly(session)
    assert plan and plan.next_at == world.clock.now() + timedelta(days=7)


def test_the_weekly_drill_waits_a_week_where_its_day_is_a_holiday(world: World):
    world.at("2026-12-25T09:00:00+00:00")
    agree(world, "Dana")
    plans(world, 4, "10:30")

    world.passes(hours=3)

    assert held(world) == []
    with world.desk.database.reading() as session:
        plan = kept.weekly(session)
    assert plan and plan.next_at
    assert "Christmas Day. Moved to" in plan.note
    assert plan.next_at - world.clock.now() > timedelta(days=6)


def test_the_weekly_drill_waits_where_an_emergency_is_open(world: World):
    world.at("Tuesday 06:00")
    agree(world, "Dana")
    plans(world, 1, "06:30")
    world.files()

    world.passes(hours=1)

    assert held(world) == []
    with world.desk.database.reading() as session:
        plan = kept.weekly(session)
    assert plan and plan.note == "Tue 17 Nov 06:30: an emergency is open, and goes first. Moved to Tue 24 Nov 06:30"


def test_whatever_a_drill_sends_says_that_it_is_one(world: World):
    agree(world, "Dana", "Eve")
    drill = begins(world)
    world.passes(minutes=29)

    bodies = [(one.wording, one.medium, f"{one.subject} {one.body}") for one in sent(world, drill) if one.body]

    assert {medium for _, medium, _ in bodies} == {Medium.SMS, Medium.MAIL, Medium.VOICE}
    assert all("drill" in words.lower() for _, _, words in bodies)
    assert all("DRILL" in words for _, medium, words in bodies if medium != Medium.VOICE)
