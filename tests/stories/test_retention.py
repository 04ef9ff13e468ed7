"""Thirteen months on: nothing personal is left in the database, and every figure is what it was."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.domain import evidence
from app.domain.chain import ERASED, REMOVED
from app.operations import passkeys, people, recovery, verifying
from app.operations.verifying import Finding
from app.store import Base, erasure, staff
from app.store.leavers import MARK
from tests.tampering import Tamperer
from tests.web.seen import kept
from tests.web.test_attachments import adds
from tests.web.week import rows
from tests.world import World
from tests.world.mail import MAIL_IN, mails_in
from tests.world.people import Customer, Sent

CANARY = "kestrel"  # stands in whatever a customer or colleague types in this story
LATER = "2027-12-24T10:00:00Z"  # thirteen months after the story's night


@pytest.fixture
def each_desk(database_url: str, open_world: Callable[..., World]) -> World:
    """A portal that takes mails, on each engine in turn."""
    world = open_world(database_url, **MAIL_IN)
    world.at("Saturday 02:10")
    return world


def dump(world: World) -> str:
    """Every value of every row of every table."""
    with world.desk.database.reading() as session:
        rows = [repr(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    return "\n".join(rows).lower()


def goes_on(world: World) -> None:
    """The dispatcher finds everything thirteen months older, and does what is due."""
    world.at(LATER)
    world.passes(minutes=3)


def a_night(world: World) -> Sent:
    """A report, files, what was added, an answer, a colleague's words, and the end of it; and mails."""
    kess = Customer(world, "Kestrel Kay", "Kestrel Kites", "kay@kestrel.example")
    report = kess.reports("crm", errors="The kestrel server says no")
    adds(report, ("kestrel.log", b"02:10 kestrel timed out\n"))
    report.browser.open(report.url)
    report.browser.presses("Add this", words="It is the kestrel on the roof")
    world.texts("+447700900101", "kestrel is what I mean", sid="SM1")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    browser.presses("Hand it back", words="I know no kestrel")
    world.settles()
    browser = world.eve.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    browser.presses("Put it on the status page", words="Some kestrels are down")
    browser.presses("Add the note", words="The kestrel again")
    browser.presses("Reply to the customer", words="Dear Kestrel, we look at it")
    browser.presses("It's fixed", words="The kestrel is back")
    world.settles()
    mails_in(world, "Our kestrel is down", sender="Kay <kay@kestrel.example>", subject="kestrel!",
             message_id="<1@kestrel.example>", files=(("kestrel.txt", b"kestrel"),))  # fmt: skip
    mails_in(world, "win a kestrel", sender="Spam <spam@kestrel.example>", message_id="<2@kestrel.example>",
             headers={"Auto-Submitted": "auto-replied"})  # fmt: skip
    world.settles()
    for incident in kept(world, "incidents"):
        if incident["resolved_at"] is None:
            mo = world.mo.signs_in()
            mo.open(f"/manage/incidents/{incident['reference']}")
            mo.presses("Acknowledge")
            mo.presses("It's fixed", words="kestrel fixed")
    world.settles()
    return report


def figures(world: World) -> dict[str, object]:
    """What the desk counts: the log's rows, availability, and the instants of each report and message."""
    mo = world.mo.signs_in()
    instants = [
        {name: value for name, value in row.items() if name.endswith("_at") and name not in ("erased_at", "seen_at")}
        for table in ("reports", "incidents", "deliveries", "replies", "mails")
        for row in kept(world, table)
        if "created_at" not in row or row["report_id"] or row["incident_id"]
    ]
    log = mo.open("/manage/?since=2026-11-01&until=2026-12-01").text
    return {
        "references": sorted(row["reference"] for row in kept(world, "reports") if row["reference"] in log),
        "verdicts": sorted((row["verdict"], str(row["services"]), row["reasons"]) for row in kept(world, "reports")),
        "availability": mo.fetches("/manage/availability.csv?month=2026-11").data,
        "downtime": mo.fetches("/manage/downtime.csv?month=2026-11").data,
        "instants": instants,
    }


def found(world: World) -> Finding:
    with world.desk.database.reading() as session:
        return verifying.verify(session, None, world.clock.now())


def test_thirteen_months_on_no_word_is_left_and_every_figure_is_the_same(each_desk: World) -> None:
    world = each_desk
    a_night(world)
    world.at("2026-12-02T10:00:00Z")  # the night's month is over
    before, counted = figures(world), len(kept(world, "timeline"))
    seeded = {table for table in Base.metadata.tables if CANARY in repr(kept(world, table)).lower()}
    assert {"reports", "timeline", "deliveries", "mails", "replies", "attachments", "attachment_contents",
            "incidents", "texts_in"} <= seeded  # fmt: skip

    goes_on(world)

    assert len(before["references"]) == len(kept(world, "reports"))
    assert [line for line in dump(world).splitlines() if CANARY in line] == []
    assert figures(world) == before
    assert len(kept(world, "timeline")) > counted
    finding = found(world)
    assert finding.fault == ""
    assert finding.erased > 5


