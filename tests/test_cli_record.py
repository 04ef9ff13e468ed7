"""`verify`: whoever changes the record past the triggers is found, and the first event that is wrong is named."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.store import beats
from tests.tampering import Tamperer
from tests.test_cli import run
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.seen import kept
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]

PLACE = 4  # of the event that is tampered with: neither the first nor the last


def with_two_reports(world: World) -> World:
    """Two reports of a night, an hour apart, each with all that followed linked."""
    world.at("Saturday 02:10")
    world.files()
    world.passes(minutes=6)
    world.sleeps(hours=1)
    world.files(services=("sites",))
    world.settles()
    return world


@pytest.fixture
def sealed(world: World) -> World:
    """That night on SQLite."""
    return with_two_reports(world)


@pytest.fixture
def each_sealed(each_world: World) -> World:
    """That night on each engine in turn."""
    return with_two_reports(each_world)


@pytest.fixture
def tamperer(sealed: World) -> Tamperer:
    return Tamperer(sealed)


def head(world: World) -> str:
    return max(kept(world, "links"), key=lambda row: row["seq"])["hash"]


def event_at(world: World, place: int) -> int:
    return sorted(kept(world, "links"), key=lambda row: row["seq"])[place]["event_id"]


def told(world: World, *words: str) -> str:
    """The fault that `verify` tells, which is one line."""
    done = run(world, "verify", *words)
    assert done.exit_code == 1, done.output
    (fault,) = [line for line in done.output.splitlines() if line.startswith("Error: ")]
    return fault.removeprefix("Error: ")


def test_a_record_that_nobody_touched_is_sound(each_sealed: World):
    events = len(kept(each_sealed, "timeline"))

    done = run(each_sealed, "verify")

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        f"The chain holds {events} events; its head is {head(each_sealed)}.",
        "Policies' texts: 1.",
        "The record is sound.",
    ]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE timeline SET text = 'nothing happened' WHERE id = :id", "the words of event {id} were changed"),
        ("UPDATE timeline SET actor = 'Eve' WHERE id = :id", "the words of event {id} were changed"),
        ("UPDATE timeline SET facts = '{{}}' WHERE id > :before", "the words of event {first} were changed"),
        ("UPDATE timeline SET kind = 'note' WHERE id = :id", "event {id} was changed or moved"),
        ("UPDATE timeline SET at = '2026-11-21 02:10:01' WHERE id = :id", "event {id} was changed"),
        ("UPDATE timeline SET incident_id = NULL, report_id = NULL WHERE id = :id", "event {id} was changed or moved"),
        ("DELETE FROM timeline WHERE id = :id", "event {id} was removed"),
        ("DELETE FROM links WHERE event_id = :id", "link 5 is missing"),
        ("UPDATE links SET salt = 'another' WHERE event_id = :id", "the words of event {id} were changed"),
        ("UPDATE links SET completes = NOT completes WHERE event_id = :id", "event {id} was changed or moved"),
        ("UPDATE policies SET text = text || ' '", "the text of policy prospect365 was changed"),
    ],
)
def test_what_was_changed_is_told(sealed: World, tamperer: Tamperer, statement: str, said: str):
    event_id = event_at(sealed, PLACE)
    with_facts = min(row["id"] for row in kept(sealed, "timeline") if row["facts"])

    tamperer.does(statement.replace("{{}}", "{}"), id=event_id, before=with_facts - 1)

    assert told(sealed).startswith(said.format(id=event_id, first=with_facts))


def test_what_was_done_to_each_engine_is_told(each_sealed: World):
    tamperer, event_id = Tamperer(each_sealed), event_at(each_sealed, PLACE)

    tamperer.puts_in(at=each_sealed.clock.now() - timedelta(minutes=30))
    assert "was put in later" in told(each_sealed)
    tamperer.does("UPDATE timeline SET at = '2026-11-21 02:10:01' WHERE id = :id", id=event_id)
    assert told(each_sealed).startswith(f"event {event_id} was changed or moved")
    tamperer.does("UPDATE timeline SET text = 'x' WHERE id = :id", id=event_id)
    assert told(each_sealed).startswith(f"the words of event {event_id} were changed")
    tamperer.does("DELETE FROM timeline WHERE id = :id", id=event_id)
    assert told(each_sealed).startswith(f"event {event_id} was removed")


def test_an_event_is_told_with_the_reference_that_people_know(sealed: World, tamperer: Tamperer):
    event = next(row for row in kept(sealed, "timeline") if row["kind"] == "report.received")
    reference = next(row["reference"] for row in kept(sealed, "reports") if row["id"] == event["report_id"])

    tamperer.does("UPDATE timeline SET text = 'x' WHERE id = :id", id=event["id"])

    assert told(sealed) == f"the words of event {event['id']} were changed ({reference})"


def test_of_several_the_first_is_told(sealed: World, tamperer: Tamperer):
    tamperer.does("UPDATE timeline SET text = 'x' WHERE id > :id", id=event_at(sealed, PLACE) - 1)

    assert told(sealed).startswith(f"the words of event {event_at(sealed, PLACE)} ")


def test_two_events_that_changed_places_are_found(sealed: World, tamperer: Tamperer):
    one, other = event_at(sealed, PLACE), event_at(sealed, PLACE + 2)

    tamperer.does(
        "UPDATE timeline SET id = 99999 WHERE id = :one",
        "UPDATE timeline SET id = :one WHERE id = :other",
        "UPDATE timeline SET id = :other WHERE id = 99999",
        one=one,
        other=other,
    )

    assert told(sealed).startswith(f"the words of event {one} ")


def test_an_event_removed_with_its_link_is_missed(sealed: World, tamperer: Tamperer):
    event_id = event_at(sealed, PLACE)

    tamperer.does("DELETE FROM timeline WHERE id = :id", "DELETE FROM links WHERE event_id = :id", id=event_id)

    assert told(sealed) == f"link {PLACE + 1} is missing"


def test_the_links_after_a_gap_may_not_close_it(sealed: World, tamperer: Tamperer):
    event_id, following = event_at(sealed, PLACE), event_at(sealed, PLACE + 1)

    tamperer.does(
        "DELETE FROM timeline WHERE id = :id",
        "DELETE FROM links WHERE event_id = :id",
        "UPDATE links SET seq = -seq WHERE event_id > :id",
        "UPDATE links SET seq = -seq - 1 WHERE seq < 0",
        id=event_id,
    )

    assert told(sealed).startswith(f"event {following} was changed or moved, or its link was")


def test_a_link_made_anew_for_a_changed_event_is_given_away_by_the_next(sealed: World, tamperer: Tamperer):
    tamperer.does("UPDATE timeline SET text = 'x' WHERE id = :id", id=event_at(sealed, PLACE))
    tamperer.forges(PLACE)

    assert told(sealed).startswith(f"event {event_at(sealed, PLACE + 1)} was changed or moved, or its link was")


def test_an_event_put_in_is_found_before_it_is_linked_and_after(sealed: World, tamperer: Tamperer):
    tamperer.puts_in(at=sealed.clock.now() - timedelta(minutes=30))
    (event_id,) = {row["id"] for row in kept(sealed, "timeline")} - {row["event_id"] for row in kept(sealed, "links")}
    said = f"event {event_id} was put in later: the chain was complete without it"

    before = told(sealed)
    sealed.settles()
    after = told(sealed)

    assert (before, after) == (said, said)


def test_what_came_late_is_not_told_again_once_a_later_head_was_noted(sealed: World, tamperer: Tamperer):
    tamperer.puts_in(at=sealed.clock.now() - timedelta(minutes=30))
    sealed.settles()
    assert "was put in later" in told(sealed)

    assert run(sealed, "verify", "--head", head(sealed)).exit_code == 0
    tamperer.puts_in(at=sealed.clock.now() - timedelta(minutes=30))
    assert "was put in later" in told(sealed, "--head", head(sealed))


def test_an_end_that_was_cut_off_is_found_by_the_head_that_was_noted(sealed: World, tamperer: Tamperer):
    noted = head(sealed)
    last = max(row["seq"] for row in kept(sealed, "links"))

    tamperer.does(
        "DELETE FROM timeline WHERE id IN (SELECT event_id FROM links WHERE seq > :last)",
        "DELETE FROM links WHERE seq > :last",
        last=last - 2,
    )

    assert run(sealed, "verify").exit_code == 0
    assert told(sealed, "--head", noted) == "the head that was noted is not in the chain: it was cut off, or made anew"


def test_a_chain_made_anew_is_found_by_the_head_that_was_noted(sealed: World, tamperer: Tamperer):
    noted = head(sealed)
    tamperer.does("UPDATE timeline SET text = 'x' WHERE id = :id", id=event_at(sealed, PLACE))

    tamperer.starts_anew()

    assert run(sealed, "verify").exit_code == 0
    assert "is not in the chain" in told(sealed, "--head", noted)


def test_a_head_that_was_noted_still_stands_when_more_has_happened(sealed: World):
    noted = head(sealed)
    sealed.carol.reports("website")
    sealed.settles()

    done = run(sealed, "verify", "--head", noted)

    assert done.exit_code == 0
    assert head(sealed) != noted


@pytest.mark.parametrize("words", ["", "abc", "Z" * 64, "0" * 63])
def test_a_head_that_is_none_is_said(world: World, words: str):
    done = run(world, "verify", "--head", words)

    assert done.exit_code == 2
    assert "it has 64 hexadecimal digits" in done.output


def test_what_has_just_happened_may_wait_for_its_link(sealed: World):
    sealed.files()
    sealed.clock.move(timedelta(minutes=4))

    done = run(sealed, "verify")

    assert done.exit_code == 0
    assert "Not linked yet: 3, the oldest of 2026-11-21T03:1" in done.output


def test_what_waits_too_long_is_a_fault_while_a_dispatcher_is_at_work(sealed: World):
    sealed.files()
    sealed.clock.move(timedelta(minutes=6))
    assert run(sealed, "verify").exit_code == 0, "nobody is there to link it"
    with sealed.desk.database.writing() as session:
        beats.write(session, "busy", sealed.clock.now(), "")

    assert "has no link, though a dispatcher is at work" in told(sealed)


@pytest.mark.parametrize(
    ("column", "value"), [("facts", "not json"), ("facts", "[7"), ("at", "yesterday"), ("text", b"\xff")]
)
def test_a_value_that_no_column_can_hold_is_told(
    sqlite_url: str, open_world: Callable[..., World], column: str, value: str | bytes
):
    """SQLite keeps what it is given, whatever the column's type."""
    world = open_world(sqlite_url)
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.settles()
    event_id = event_at(world, PLACE)

    Tamperer(world).does(f"UPDATE timeline SET {column} = :value WHERE id = :id", value=value, id=event_id)

    assert told(world).startswith(f"event {event_id} was changed: it cannot be read")


def test_a_time_beyond_all_times_is_told(postgresql_url: str, open_world: Callable[..., World]):
    world = open_world(postgresql_url)
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.settles()
    event_id = event_at(world, PLACE)

    Tamperer(world).does("UPDATE timeline SET at = 'infinity' WHERE id = :id", id=event_id)

    assert told(world).startswith(f"event {event_id} was changed: it cannot be read")


def test_an_empty_record_is_sound(world: World):
    done = run(world, "verify")

    assert done.exit_code == 0
    assert done.output.splitlines()[0] == f"The chain holds 0 events; its head is {'0' * 64}."


def test_the_daytime_desks_mail_notes_a_head_that_must_still_stand(sealed: World):
    """A mail is out of the reach of whoever owns the database."""
    sealed.at("Tuesday 12:00")
    noted = head(sealed)
    sealed.files()
    sealed.settles()
    (mail,) = sealed.desk_mails()

    assert noted in mail.words
    assert run(sealed, "verify", "--head", noted).exit_code == 0
    Tamperer(sealed).starts_anew()
    assert "is not in the chain" in told(sealed, "--head", noted)
