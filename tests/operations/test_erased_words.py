"""Words that were erased: the walk asks the record whether it says so, and remembers none, however many there are."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain import chain
from app.domain.chain import REMOVED
from app.domain.erasure import next_night
from app.operations import erasing, linking, people, verification, verifying
from app.operations.chores import Setting
from app.operations.verifying import Finding
from app.store import erasure, staff, verifications
from app.store.reports import Report
from app.store.verifications import Verification
from tests.tampering import Tamperer
from tests.web.seen import kept
from tests.world import World

SOUND = ""
STEP = 3  # links


@pytest.fixture
def reported(each_world: World) -> World:
    """Four reports, all that happened linked, and tonight's walk not begun yet."""
    world = each_world
    world.at("Friday 18:00")
    for _ in range(4):
        world.files_alone()
    world.settles()
    return world


def erases(world: World, *, many: int = 4, is_linked: bool = True) -> None:
    """Personal details go out of reports, the first ones first, as retention takes them out."""
    with world.desk.database.writing() as session:
        linking.link_all(session, world.desk.mint, world.clock.now())
        for report in session.scalars(select(Report).order_by(Report.reference).limit(many)):
            erasing.details(session, report, world.clock.now())
    if is_linked:
        links(world)


def links(world: World) -> None:
    with world.desk.database.writing() as session:
        linking.link_all(session, world.desk.mint, world.clock.now())


def takes_words(world: World, *events: int) -> None:
    """Somebody uses the way that the triggers leave open, and says nothing of it."""
    with world.desk.database.writing() as session:
        erasure.events(session, events)


def received(world: World) -> list[int]:
    """Each report's first event, in the chain's order."""
    return sorted(row["id"] for row in kept(world, "timeline") if row["kind"] == "report.received")


def running(world: World) -> Verification:
    with world.desk.database.reading() as session:
        return session.scalars(select(Verification).order_by(Verification.began_at.desc())).first() or pytest.fail()


def step(world: World, links: int = STEP) -> bool:
    """One step of a dispatcher's walk. True: there is more."""
    now = world.clock.now()
    setting = Setting(rules=world.desk.rules, mint=world.desk.mint, now=now)
    with world.desk.database.writing() as session:
        return verification.look(session, setting, step=links) != next_night(now, "Europe/London")


def walks(world: World) -> Verification:
    """Tonight's walk to its end."""
    world.clock.move(timedelta(hours=1))
    while step(world):
        pass
    return running(world)


def verified(world: World) -> Finding:
    with world.desk.database.reading() as session:
        return verifying.verify(session, None, world.clock.now())


def test_what_was_erased_is_never_remembered_from_step_to_step(reported: World):
    erases(reported)
    reported.clock.move(timedelta(hours=1))
    remembered = []

    while step(reported):
        remembered.append(running(reported).unexplained)

    found = running(reported)
    assert (found.fault, found.erased) == (SOUND, verified(reported).erased)
    assert found.erased >= 4
    assert len(remembered) == found.seq // STEP
    assert not any(remembered)


def test_an_erasure_counts_before_it_is_linked(reported: World):
    erases(reported, is_linked=False)

    assert (walks(reported).fault, verified(reported).fault) == (SOUND, SOUND)


def test_what_was_erased_of_somebody_who_left_counts_too(reported: World):
    reported.joins("Lea", "+447700900155")
    links(reported)
    with reported.desk.database.writing() as session:
        lea = next(one for one in staff.active(session) if one.name == "Lea")
        people.deactivate(session, lea.id, now=reported.clock.now())
        linking.link_all(session, reported.desk.mint, reported.clock.now())
        erasing.leaver(session, lea, reported.clock.now())
    links(reported)

    found = walks(reported)

    assert found.erased >= 1
    assert (found.fault, found.unexplained, verified(reported).fault) == (SOUND, [], SOUND)


def test_of_words_that_nobody_says_were_erased_the_first_are_told_and_the_others_not_remembered(reported: World):
    erases(reported, many=2)
    taken = received(reported)
    takes_words(reported, *taken)
    explained = {number for row in kept(reported, "timeline") if row["kind"] == REMOVED for number in erased_by(row)}
    first = min(set(taken) - explained)
    reported.clock.move(timedelta(hours=1))
    remembered = []

    while step(reported):
        remembered.append(running(reported).unexplained)

    said = f"the words of event {first} were erased, and no event says so"
    assert (running(reported).fault, verified(reported).fault) == (said, said)
    assert running(reported).reference
    assert remembered[-1] == [first]
    assert all(ids in ([], [first]) for ids in remembered)