def test_sqlites_file_itself_holds_none_of_it(sqlite_url: str, open_world: Callable[..., World]) -> None:
    """SQLite writes over what it gives up where it was built so, as Debian's is."""
    world = open_world(sqlite_url, **MAIL_IN)
    world.at("Saturday 02:10")
    a_night(world)
    path = Path(world.desk.database.url.database or "")

    goes_on(world)
    world.desk.database.close()
    with closing(sqlite3.connect(path)) as shell:
        (overwrites,) = shell.execute("PRAGMA secure_delete").fetchone()
        shell.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    if not overwrites:
        pytest.skip("this SQLite was built without SECURE_DELETE")
    assert CANARY.encode() not in path.read_bytes().lower()


@pytest.mark.parametrize(("days", "is_there"), [(364, True), (365, False)])
def test_details_go_twelve_months_after_the_close_and_not_before(each_desk: World, days: int, is_there: bool) -> None:
    world = each_desk
    a_night(world)

    world.clock.move(timedelta(days=days, hours=4))  # past the hour of the night at which it is done
    world.passes(minutes=1)

    assert (CANARY in repr(kept(world, "reports")).lower()) == is_there
    assert (CANARY in repr(kept(world, "timeline")).lower()) == is_there
    assert CANARY not in repr([row for row in kept(world, "deliveries") if row["incident_id"]]).lower()


def test_addresses_go_after_thirty_days_and_bodies_and_files_after_ninety(each_desk: World) -> None:
    world = each_desk
    a_night(world)

    world.clock.move(timedelta(days=31))
    world.passes(minutes=1)
    assert {row["address"] for row in kept(world, "deliveries") if row["incident_id"]} == {ERASED}
    assert ERASED not in {row["body"] for row in kept(world, "deliveries")}
    assert kept(world, "attachments")

    world.clock.move(timedelta(days=60))
    world.passes(minutes=1)
    assert {row["body"] for row in kept(world, "deliveries") if row["incident_id"]} == {ERASED}
    assert kept(world, "attachments") == kept(world, "attachment_contents") == []
    assert {row["text"] for row in kept(world, "timeline") if row["kind"] == "files.removed"} == {"1 file removed"}
    assert CANARY in repr(kept(world, "reports")).lower()


def test_what_is_still_open_keeps_every_word(each_desk: World) -> None:
    world = each_desk
    report = world.carol.reports("crm", errors="kestrel")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    goes_on(world)

    assert world.report(report.reference).errors == "kestrel"
    assert "kestrel" in dump(world)


def test_many_go_batch_by_batch_and_a_dispatcher_that_was_stopped_goes_on(each_desk: World) -> None:
    world = each_desk
    world.at("Tuesday 11:00")
    for _ in range(45):
        world.files(errors="kestrel")
    world.settles()

    world.clock.move(timedelta(days=400))
    world.settles()
    left = sum(row["erased_at"] is None for row in kept(world, "reports"))
    world.passes(minutes=1)

    assert 0 < left < 45
    assert [row for row in kept(world, "reports") if row["erased_at"] is None] == []
    assert found(world).fault == ""


def test_who_has_left_is_reached_no_more_and_their_name_stays(each_desk: World) -> None:
    world = each_desk
    world.joins("Lea", "+447700900155")
    with world.desk.database.writing() as session:
        lea = next(one for one in staff.active(session) if one.name == "Lea")
        recovery.make(session, lea, mint=world.desk.mint, now=world.clock.now())
        passkeys.add(
            session, lea.id, handle="of-leas-phone", public_key=b"key", counter=0, name="Lea's phone",
            mint=world.desk.mint, now=world.clock.now(),
        )  # fmt: skip
        people.deactivate(session, lea.id, now=world.clock.now())

    world.settles()
    goes_on(world)

    with world.desk.database.reading() as session:
        gone = next(one for one in staff.everybody(session) if one.id == lea.id)
    assert (gone.name, gone.email, gone.password_hash) == ("Lea", f"{MARK}{lea.id}", None)
    assert {row["address"] for row in kept(world, "contact_methods") if row["staff_id"] == lea.id} == {ERASED}
    assert "lea@example.com" not in dump(world)
    assert "900155" not in dump(world)
    assert "Lea's phone" not in dump(world)
    assert kept(world, "passkeys") == kept(world, "recovery_codes") == []
    assert found(world).fault == ""


