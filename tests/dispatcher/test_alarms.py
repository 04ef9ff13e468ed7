"""Money, STOP and keys cannot silence us: each fault of our account is an alarm by another route, at once."""

from collections.abc import Callable, Iterator

import pytest

from app.domain.delivery import Medium
from app.store import alarms
from tests.channels.providers import Answer
from tests.faults import providers
from tests.faults.providers import DANA, EVE, MO, Twilio, says
from tests.world import World


def refused(status: int, code: int) -> Answer:
    return Answer(status=status, body={"code": code, "message": "no", "status": status})


def standing(world: World) -> list[str]:
    with world.desk.database.reading() as session:
        return [alarm.kind for alarm in alarms.standing(session)]


def alarmed(world: World, medium: Medium) -> list[str]:
    """Who was told of an alarm by that medium."""
    return [one.person for one in world.deliveries() if one.wording == "alarm" and one.medium == medium]


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with providers.twilio() as server:
        yield server


@pytest.fixture
def night(sqlite_url: str, open_world: Callable[..., World], twilio: Twilio) -> World:
    world = open_world(sqlite_url, **providers.settings(twilio))
    world.at("Saturday 02:10")
    return world


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, 20003, "account:twilio"),
        (403, 20003, "account:twilio"),
        (400, 30002, "account:twilio"),
        (400, 21606, "set-up:twilio:21606"),
        (400, 21408, "set-up:twilio:21408"),
        (400, 30034, "set-up:twilio:30034"),
    ],
)
def test_a_refusal_of_our_account_is_an_alarm_by_mail_in_the_same_cycle(
    night: World, twilio: Twilio, status: int, code: int, kind: str
):
    twilio.reacts(DANA, refused(status, code))
    began = night.clock.now()

    night.carol.reports("crm")

    assert standing(night) == [kind]
    assert alarmed(night, Medium.MAIL) == ["Mo Haddad"]
    assert night.clock.now() == began
    assert alarmed(night, Medium.SMS) == []


def test_a_receipt_that_says_suspended_is_an_alarm_too(night: World, twilio: Twilio):
    night.carol.reports("crm")

    assert says(night, twilio.took_for(DANA)[0], "undelivered", "30002") == 204
    night.settles()

    assert standing(night) == ["account:twilio"]
    assert alarmed(night, Medium.MAIL) == ["Mo Haddad"]


@pytest.mark.parametrize("code", [21211, 21610, 30005])
def test_what_is_wrong_with_a_number_is_no_alarm(night: World, twilio: Twilio, code: int):
    twilio.reacts(DANA, refused(400, code))

    night.carol.reports("crm")

    assert standing(night) == []


def test_it_is_over_with_the_first_text_that_is_taken_again(night: World, twilio: Twilio):
    twilio.reacts(DANA, refused(401, 20003), Answer(status=201, body={"sid": "SM1", "status": "queued"}))
    night.carol.reports("crm")
    assert standing(night) == ["account:twilio"]

    night.passes(minutes=5)

    assert standing(night) == []


def test_a_night_of_refusals_is_one_alarm_an_hour(night: World, twilio: Twilio):
    for number in (DANA, EVE, MO):
        twilio.reacts(number, refused(401, 20003))
    night.carol.reports("crm")

    night.passes(minutes=59)
    assert len(alarmed(night, Medium.MAIL)) == 1
    night.passes(minutes=6)

    assert len(alarmed(night, Medium.MAIL)) == 2
