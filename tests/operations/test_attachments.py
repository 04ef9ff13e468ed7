"""Attachments: what is kept of the files that customers add, and who hears of it, on both databases."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.operations import attachments as files
from app.operations.attachments import MOST_BYTES, MOST_FILES, NewFile, Outcome
from app.operations.intake import Filed
from app.store import attachments, reports
from app.store.attachments import Attachment
from tests.pictures import opened, picture, with_place
from tests.world import World

LOG = b"02:10 ERROR gateway timed out\n"


@pytest.fixture
def night(each_world: World) -> World:
    each_world.at("Saturday 02:10")
    return each_world


def adds(world: World, report: Filed, *new: NewFile, by: str = "the customer") -> Outcome:
    with world.desk.database.writing() as session:
        found = reports.by_reference(session, report.reference)
        assert found is not None
        return files.attach(session, found, new, mint=world.desk.mint, now=world.clock.now(), by=by)


def kept(world: World, report: Filed) -> list[Attachment]:
    with world.desk.database.reading() as session:
        return list(attachments.of(session, world.report(report.reference).id, None))


def content(world: World, attachment: Attachment) -> bytes | None:
    with world.desk.database.reading() as session:
        return attachments.content_of(session, attachment.id)


def test_a_screenshot_and_a_log_are_kept_as_they_may_be_shown(night: World):
    report = night.files()

    outcome = adds(night, report, NewFile("IMG_1.jpg", with_place("JPEG")), NewFile("portal.log", LOG))

    assert outcome.refused == ()
    shot, log = sorted(kept(night, report), key=lambda one: one.name)
    assert (shot.name, shot.kind, log.name, log.kind) == ("IMG_1.jpg", "jpg", "portal.log", "text")
    assert content(night, log) == LOG
    shown = content(night, shot)
    assert shown is not None
    assert dict(opened(shown).getexif()) == {}
    assert [one.size for one in (shot, log)] == [len(shown), len(LOG)]


def test_a_refusal_names_the_file_and_the_reason_and_keeps_the_others(night: World):
    report = night.files()

    outcome = adds(
        night, report, NewFile("a/drawing.png", b"<svg onload=alert(1)>"), NewFile("log.txt", LOG),
        NewFile("empty.txt", b""), NewFile("torn.png", picture()[:40]),
    )  # fmt: skip

    assert [one.name for one in outcome.kept] == ["log.txt"]
    assert [one.name for one in outcome.refused] == ["drawing.png", "empty.txt", "torn.png"]
    web, empty, torn = (one.reason for one in outcome.refused)
    assert "HTML, SVG, XML" in web
    assert "empty" in empty
    assert "damaged" in torn


def test_five_megabytes_are_taken_and_one_byte_more_is_not(night: World):
    report = night.files()
    most = LOG * (MOST_BYTES // len(LOG)) + b"." * (MOST_BYTES % len(LOG))

    outcome = adds(night, report, NewFile("most.log", most), NewFile("more.log", most + b"."))

    assert [(one.name, one.size) for one in outcome.kept] == [("most.log", 5 * 1024 * 1024)]
    assert [(one.name, one.reason) for one in outcome.refused] == [
        ("more.log", "it has 5.2 MB, and 5 MB is the most we can take")
    ]
    assert content(night, outcome.kept[0]) == most


def test_the_sixth_file_is_refused_whether_it_comes_with_the_others_or_later(night: World):
    report, other = night.files(), night.files()
    six = [NewFile(f"{number}.txt", f"log {number}".encode()) for number in range(6)]

    together = adds(night, report, *six)
    adds(night, other, *six[:5])
    later = adds(night, other, six[5])

    for outcome in (together, later):
        assert [one.name for one in outcome.refused] == ["5.txt"]
        assert "5 files" in outcome.refused[0].reason
    assert len(kept(night, report)) == len(kept(night, other)) == MOST_FILES


def test_the_same_bytes_are_kept_once_and_said_once(night: World):
    report = night.files()
    shot = NewFile("shot.png", picture())

    first = adds(night, report, shot, NewFile("copy of shot.png", picture()))
    again = adds(night, report, shot)

    assert [one.id for one in first.kept] == [one.id for one in again.kept]
    assert again.added == ()
    assert len(kept(night, report)) == 1
    assert night.kinds(report.reference).count("customer.attached") == 1


def test_what_is_there_already_is_no_sixth_file(night: World):
    report = night.files()
    five = [NewFile(f"{number}.txt", f"log {number}".encode()) for number in range(5)]
    adds(night, report, *five)

    assert adds(night, report, *five).refused == ()


def test_two_files_of_one_name_are_told_apart(night: World):
    report = night.files()

    adds(night, report, NewFile("image.jpg", picture("JPEG")))
    adds(night, report, NewFile("image.jpg", picture("JPEG", size=(60, 60))))

    assert sorted(one.name for one in kept(night, report)) == ["image (2).jpg", "image.jpg"]


def test_other_reports_have_places_of_their_own(night: World):
    report, other = night.files(), night.files()
    same = NewFile("portal.log", LOG)

    adds(night, report, same)
    adds(night, other, same)

    assert len(kept(night, report)) == len(kept(night, other)) == 1


def test_the_timeline_says_who_added_what(night: World):
    report = night.files()

    adds(night, report, NewFile("portal.log", LOG), NewFile("shot.txt", b"x" * 1200), by="Carol, by mail")

    (event,) = [one for one in night.events(report.reference) if one.kind == "customer.attached"]
    assert event.text == "Carol, by mail added portal.log (30 bytes) and shot.txt (1.2 KB)"
    assert event.actor == "Carol, by mail"


def test_refusals_alone_say_nothing_and_wake_nobody(night: World):
    report = night.files()
    before = len(night.events(report.reference))

    adds(night, report, NewFile("page.html", b"<html>"))

    assert len(night.events(report.reference)) == before


def test_whoever_has_the_incident_gets_a_mail_with_the_names(night: World):
    report = night.carol.reports("crm")
    night.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")
    night.settles()
    night.dana.mailbox.reads_all()

    adds(night, report, NewFile("portal.log", LOG))
    night.settles()

    mail = night.dana.mailbox.receives("the customer added files")
    assert "The customer added portal.log (30 bytes)." in mail.words
    assert mail.opens_link().page.shows("portal.log")
    assert night.eve.mailbox.is_quiet()


def test_windows_that_add_at_the_same_moment_share_five_places(night: World):
    report = night.files()

    def one_window(number: int) -> Outcome:
        return adds(night, report, NewFile("same.txt", b"the same"), NewFile(f"{number}.txt", f"{number}".encode()))

    with ThreadPoolExecutor(8) as windows:
        outcomes = list(windows.map(one_window, range(8)))

    assert len(kept(night, report)) == MOST_FILES
    assert sum(len(one.added) for one in outcomes) == MOST_FILES
    assert {one.kept[0].name for one in outcomes} == {"same.txt"}
    assert sum(len(one.refused) for one in outcomes) == 8 - 4


def test_what_a_customer_stores_is_added_up(night: World):
    report, other = night.files(), night.files()
    unknown = night.files(company="Nowhere Known Ltd", email="nadia@nowhere.example")
    for one in (report, other, unknown):
        adds(night, one, NewFile("portal.log", LOG))
    acme = night.report(report.reference).customer_id
    assert acme is not None

    with night.desk.database.reading() as session:
        assert attachments.stored_by(session, acme) == 2 * len(LOG)
        assert attachments.stored_by(session, "nobody") == 0
