"""The Monday mail: managers hear of the week before in ten lines, at the first opening, once."""

from app.dispatcher import Dispatcher
from tests.world import World
from tests.world.people import Message

MONDAY = "2026-11-23T08:30:00+00:00"


def mails(world: World) -> list[Message]:
    return [Message(world, delivery) for delivery in world.deliveries() if delivery.wording == "weekly"]


def test_mo_hears_of_the_week_in_ten_lines_as_monday_opens(each_world: World) -> None:
    world = each_world
    world.at("Friday 23:10")
    reference = world.carol.reports("crm").reference
    world.passes(minutes=2)
    world.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")
    world.files(services=("on-premise",))

    world.at("2026-11-23T08:29:59+00:00")
    assert mails(world) == []
    world.at(MONDAY)

    (mail,) = mails(world)
    assert mail.delivery.person == "Mo Haddad"
    subject, _, body = mail.words.partition("\n")
    assert subject == "P365: Week of Monday 16 November 2026"
    said = [line for line in body.splitlines() if line.startswith("- ")]
    assert len(said) == 10
    assert said[0] == "- Received: 2. Accepted: 1. Drills, counted apart: 0"
    assert said[1] == "- Refused: 1 (1 not covered, 0 while the form was closed)"
    assert said[3] == "- Replied to in time: 0 of 1"
    assert said[4] == f"- Promises missed: {reference}"
    assert said[5].startswith("- Nights broken: Dana 1")
    assert said[7] == "- Acknowledged: n 1, worst 2 min (too few for a percentile)"
    assert mail.link.endswith("/manage/reports?by=week&of=2026-11-16")


def test_the_mail_comes_once_however_often_one_looks(each_world: World) -> None:
    world = each_world
    world.at("Friday 20:00")
    second = Dispatcher(world.desk, senders=1)

    for _ in range(3):
        world.at(MONDAY)
        second.tick(world.clock.now())
    world.at("2026-11-23T12:00:00+00:00")
    world.at("2026-11-29T12:00:00+00:00")
    second.close()

    assert len(mails(world)) == 1


def test_on_a_bank_holiday_it_waits_for_the_next_opening(world: World) -> None:
    world.at("2026-12-24T12:00:00+00:00")  # Monday the 28th is the substitute for Boxing Day

    world.at("2026-12-28T12:00:00+00:00")
    assert mails(world) == []
    world.at("2026-12-29T08:30:00+00:00")

    assert [mail.words.partition("\n")[0] for mail in mails(world)] == ["P365: Week of Monday 21 December 2026"]


def test_after_an_outage_of_our_own_the_last_week_is_told_late(world: World) -> None:
    world.at("Friday 20:00")

    world.at("2026-12-09T12:00:00+00:00")

    assert [mail.words.partition("\n")[0] for mail in mails(world)] == ["P365: Week of Monday 30 November 2026"]


def test_a_portal_that_is_new_has_no_week_to_tell_of(world: World) -> None:
    world.at("Tuesday 12:00")
    assert mails(world) == []

    world.at(MONDAY)

    assert len(mails(world)) == 1