def test_whoever_noted_why_one_promise_was_missed_has_not_noted_it_of_the_other(
    database_url: str, open_world: Callable[..., World]
) -> None:
    world = open_world(database_url, POLICY="informed")  # a reply within 2 h and a resolution within 4 h
    world.at("2026-11-23T10:00:00Z")
    report = world.carol.reports("core", impact="unavailable")
    world.passes(hours=5)
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{report.reference}")
    browser.presses("Acknowledge")
    browser.presses("It's fixed", words="Made room")
    browser.open(f"/manage/incidents/{report.reference}/breach?promise=resolution")
    browser.presses("Keep the note", cause="third-party", words="The kestrel came late")
    told = ("promise", "reason", "note", "noted by")
    assert breaches(world, *told) == {
        ("response", "", "", ""),
        ("resolution", "A third party", "The kestrel came late", "Mo Haddad"),
    }

    goes_on(world)

    assert breaches(world, *told) == {
        ("response", "", "", ""),
        ("resolution", "A third party", "", "Mo Haddad"),
    }


def breaches(world: World, *columns: str) -> set[tuple[str, ...]]:
    """The promises that were missed in the week of 23 November."""
    found = rows(world.mo.signs_in(), "/manage/reports/breaches.csv?by=week&of=2026-11-23")
    return {tuple(row[column] for column in columns) for row in found}


def test_words_that_nobody_says_were_erased_are_a_fault(each_desk: World) -> None:
    """The way that the triggers leave open is seen by whoever walks the chain."""
    world = each_desk
    world.carol.reports("crm", errors="kestrel")
    world.passes(minutes=1)
    event = next(row for row in kept(world, "timeline") if row["kind"] == "report.received")

    with world.desk.database.writing() as session:
        erasure.events(session, [event["id"]])

    assert found(world).fault == f"the words of event {event['id']} were erased, and no event says so"


def test_an_erasure_says_which_events_and_cannot_be_erased_itself(each_desk: World) -> None:
    world = each_desk
    a_night(world)
    goes_on(world)
    removal = next(row for row in kept(world, "timeline") if row["kind"] == REMOVED)

    with pytest.raises(IntegrityError, match="append-only"), world.desk.database.writing() as session:
        erasure.events(session, [removal["id"]])
    Tamperer(world).does("UPDATE timeline SET facts = '{}' WHERE id = :id", id=removal["id"])

    assert found(world).fault.startswith(f"the words of event {removal['id']} were changed")


def test_erased_pages_can_still_be_opened(each_desk: World) -> None:
    world = each_desk
    report = a_night(world)
    goes_on(world)

    assert report.page().status == 200
    mo = world.mo.signs_in()
    page = mo.open(f"/manage/incidents/{report.reference}")
    assert page.status == 200
    assert page.shows("Personal details removed")
    assert mo.open("/manage/").status == 200


def test_the_evidence_of_what_was_erased_still_proves_the_times(each_desk: World) -> None:
    world = each_desk
    report = a_night(world)
    goes_on(world)
    page = world.mo.signs_in().fetches(f"/manage/incidents/{report.reference}/evidence.json")

    assert page.status_code == 200
    assert CANARY not in page.text.lower()
    assert evidence.check(evidence.read(page.data)).fault == ""


def test_no_note_on_a_missed_promise_is_kept_of_what_was_erased(each_desk: World) -> None:
    report = each_desk.carol.reports("crm")
    dana = each_desk.dana.phone.receives_text(report.reference).opens_link()
    dana.presses("Acknowledge")
    for _ in range(9):
        dana.presses("Add the note", words="Still at it")
        each_desk.passes(minutes=20)
    dana.presses("It's fixed", words="Made room")
    each_desk.settles()
    browser = each_desk.mo.signs_in()
    form = browser.open(f"/manage/incidents/{report.reference}/breach").form("Keep the note")
    goes_on(each_desk)
    assert each_desk.report(report.reference).erased_at
    browser = each_desk.mo.signs_in()
    said = "It is so old that what the customer told us has been removed"

    page = browser.open(f"/manage/incidents/{report.reference}/breach")
    assert (page.status, page.shows(said)) == (409, True)
    token = dict(page.form("Sign out").fields)["csrf_token"]
    page = browser.sends(form, "Keep the note", csrf_token=token, cause="third-party", words="Ring 07700 900999")

    assert (page.status, page.shows(said)) == (409, True)
    assert not page.shows("What you typed"), "no note is taken any more"
    assert "07700 900999" not in dump(each_desk)
