"""The watchdog: when paging is silent, managers hear of it from the web side, once, by whatever still works."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.dispatcher import Dispatcher
from app.domain.delivery import Medium
from app.operations.chores import Setting
from app.store import alarms, timeline
from app.watchdog import EVERY, PATIENCE, Watchdog
from tests.channels.providers import Answer
from tests.dispatcher.conftest import Outside, outside
from tests.faults import providers
from tests.faults.providers import Twilio
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.world import World
from tests.world.providers import WRONG_KEY

__all__ = ["furnished_postgresql", "furnished_template", "outside", "postgresql_url", "sqlite_url"]

MO, MO_MAIL = "+447700900103", "mo@example.com"
SILENT = "P365 SELF-ALARM: paging has been silent 3 min. Reports may reach nobody."
SOON = 0.3  # seconds that a test waits for a database that gives no answer


class Watched:
    """A world with the web processes that watch it, each looking every ten seconds, beside a dispatcher or none."""

    def __init__(self, world: World, outside: Outside, dogs: int = 1, patience: float = PATIENCE) -> None:
        self.world = world
        self.outside = outside
        self.dogs = [Watchdog(world.desk, patience) for _ in range(dogs)]
        world.at("Saturday 02:10")
        self.look()

    def look(self) -> None:
        for dog in self.dogs:
            dog.look()

    def passes(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0, paging: bool = False) -> None:
        """Time passes, ten seconds at a time, with or without a dispatcher at work."""
        end = self.world.clock.now() + timedelta(seconds=seconds, minutes=minutes, hours=hours)
        while self.world.clock.now() < end:
            self.world.clock.move(min(EVERY, end - self.world.clock.now()))
            if paging:
                self.world.settles()
            self.look()

    def texts(self) -> list[str]:
        return [message.body for message in self.outside.texts.took]

    def mails(self) -> list[str]:
        return [message.subject for message in (*self.outside.mails.took, *self.outside.second_mails.took)]

    def calls(self) -> list[str]:
        return [message.body for message in self.outside.calls.took]

    def standing(self) -> list[str]:
        with self.world.desk.database.reading() as session:
            return [alarm.kind for alarm in alarms.standing(session)]


@pytest.fixture
def watch(outside: Outside, open_world: Callable[..., World]) -> Callable[..., Watched]:
    def watching(url: str, **wanted: float) -> Watched:
        channels = {
            Medium.SMS: (outside.texts,),
            Medium.VOICE: (outside.calls,),
            Medium.MAIL: (outside.mails, outside.second_mails),
        }
        return Watched(open_world(url, channels=channels), outside, **wanted)  # type: ignore[arg-type]

    return watching


@pytest.fixture
def watched(watch: Callable[..., Watched], sqlite_url: str) -> Watched:
    return watch(sqlite_url)


def test_a_dispatcher_that_stops_is_no_alarm_for_three_minutes_and_then_one(watched: Watched):
    watched.passes(minutes=2, seconds=59)
    assert watched.texts() == []

    watched.passes(seconds=1)

    assert [(one.to, one.body) for one in watched.outside.texts.took] == [
        (MO, f"{SILENT} You are the duty manager: the runbook says what to do"),
    ]
    assert (watched.mails(), watched.calls()) == ([], [])
    assert watched.standing() == ["paging"]


def test_while_a_dispatcher_is_at_work_there_is_no_alarm(watched: Watched):
    watched.passes(minutes=30, paging=True)

    assert (watched.texts(), watched.standing()) == ([], [])


def test_every_manager_hears_where_none_is_on_call_with_the_number_to_ring(watched: Watched):
    watched.world.goes_off_call(watched.world.mo)
    watched.world.goes_off_call(watched.world.dana)
    with watched.world.desk.database.writing() as session:
        session.execute(text("UPDATE staff SET role = 'manager' WHERE name LIKE 'Dana%'"))

    watched.passes(minutes=3)
    watched.passes(minutes=1)

    assert {one.to for one in watched.outside.texts.took} == {"+447700900101", MO}
    assert any("Call the duty manager +4477009001" in one for one in watched.texts())


def test_what_can_be_sent_by_no_text_goes_by_mail_and_by_a_call(watched: Watched):
    watched.outside.texts.always(WRONG_KEY, to=MO)

    watched.passes(minutes=3)

    assert watched.texts() == []
    assert watched.mails() == ["P365 SELF-ALARM: paging has been silent 3 min"]
    assert "Reports may reach nobody." in watched.calls()[0]


def test_with_texts_calls_and_the_first_mail_refused_the_second_mail_goes(watched: Watched):
    for provider, to in ((watched.outside.texts, MO), (watched.outside.calls, MO), (watched.outside.mails, MO_MAIL)):
        provider.always(WRONG_KEY, to=to)

    watched.passes(minutes=3)

    assert [one.to for one in watched.outside.second_mails.took] == [MO_MAIL]


def test_what_nobody_takes_is_tried_again_within_a_minute_or_so(watched: Watched):
    for provider, to in (
        (watched.outside.texts, MO), (watched.outside.calls, MO),
        (watched.outside.mails, MO_MAIL), (watched.outside.second_mails, MO_MAIL),
    ):  # fmt: skip
        provider.always(WRONG_KEY, to=to)
    watched.passes(minutes=3)

    watched.outside.texts.takes_again(MO)
    watched.passes(minutes=1)

    assert len(watched.texts()) == 1


def test_it_is_said_again_every_quarter_of_an_hour(watched: Watched):
    watched.passes(minutes=3)
    watched.passes(minutes=14, seconds=50)
    assert len(watched.texts()) == 1

    watched.passes(seconds=10)

    assert "silent 18 min" in watched.texts()[1]


def test_all_is_clear_once_and_the_record_says_who_was_told(watched: Watched):
    watched.passes(minutes=5)

    watched.passes(minutes=10, paging=True)

    assert watched.texts()[1:] == [
        "P365: paging works again, after 5 min. What is open is paged anew. See the desk for what came in meanwhile",
    ]
    assert watched.standing() == []
    with watched.world.desk.database.reading() as session:
        said = [one.text for one in session.query(timeline.Event) if one.kind.startswith("alarm.")]
    assert said[0] == "Alarm: paging is silent, and reports may reach nobody"
    assert said[1].startswith("Self-alarm, past the outbox: Mo Haddad by text: P365 SELF-ALARM")
    assert said[2] == "Over: paging is silent, and reports may reach nobody"
    assert len(said) == 4


def test_the_next_silence_is_an_alarm_of_its_own(watched: Watched):
    watched.passes(minutes=3)
    watched.passes(minutes=1, paging=True)

    watched.passes(minutes=3)

    assert [one.partition(".")[0] for one in watched.texts()][2:] == ["P365 SELF-ALARM: paging has been silent 3 min"]


@pytest.mark.parametrize("engine", ["sqlite_url", "postgresql_url"])
def test_of_several_processes_one_tells_the_managers(
    watch: Callable[..., Watched], engine: str, request: pytest.FixtureRequest
):
    watched = watch(request.getfixturevalue(engine), dogs=3)

    watched.passes(minutes=10)
    watched.passes(minutes=1, paging=True)

    assert len(watched.texts()) == 2, "the alarm, and that it is over"


def test_a_dispatcher_that_hangs_in_a_turn_is_silent_though_it_holds_the_database(
    watch: Callable[..., Watched], sqlite_url: str
):
    watched, began, is_over = watch(sqlite_url, patience=SOON), threading.Event(), threading.Event()

    def hangs(_: Session, setting: Setting) -> datetime:
        began.set()
        assert is_over.wait(30)
        return setting.now + timedelta(days=1)

    stuck = Dispatcher(watched.world.desk, senders=1, its_chores={"hangs": hangs})
    turn = threading.Thread(target=stuck.tick, args=(watched.world.clock.now(),))
    turn.start()
    assert began.wait(30)

    watched.passes(minutes=3)
    is_over.set()
    turn.join()
    stuck.close()

    assert len(watched.texts()) == 1


def test_an_audit_that_keeps_failing_is_an_alarm_in_its_own_words(watched: Watched):
    report = watched.world.carol.reports("crm")
    with watched.world.desk.database.writing() as session:
        stop = text("UPDATE incidents SET next_page_at = NULL WHERE reference = :reference")
        session.execute(stop, {"reference": report.reference})

    watched.passes(minutes=3, seconds=10, paging=True)

    assert "P365 SELF-ALARM: paging has failed its own checks for 3 min" in watched.texts()[-1]


def test_a_database_that_is_locked_is_told_by_each_process_at_most_once_an_hour(
    watch: Callable[..., Watched], sqlite_url: str
):
    """The dispatcher cannot write its beat, and no process can ask for its turn."""
    watched = watch(sqlite_url, patience=SOON)
    other = sqlite3.connect(watched.world.desk.database.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    watched.passes(minutes=2, seconds=50)
    assert watched.texts() == []

    watched.passes(seconds=10)
    assert len(watched.texts()) == 1

    watched.world.clock.move(timedelta(minutes=59))
    watched.look()
    assert len(watched.texts()) == 1
    watched.world.clock.move(timedelta(minutes=1))
    watched.look()
    assert len(watched.texts()) == 2
    other.execute("ROLLBACK")
    other.close()


def test_a_database_that_can_only_be_read_keeps_nobody_from_hearing(watched: Watched):
    _every_connection(watched.world, "PRAGMA query_only = 1")
    watched.passes(minutes=3)
    assert watched.texts() == [f"{SILENT} You are the duty manager: the runbook says what to do"]
    assert watched.standing() == []

    _every_connection(watched.world, "PRAGMA query_only = 0")
    watched.passes(seconds=10)
    assert watched.standing() == ["paging"], "it is written down as soon as that is possible"

    watched.passes(minutes=5)
    assert len(watched.texts()) == 1, "who was told while nothing could be written is not told again at once"
    watched.passes(seconds=10, paging=True)
    assert len(watched.texts()) == 2


def test_without_any_database_the_numbers_that_were_learnt_are_rung(watch: Callable[..., Watched], sqlite_url: str):
    watched = watch(sqlite_url, dogs=2)
    database = watched.world.desk.database
    with database.migrating() as connection:
        connection.execute(text("ALTER TABLE beats RENAME TO gone"))
        connection.commit()

    watched.passes(minutes=3)
    assert len(watched.texts()) == 2, "each process for itself: rather noise than silence"

    with database.migrating() as connection:
        connection.execute(text("ALTER TABLE gone RENAME TO beats"))
        connection.commit()
    watched.passes(seconds=10, paging=True)
    assert len([one for one in watched.texts() if "works again" in one]) == 1, "and all is clear once"


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_step_of_the_clock_is_no_silence_and_hides_none(watched: Watched, hours: int):
    watched.world.clock.steps(timedelta(hours=hours))
    watched.passes(minutes=5, paging=True)
    assert watched.texts() == []

    watched.passes(minutes=2, seconds=50)
    watched.world.clock.steps(timedelta(hours=hours))
    watched.passes(seconds=20)

    assert len(watched.texts()) == 1


def test_a_process_that_starts_beside_an_old_beat_gives_the_dispatcher_a_minute(watched: Watched):
    watched.world.sleeps(hours=2)
    late = Watched.__new__(Watched)
    late.world, late.outside, late.dogs = watched.world, watched.outside, [Watchdog(watched.world.desk)]
    late.look()

    late.passes(seconds=50)
    assert late.texts() == []
    late.passes(seconds=10)

    assert len(late.texts()) == 1


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with providers.twilio() as server:
        yield server


def test_a_revoked_key_leaves_the_mail(sqlite_url: str, open_world: Callable[..., World], twilio: Twilio):
    world = open_world(sqlite_url, **providers.settings(twilio))
    world.at("Saturday 02:10")
    twilio.reacts(MO, Answer(status=401, body={"code": 20003, "message": "no", "status": 401}))
    dog = Watchdog(world.desk)
    dog.look()

    for _ in range(18):
        world.clock.move(EVERY)
        dog.look()

    (mail,) = [one for one in world.deliveries() if one.wording == "self-alarm"]
    assert (mail.medium, mail.person) == (Medium.MAIL, "Mo Haddad")
    (call,) = [one for one in twilio.took if one.resource == "Calls"]
    assert "<Say" in call.form["Twiml"]
    assert "Url" not in call.form


def test_the_demos_phones_and_the_desk_show_it(world: World):
    world.at("Saturday 02:10")
    dog = Watchdog(world.desk)
    dog.look()
    for _ in range(18):
        world.clock.move(EVERY)
        dog.look()

    assert SILENT in world.mo.phone.receives_text("SELF-ALARM").words
    page = world.mo.signs_in().open("/manage/")
    assert page.shows("Alarm: paging is silent, and reports may reach nobody")


def _every_connection(world: World, pragma: str) -> None:
    """Changes a setting of SQLite on the connections that are open, and on those to come."""

    @event.listens_for(world.desk.database._engine, "checkout")
    def apply(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(pragma).fetchall()
