"""The database's two verbs, instants, many writers at once, and the wake-up when somebody commits."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from app.store import beats, throttles
from app.store.beats import Beat
from app.store.database import Database, is_away, leave_work
from app.store.throttles import Throttle
from tests.store.rows import NIGHT

Opener = Callable[[str], Database]
PATIENCE = 20  # seconds for what takes milliseconds


def put(database: Database, name: str = "one", at: datetime = NIGHT) -> None:
    with database.writing() as session:
        session.add(Beat(dispatcher=name, at=at, fault=""))


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(Beat.dispatcher)))


def test_writing_commits(database: Database):
    put(database)

    assert names(database) == ["one"]


def test_writing_rolls_back_if_the_block_raises(database: Database):
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        session.add(Beat(dispatcher="one", at=NIGHT, fault=""))
        session.flush()
        1 / 0  # noqa: B018

    assert names(database) == []
    put(database, "two")
    assert names(database) == ["two"]


def test_reading_never_changes_anything(database: Database):
    put(database)

    with database.reading() as session:
        for beat in session.scalars(select(Beat)):
            beat.fault = "changed"
        session.add(Beat(dispatcher="two", at=NIGHT, fault=""))

    with database.reading() as session:
        assert [(beat.dispatcher, beat.fault) for beat in session.scalars(select(Beat))] == [("one", "")]


def test_what_was_read_can_be_used_a_little_longer(database: Database):
    put(database)

    with database.reading() as session:
        beat = beats.latest(session)

    assert beat is not None
    assert (beat.dispatcher, beat.at) == ("one", NIGHT)


def test_postgresql_refuses_a_write_in_a_reading(postgresql_url: str, open_database: Opener):
    database = open_database(postgresql_url)

    with pytest.raises(DBAPIError, match="read-only"), database.reading() as session:
        session.add(Beat(dispatcher="one", at=NIGHT, fault=""))
        session.flush()


@pytest.mark.parametrize(
    "at",
    [
        NIGHT,
        NIGHT.astimezone(ZoneInfo("Asia/Kolkata")),
        NIGHT.astimezone(timezone(timedelta(hours=-9, minutes=-30))),
        datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=ZoneInfo("Europe/London")),
    ],
)
def test_an_instant_comes_back_in_utc_to_the_microsecond(database: Database, at: datetime):
    put(database, at=at)

    with database.reading() as session:
        found = session.scalars(select(Beat.at)).one()

    assert found == at.astimezone(UTC)
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)


def test_a_naive_instant_is_refused(database: Database):
    with pytest.raises(StatementError, match="without a zone"):
        put(database, at=NIGHT.replace(tzinfo=None))

    with pytest.raises(StatementError, match="without a zone"), database.reading() as session:
        session.scalars(select(Beat).where(Beat.at < NIGHT.replace(tzinfo=None))).all()


def test_instants_are_compared_as_instants(database: Database):
    put(database, "early", NIGHT)
    put(database, "late", NIGHT + timedelta(microseconds=1))

    with database.reading() as session:
        found = session.scalars(select(Beat.dispatcher).where(Beat.at > NIGHT.astimezone(ZoneInfo("Asia/Kolkata"))))

        assert list(found) == ["late"]


def test_sixteen_threads_lose_no_increment(sqlite_url: str, open_database: Opener):
    """Read, add one, write; half of the threads as if in another process, with a queue of their own."""
    here, there = open_database(sqlite_url), open_database(sqlite_url)
    with here.writing() as session:
        session.add(Throttle(key="count", count=0, ends_at=NIGHT))

    def increment(thread: int) -> None:
        database = here if thread % 2 else there
        for _ in range(50):
            with database.writing() as session:
                row = session.get_one(Throttle, "count")
                row.count = row.count + 1

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(increment, range(16)))

    with here.reading() as session:
        assert session.get_one(Throttle, "count").count == 16 * 50


def test_eight_threads_count_every_attempt(database: Database):
    def attempt(_: int) -> int:
        with database.writing() as session:
            return throttles.hit(session, "guess:1", NIGHT + timedelta(minutes=10), NIGHT)

    with ThreadPoolExecutor(8) as threads:
        counted = sorted(threads.map(attempt, range(64)))

    assert counted == list(range(1, 65))


def test_a_throttles_window_ends(database: Database):
    end = NIGHT + timedelta(minutes=10)
    with database.writing() as session:
        assert [throttles.hit(session, "a", end, NIGHT) for _ in range(3)] == [1, 2, 3]
        assert throttles.hit(session, "b", end, NIGHT) == 1
        assert throttles.hit(session, "a", end + timedelta(minutes=10), end) == 1
        throttles.sweep(session, end)
        assert set(session.scalars(select(Throttle.key))) == {"a"}


def test_a_reader_sees_one_moment_while_others_write(sqlite_url: str, open_database: Opener):
    database = open_database(sqlite_url)
    put(database, "one")

    with database.reading() as session:
        before = list(session.scalars(select(Beat.dispatcher)))
        with ThreadPoolExecutor(1) as other:
            other.submit(put, database, "two").result(PATIENCE)
        assert list(session.scalars(select(Beat.dispatcher))) == before == ["one"]

    assert names(database) == ["one", "two"]


def test_a_commit_that_leaves_work_wakes_this_process(database: Database):
    woken: list[str] = []
    database.on_work(lambda: woken.append("first"))
    database.on_work(lambda: woken.append("second"))

    put(database)
    assert woken == []

    with database.writing() as session:
        leave_work(session)
    assert woken == ["first", "second"]

    with pytest.raises(ZeroDivisionError), database.writing() as session:
        leave_work(session)
        1 / 0  # noqa: B018
    assert woken == ["first", "second"]


def test_a_commit_elsewhere_wakes_a_listener(database_url: str, open_database: Opener):
    here, there = open_database(database_url), open_database(database_url)
    heard, stopped = threading.Event(), threading.Event()
    listener = threading.Thread(target=here.listen, args=(heard.set, stopped.is_set))
    listener.start()

    try:
        for number in range(PATIENCE * 10):  # it may not be listening yet
            with there.writing() as session:
                session.add(Beat(dispatcher=str(number), at=NIGHT, fault=""))
                leave_work(session)
            if heard.wait(0.1):
                break
        assert heard.is_set()
    finally:
        stopped.set()
        listener.join(PATIENCE)
    assert not listener.is_alive(), "a listener that is stopped ends"


def test_a_foreign_key_holds(database: Database):
    with pytest.raises(sqlalchemy.exc.IntegrityError), database.writing() as session:
        session.execute(text("INSERT INTO customer_domains (domain, customer_id) VALUES ('x.example', 'nobody')"))


def test_sqlite_keeps_its_commits(sqlite_url: str, open_database: Opener):
    database = open_database(sqlite_url)

    assert database.durability_fault() is None
    with database.reading() as session:
        pragmas = {
            name: session.scalar(text(f"PRAGMA {name}")) for name in ("synchronous", "foreign_keys", "journal_mode")
        }
    assert pragmas == {"synchronous": 2, "foreign_keys": 1, "journal_mode": "wal"}


def test_postgresql_without_fsync_is_told(postgresql_url: str, open_database: Opener):
    fault = open_database(postgresql_url).durability_fault()

    assert fault == "PostgreSQL has fsync = off, so a commit may be lost in a power cut"


@pytest.mark.parametrize("url", ["sqlite:///{folder}", "postgresql+psycopg://portal@/portal?host={folder}/nowhere"])
def test_a_database_that_cannot_be_reached_is_away(tmp_path: Path, open_database: Opener, url: str):
    database = open_database(url.format(folder=tmp_path))

    for verb in (database.writing, database.reading):
        with pytest.raises(sqlalchemy.exc.OperationalError) as error, verb() as session:
            session.execute(text("SELECT 1"))
        assert is_away(error.value)


def test_a_wrong_question_is_not_a_database_that_is_away(database: Database):
    with pytest.raises(sqlalchemy.exc.IntegrityError) as error, database.writing() as session:
        session.add_all([Beat(dispatcher="one", at=NIGHT, fault="") for _ in range(1)])
        session.flush()
        session.execute(text("INSERT INTO beats (dispatcher, at, fault) SELECT dispatcher, at, fault FROM beats"))

    assert not is_away(error.value)


def test_a_file_that_was_taken_away_is_away_and_is_itself_again_when_it_is_back(sqlite_url: str, open_database: Opener):
    database = open_database(sqlite_url)
    file = Path(database.url.database or "")
    with database.writing() as session:
        session.add(Beat(dispatcher="before", at=NIGHT, fault=""))
    file.rename(file.with_name("elsewhere"))

    with pytest.raises(sqlalchemy.exc.OperationalError) as error, database.writing() as session:
        session.add(Beat(dispatcher="meanwhile", at=NIGHT, fault=""))
    database.close()
    file.with_name("elsewhere").replace(file)

    assert is_away(error.value)
    with database.reading() as session:
        assert session.scalars(text("SELECT dispatcher FROM beats")).all() == ["before"]


def test_a_file_that_is_damaged_is_away(sqlite_url: str, open_database: Opener):
    database = open_database(sqlite_url)
    Path(database.url.database or "").write_bytes(b"no database at all" * 1000)

    with pytest.raises(sqlalchemy.exc.DatabaseError) as error, database.writing() as session:
        session.execute(text("SELECT 1"))

    assert is_away(error.value)


def test_a_server_that_only_follows_another_is_away(postgresql_url: str, open_database: Opener):
    with pytest.raises(sqlalchemy.exc.InternalError) as error, open_database(postgresql_url).writing() as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.add(Beat(dispatcher="one", at=NIGHT, fault=""))

    assert is_away(error.value)
