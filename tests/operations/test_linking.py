"""Linking: every event gets one link, whoever links, in whatever order transactions are committed."""

import threading
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.linker import Linker
from app.mint import SecretMint
from app.operations import linking, record, verifying
from app.operations.linking import BATCH
from app.operations.verifying import Finding
from app.store import links
from app.store.database import Database
from app.store.timeline import Event
from tests.store.rows import NIGHT
from tests.web.seen import kept
from tests.world import World

MINT = SecretMint("a-secret-of-the-tests")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def notes(session: Session, many: int, at=NIGHT) -> None:
    record.append(session, [record.event("note", f"note {number}", at, round=number) for number in range(many)])


def link(database: Database, now=NIGHT) -> bool:
    """One turn of a dispatcher. True: there is more."""
    with database.reading() as session:
        gathered = linking.gather(session, MINT, now)
    with database.writing() as session:
        linking.append(session, gathered)
    return gathered.is_more


def found(database: Database, now=NIGHT) -> Finding:
    with database.reading() as session:
        return verifying.verify(session, None, now)


def test_the_dispatcher_links_what_happened(each_world: World):
    each_world.at("Saturday 02:10")
    each_world.carol.reports("crm")

    each_world.settles()

    events = [event["id"] for event in kept(each_world, "timeline")]
    assert len(events) > 3
    assert [one["event_id"] for one in kept(each_world, "links")] == sorted(events)
    finding = found(each_world.desk.database, each_world.clock.now())
    assert (finding.links, finding.waiting, finding.fault) == (len(events), 0, "")


def test_a_report_links_nothing_by_itself(each_world: World):
    """The customer waits for no hash: what they sent is linked by the dispatcher's next cycle."""
    each_world.at("Saturday 02:10")
    before = len(kept(each_world, "links"))

    each_world.files()

    assert len(kept(each_world, "links")) == before
    assert found(each_world.desk.database, each_world.clock.now()).waiting > 0


def test_a_backlog_is_linked_a_batch_a_turn(each_database: Database):
    with each_database.writing() as session:
        notes(session, 2 * BATCH + 1)

    assert [link(each_database, NIGHT + turn * SECOND) for turn in range(4)] == [True, True, False, False]

    finding = found(each_database)
    assert (finding.links, finding.waiting, finding.fault) == (2 * BATCH + 1, 0, "")


def test_of_two_that_gathered_the_same_the_slower_leaves_it(each_database: Database):
    with each_database.writing() as session:
        notes(session, 3)
    with each_database.reading() as session:
        gathered = [linking.gather(session, MINT, NIGHT) for _ in range(2)]

    appended = []
    for one in gathered:
        with each_database.writing() as session:
            appended.append(linking.append(session, one))

    assert appended[0] is not None
    assert appended[1] is None
    finding = found(each_database)
    assert (finding.links, finding.head, finding.fault) == (3, appended[0].hash, "")


def test_many_linkers_at_once_make_one_chain(database_url: str, open_world: Callable[..., World]):
    worlds = [open_world(database_url) for _ in range(4)]
    world = worlds[0]
    with world.desk.database.writing() as session:
        notes(session, 3 * BATCH, world.clock.now())
    start = threading.Barrier(len(worlds))

    def work(one: World) -> None:
        linker = Linker(one.desk, "one")
        start.wait()
        for number in range(12):
            with one.desk.database.writing() as session:
                notes(session, 1, world.clock.now() + number * SECOND)
            linker.turn(world.clock.now())

    threads = [threading.Thread(target=work, args=(one,)) for one in worlds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    world.settles()

    finding = found(world.desk.database, world.clock.now())
    assert (finding.links, finding.waiting, finding.fault) == (len(kept(world, "timeline")), 0, "")
    assert finding.links >= 3 * BATCH + 4 * 12


def test_an_event_that_is_committed_after_later_ones_were_linked_is_linked_too(
    empty_postgresql_url: str, open_database
):
    """PostgreSQL gives numbers out before the commit: who took the lower one may be the slower one."""
    database, slow = open_database(empty_postgresql_url), open_database(empty_postgresql_url)
    with slow.writing() as slower:
        notes(slower, 1)
        with database.writing() as session:
            notes(session, 1, NIGHT + SECOND)
        link(database, NIGHT + 2 * SECOND)
        assert found(database).links == 1
    with database.writing() as session:
        notes(session, 1, NIGHT + timedelta(hours=2))

    link(database, NIGHT + timedelta(hours=2))

    finding = found(database, NIGHT + timedelta(hours=2))
    assert (finding.links, finding.waiting) == (3, 0)
    with database.reading() as session:
        order = [pair[0].event_id for pair in links.after(session, 0, 10)]
    assert sorted(order) != order


def test_what_is_settled_is_not_looked_at_again(each_database: Database):
    """However long the record is, a look reads what came in the last minutes."""
    with each_database.writing() as session:
        notes(session, 10)

    with each_database.reading() as session:
        assert [len(linking.gather(session, MINT, NIGHT, settled).events) for settled in (0, 7, 10)] == [10, 3, 0]


def test_a_linker_settles_what_is_older_than_any_transaction(world: World):
    """An event whose id is lower than the newest link's is found for five minutes, and then known to be none."""
    linker, now = Linker(world.desk, "one"), world.clock.now()
    with world.desk.database.writing() as session:
        session.add(Event(id=200, **record.event("note", "the quick one", now)))
    linker.turn(now)
    for minute in range(1, 13):
        with world.desk.database.writing() as session:
            session.add(Event(id=100 + minute, **record.event("note", "a slow one", now + minute * MINUTE)))
        linker.turn(now + minute * MINUTE)

    linked = {row["event_id"] for row in kept(world, "links")}

    assert {200, 101, 102, 103, 104, 105} <= linked
    assert 112 not in linked, "nobody's transaction takes that long; verify would tell"
    assert found(world.desk.database, now + HOUR).waiting > 0


def test_a_database_that_cannot_be_linked_holds_up_no_page(world: World):
    """Whatever goes wrong with the chain is said, and paging goes on."""
    world.at("Saturday 02:10")
    with world.desk.database.writing() as session:
        session.execute(text("ALTER TABLE links RENAME TO elsewhere"))

    report = world.carol.reports("crm")
    world.passes(minutes=5)

    assert world.dana.phone.receives_text("CRM down")
    assert world.eve.phone.receives_text("STILL OPEN")
    assert world.incident(report.reference).is_waiting
