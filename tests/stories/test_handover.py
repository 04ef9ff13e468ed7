"""The handover at opening: one mail to the daytime desk, and the pager is released when somebody there accepts."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.dispatcher import Dispatcher
from app.domain.delivery import Medium
from app.operations import acknowledgement, resolution
from app.store import incidents, staff
from app.store.staff import Staff
from tests.world import World
from tests.world.people import Message


def mails(world: World) -> list[Message]:
    """What the desk was told at openings."""
    return [Message(world, delivery) for delivery in world.deliveries() if delivery.wording == "night"]


def subjects(world: World) -> list[str]:
    return [mail.words.partition("\n")[0] for mail in mails(world)]


def test_a_night_with_each_kind_of_report_is_one_mail(each_world: World) -> None:
    world = each_world
    world.at("Wednesday 08:10")
    waiting = world.carol.reports("crm")
    joined = world.nadia.reports("crm")
    taken = world.carol.reports("sites")
    link = next(one for one in world.dana.phone.all() if taken.reference in one.words)
    link.opens_link().presses("Acknowledge")
    done = world.carol.reports("website")
    link = next(one for one in world.dana.phone.all() if done.reference in one.words)
    link.opens_link().presses("Acknowledge")
    with world.desk.database.writing() as session:
        incident = incidents.held(session, world.incident(done.reference).id)
        dana = next(one for one in session.query(Staff) if one.first_name == "Dana")
        resolution.resolve(session, incident, dana, "", mint=world.desk.mint, now=world.clock.now())
    refused = world.files(services=("on-premise",))

    world.at("Wednesday 08:29")
    assert mails(world) == []
    world.passes(minutes=1)

    (mail,) = mails(world)
    assert mail.delivery.address == world.desk.policy.desk_mail
    assert subjects(world) == ["P365 handover: 2 still open, 5 reports"]
    head, _, rest = mail.words.partition("STILL OPEN")
    still, _, rest = rest.partition("\nOVER")
    over, _, declined = rest.partition("NOT ACCEPTED")
    assert "From 5:00pm, Tuesday 17 November until 8:30am, Wednesday 18 November" in head
    assert waiting.reference in still
    assert "NOBODY HAS IT" in still
    assert f"with it: {joined.reference}, Nowhere Known Ltd" in still
    assert taken.reference in still
    assert "Dana Okafor has it since 8:10am" in still
    assert "/manage/handover" in still
    assert done.reference in over
    assert "resolved 8:10am" in over
    assert refused.reference in declined
    assert "PS-10:" in declined


def test_a_quiet_night_is_said_too(world: World) -> None:
    world.at("Wednesday 18:00")

    world.at("Thursday 08:30")

    assert subjects(world) == ["P365 handover: a quiet night, no reports"]


def test_a_weekend_is_one_night(world: World) -> None:
    world.at("Friday 16:00")
    world.at("Friday 18:00")
    report = world.files()
    world.at("2026-11-23T08:29:00+00:00")
    assert mails(world) == []

    world.passes(minutes=1)

    assert report.reference in mails(world)[0].words
    assert "From 4:30pm, Friday 20 November until 8:30am, Monday 23 November" in mails(world)[0].words


def test_a_bank_holiday_belongs_to_the_night(world: World) -> None:
    world.at("2026-12-24T18:00:00+00:00")
    world.at("2026-12-28T12:00:00+00:00")
    assert mails(world) == []

    world.at("2026-12-29T08:30:00+00:00")

    assert "From 5:00pm, Thursday 24 December until 8:30am, Tuesday 29 December" in mails(world)[0].words


@pytest.mark.parametrize(("friday", "opening"), [
    ("2026-03-27T17:00:00+00:00", "2026-03-30T08:30:00+01:00"),
    ("2026-10-23T17:00:00+01:00", "2026-10-26T08:30:00+00:00"),
])  # fmt: skip
def test_the_morning_after_a_clock_change_opens_on_the_wall_clock(world: World, friday: str, opening: str) -> None:
    world.at(friday)
    world.clock.set(datetime.fromisoformat(opening) - timedelta(seconds=1))
    world.settles()
    assert mails(world) == []

    world.passes(seconds=1)

    assert len(mails(world)) == 1


def test_a_handover_that_nobody_could_send_comes_late_and_says_so(world: World) -> None:
    world.at("Tuesday 02:00")
    report = world.files()
    world.settles()

    world.sleeps(hours=33)
    world.settles()

    (mail,) = mails(world)
    assert "This comes late: at 8:30am, Wednesday 18 November nothing could be sent." in mail.words
    assert "From 5:00pm, Monday 16 November until 8:30am, Wednesday 18 November" in mail.words
    assert report.reference in mail.words


def test_several_dispatchers_send_one(each_world: World) -> None:
    world = each_world
    world.at("Wednesday 02:00")
    others = [Dispatcher(world.desk, senders=1) for _ in range(2)]
    world.clock.move(timedelta(hours=7))

    race([lambda one=one: one.tick(world.clock.now()) for one in (world.dispatcher, *others)])
    for one in others:
        one.close()

    assert len(mails(world)) == 1


@pytest.mark.parametrize(("policy", "opening"), [
    ("flatpeak", None), ("informed", "2026-11-18T09:00:00+00:00"), ("pugpig", "2026-11-18T09:00:00+00:00"),
    ("kustomer", None),
])  # fmt: skip
def test_each_policy_has_the_openings_of_its_own_support_hours(
    sqlite_url: str, open_world: Callable[..., World], policy: str, opening: str | None
) -> None:
    world = open_world(sqlite_url, POLICY=policy)
    world.at("Wednesday 02:00")

    for _ in range(40):
        world.clock.move(timedelta(minutes=30))
        world.settles()

    found = [mail.delivery.created_at for mail in mails(world)]
    if policy == "kustomer":
        assert found == [], "support that never closes opens at no instant"
    else:
        assert len(found) == 1
        assert opening is None or found[0] == datetime.fromisoformat(opening)


# -- accepting


def test_paging_goes_on_until_the_desk_accepts_and_the_customer_sees_who_has_it(each_world: World) -> None:
    world = each_world
    world.at("Wednesday 08:00")
    report = world.carol.reports("crm")
    world.passes(minutes=40)
    before = len(world.pages(report.reference))
    world.passes(minutes=5)
    assert len(world.pages(report.reference)) > before, "open at opening: it keeps its pager"

    desk = world.mo.signs_in()
    page = desk.open("/manage/handover")
    assert page.shows("1 to accept")
    page = desk.presses("We take it")
    world.settles()

    assert page.shows("Nothing waits to be accepted")
    assert page.shows("With the daytime desk")
    assert report.page_shows("Our daytime team has it now")
    assert not report.page_shows("An engineer")
    assert world.carol.mailbox.receives(f"Our daytime team has it: {report.reference}")
    told = world.dana.phone.receives_text("the daytime desk has it now (Mo, 08:45)")
    assert told.delivery.wording == "released"
    after = len(world.pages(report.reference))
    world.passes(minutes=85)
    assert len([one for one in world.pages(report.reference)[after:] if one.sent_at]) == 0
    assert "accepted" in world.kinds(report.reference)
    assert "target.missed" in world.kinds(report.reference), "the reply stays due"


def test_whoever_had_it_hears_by_text_and_it_lapses_no_more(world: World) -> None:
    world.at("Wednesday 08:20")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.passes(minutes=15)

    desk = world.mo.signs_in()
    desk.open("/manage/handover")
    desk.presses("We take it")
    world.settles()

    assert world.dana.phone.receives_text("You need not do anything more about it")
    world.passes(hours=1)
    assert world.incident(report.reference).lapses_at is None
    assert "lapsed" not in world.kinds(report.reference)


def test_without_a_phone_whoever_had_it_hears_by_mail(world: World) -> None:
    world.at("Wednesday 08:20")
    world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    with world.desk.database.writing() as session:
        dana = next(one for one in staff.active(session) if one.first_name == "Dana")
        for method in staff.methods_of(session, [dana.id]):
            if method.medium != Medium.MAIL:
                method.removed_at = world.clock.now()

    desk = world.mo.signs_in()
    desk.open("/manage/handover")
    desk.presses("We take it")
    world.settles()

    assert world.dana.mailbox.receives("the daytime desk has it now")


def test_those_that_joined_it_are_accepted_with_it(world: World) -> None:
    world.at("Wednesday 08:20")
    lead, member = world.carol.reports("crm"), world.nadia.reports("crm")
    desk = world.mo.signs_in()
    desk.open("/manage/handover")
    desk.presses("We take it")

    later = world.files(services=("crm",), email="third@third.example")

    for reference in (lead.reference, member.reference, later.reference):
        assert world.incident(reference).accepted_at, reference
    assert member.page_shows("Our daytime team has it now")


def test_handing_it_back_pages_again_as_at_night(world: World) -> None:
    world.at("Wednesday 08:20")
    report = world.carol.reports("crm")
    desk = world.mo.signs_in()
    desk.open("/manage/handover")
    desk.presses("We take it")
    before = len(world.pages(report.reference))

    with world.desk.database.writing() as session:
        mo = next(one for one in session.query(Staff) if one.first_name == "Mo")
        acknowledgement.hand_back(session, world.incident(report.reference).id, mo, now=world.clock.now())
    world.settles()

    assert world.incident(report.reference).accepted_at is None
    assert len(world.pages(report.reference)) > before


@pytest.mark.parametrize("second", ["accept", "acknowledge"])
def test_accepting_and_another_at_once_leaves_one_holder(each_world: World, second: str) -> None:
    world = each_world
    world.at("Wednesday 08:20")
    for _ in range(5):
        reference = world.files(services=("unsure",)).reference
        incident_id = world.incident(reference).id

        race([
            lambda it=incident_id: _does(world, "accept", it, "Mo"),
            lambda it=incident_id: _does(world, second, it, "Dana"),
        ])  # fmt: skip

        incident = world.incident(reference)
        assert incident.accepted_at or second == "acknowledge"
        kinds = [kind for kind in world.kinds(reference) if kind in ("accepted", "acknowledged")]
        assert kinds in (["accepted"], ["acknowledged", "accepted"])
        world.settles()


def race(acts: list[Callable[[], None]]) -> None:
    """Does all of it at the same moment."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        gate.wait()
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _does(world: World, act: str, incident_id: str, name: str) -> None:
    with world.desk.database.writing() as session:
        person = next(one for one in session.query(Staff) if one.first_name == name)
        getattr(acknowledgement, act)(session, incident_id, person, mint=world.desk.mint, now=world.clock.now())