def erased_by(row: dict[str, object]) -> list[int]:
    facts = row["facts"]
    return list((json.loads(facts) if isinstance(facts, str) else facts)["erased"])


def test_an_erasure_says_nothing_of_another_reports_words(reported: World):
    first, last = received(reported)[0], received(reported)[-1]
    other = next(row["report_id"] for row in kept(reported, "timeline") if row["id"] == last)
    takes_words(reported, first)

    Tamperer(reported).puts_in(at=reported.clock.now(), report_id=other, kind=REMOVED, facts={"erased": [first]})
    links(reported)

    said = f"the words of event {first} were erased, and no event says so"
    assert (walks(reported).fault, verified(reported).fault) == (said, said)


def test_an_erasure_that_is_linked_while_the_walk_looks_for_it_is_seen(reported: World):
    """The walk has come to the chain's end, and before it asks again, a dispatcher links what says so."""
    erases(reported, is_linked=False)
    with reported.desk.database.reading() as session:
        finding, walk = Finding(), chain.Walk()
        verifying.walk_on(session, walk, finding)

        links(reported)
        verifying.look_at_erased(session, walk, finding)

    assert walk.erased >= 4
    assert finding.fault == SOUND


def test_words_that_are_erased_while_the_walk_is_under_way_are_no_fault(reported: World):
    """Some were read before they went, and the event that says so of all was linked behind the chain's end."""
    reported.clock.move(timedelta(hours=1))
    for _ in range(3):
        step(reported)
    erases(reported, is_linked=False)

    while step(reported):
        pass

    assert running(reported).fault == SOUND


@pytest.mark.parametrize("facts", ["{}", "[]", '{"erased": 7}', '{"erased": [[7]]}', "7"])
def test_what_says_so_is_told_where_it_was_changed_itself(reported: World, facts: str):
    erases(reported)
    removal = min(row["id"] for row in kept(reported, "timeline") if row["kind"] == REMOVED)
    Tamperer(reported).does("UPDATE timeline SET facts = :facts WHERE id = :id", facts=facts, id=removal)

    said = f"the words of event {removal} were changed"
    assert (walks(reported).fault, verified(reported).fault) == (said, said)


def test_what_says_so_and_cannot_be_read_is_told_where_it_stands(world: World):
    """SQLite keeps what it is given, whatever the column's type."""
    world.at("Friday 18:00")
    world.files_alone()
    world.settles()
    erases(world)
    removal = next(row["id"] for row in kept(world, "timeline") if row["kind"] == REMOVED)
    Tamperer(world).does("UPDATE timeline SET facts = '[7' WHERE id = :id", id=removal)

    said = f"event {removal} was changed: it cannot be read"
    assert (walks(world).fault, verified(world).fault) == (said, said)


@pytest.mark.parametrize("many", [1, 2, 500])
def test_a_walk_that_the_release_before_began_is_ended(reported: World, many: int):
    """It remembered what it had passed of the erased, each one, until its erasure came."""
    erases(reported)
    erased = sorted(number for row in kept(reported, "timeline") if row["kind"] == REMOVED for number in erased_by(row))
    reported.clock.move(timedelta(hours=1))
    step(reported)
    with reported.desk.database.writing() as session:
        run = verifications.running(session, "", reported.clock.now())
        run.unexplained = [*erased, *range(10_000, 10_000 + many)][:many]

    while step(reported):
        pass

    found = running(reported)
    assert (found.seq, found.fault, found.erased) == (verified(reported).links, SOUND, verified(reported).erased)


def test_a_walk_that_the_release_before_began_still_tells_what_it_passed(reported: World):
    erases(reported, many=1)
    first = min(set(received(reported)) - {n for row in kept(reported, "timeline") if row["kind"] == REMOVED
                                          for n in erased_by(row)})  # fmt: skip
    takes_words(reported, first)
    reported.clock.move(timedelta(hours=1))
    step(reported, links=first + 1)
    with reported.desk.database.writing() as session:
        verifications.running(session, "", reported.clock.now()).unexplained = [first]

    while step(reported):
        pass

    assert running(reported).fault == f"the words of event {first} were erased, and no event says so"
