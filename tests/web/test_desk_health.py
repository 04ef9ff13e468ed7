"""Health at the desk: whether somebody can be paged now, and each thing that this rests on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.backup import back_up
from app.dispatcher import Dispatcher
from app.domain.delivery import Balance, Refused
from app.domain.erasure import next_night
from app.operations import alarms
from app.store.copies import CopyFailed
from tests.channels.providers import Answer, HttpProvider, running
from tests.tampering import Tamperer
from tests.web.settings import PROVIDERS
from tests.world import World

WELL = "An emergency that comes in now is paged"
ILL = "An emergency that comes in now may page nobody"


def test_all_is_well(night: World):
    page = night.dana.signs_in().open("/manage/health")

    assert page.headline == WELL
    assert page.shows("Its audit passed")
    assert page.shows("Every proven number and address works")
    assert page.shows("Holidays of England (GB) are known up to 2")
    assert page.shows("Nobody outside listens for a heartbeat: HEARTBEAT_URL is not set")
    assert page.shows("There was no drill yet")


def test_the_record_is_told_with_its_last_check_and_back_up(night: World, tmp_path: Path):
    night.files()
    night.settles()

    page = night.dana.signs_in().open("/manage/health")

    assert page.shows("events are linked, each to all before it. None waits")
    assert page.shows("The nightly check of 2:10am read") and page.shows("and found nothing wrong")
    assert page.shows("No back-up was made by our command yet")
    back_up(night.desk, tmp_path / "copies", None, night.clock.now())
    page = night.dana.signs_in().open("/manage/health")
    assert page.shows("portal-20261121T021000Z.db was made") and page.shows("and its record is sound")

    with pytest.raises(CopyFailed):
        back_up(night.desk, tmp_path / "copies", None, night.clock.now())  # that very file is there
    page = night.dana.signs_in().open("/manage/health")
    assert page.shows("is there already") and page.shows("The last good one was made Sat 21 Nov 02:10")


def test_a_record_that_is_not_sound_is_told_with_the_event_that_it_is_about(night: World):
    reference = night.files().reference
    night.settles()
    Tamperer(night).does("UPDATE timeline SET text = 'nothing' WHERE id = :id", id=night.events(reference)[0].id)
    night.clock.set(next_night(night.clock.now(), "Europe/London"))
    night.settles()

    page = night.dana.signs_in().open("/manage/health")

    assert page.shows("found that the words of event") and page.link(reference) == f"/manage/incidents/{reference}"


def test_an_event_that_waits_for_its_link_is_told(night: World):
    night.files()

    assert night.dana.signs_in().open("/manage/health").shows("The oldest that is not linked yet happened at 2:10am")


def test_a_dispatcher_that_stopped_is_told(night: World):
    night.sleeps(minutes=2)

    page = night.dana.signs_in().open("/manage/health")

    assert page.headline == ILL
    assert page.shows("no dispatcher has completed a cycle for a minute")
    assert page.shows("completed a cycle 2 min ago. It has stopped since")


def test_a_dispatcher_that_another_took_over_from_is_no_fault(night: World):
    night.sleeps(minutes=2)
    night.dispatcher.close()
    night.dispatcher = Dispatcher(night.desk, senders=4)
    night.settles()

    page = night.dana.signs_in().open("/manage/health")

    assert page.headline == WELL
    assert page.shows("0 seconds ago. Its audit passed") and page.shows("It has stopped since")
    assert "Wrong:" not in page.text


def test_a_number_that_wants_no_texts_is_told_with_its_owner(night: World):
    night.texts("+447700900101", "STOP")

    page = night.mo.signs_in().open("/manage/health")

    assert page.shows("Dana Okafor gets nothing at +447700900101: they asked for no more texts")


def test_messages_are_counted_by_provider(night: World):
    night.carol.reports("crm")

    page = night.mo.signs_in().open("/manage/health")

    assert page.shows("Texts by demo 1 0 0 2:10am none in 30 days not asked")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Balance(amount=12.5, currency="GBP"), "twilio has 12.50 GBP left"),
        (Refused(code="20003", words="no", for_all=True), "twilio does not take our key (code 20003)"),
    ],
)
def test_what_an_account_has_left_is_told(
    sqlite_url: str, open_world: Callable[..., World], found: Balance | Refused, said: str
):
    world = open_world(sqlite_url, **PROVIDERS)
    world.at("Saturday 02:10")
    with world.desk.database.writing() as session:
        alarms.balance(session, "twilio", found, 10, world.clock.now(), world.desk.mint)

    assert world.dana.signs_in().open("/manage/health").shows(said)


@pytest.mark.parametrize(("status", "said"), [(200, "The heartbeat was heard"), (500, "The heartbeat was not heard")])
def test_whether_the_heartbeat_is_heard_is_told(
    sqlite_url: str, open_world: Callable[..., World], status: int, said: str
):
    with running(HttpProvider()) as outside:
        outside.answers = [Answer(status=status)] * 20
        world = open_world(sqlite_url, HEARTBEAT_URL=outside.url)
        world.at("Saturday 02:10")
        world.dispatcher.close()  # whatever is on its way is done then

        assert world.dana.signs_in().open("/manage/health").shows(said)


def test_who_knocks_at_a_providers_door_is_counted(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, **PROVIDERS)
    world.at("Saturday 02:10")
    knock = world.app.test_client()

    def knocks() -> None:
        assert knock.post("/hooks/twilio/messages/any").status_code == 403

    knocks()
    page = world.dana.signs_in().open("/manage/health")
    assert page.shows("At twilio’s door somebody knocked without a right signature, 1 time so far")

    for _ in range(3):  # within ten seconds nothing more is written down
        knocks()
    assert world.dana.signs_in().open("/manage/health").shows("1 time so far")

    world.passes(seconds=11)
    knocks()
    assert world.dana.signs_in().open("/manage/health").shows("5 times so far")
