"""The morning after: what comes to light once an incident is resolved, without a page and without a mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.operations import audit
from app.store import deliveries
from tests.stories.test_drills import agree, begins
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page
from tests.world.people import Colleague, Inbox, Sent

OpenDesk = Callable[[str], World]
CHECKS = ("shift-check", "shift-unconfirmed")  # asked each evening, whatever has become of an incident


@pytest.fixture
def open_desk(database_url: str, open_world: Callable[..., World]) -> OpenDesk:
    """The world under another policy, on each engine in turn."""
    return lambda policy: open_world(database_url, POLICY=policy)


def resolved(world: World, report: Sent, minutes: float = 20) -> Sent:
    """Dana takes it, gives signs of life, and says that it is fixed; then it is morning, and all is read."""
    dana = world.dana.phone.receives_text(report.reference).opens_link()
    dana.presses("Acknowledge")
    while minutes > 0:
        dana.presses("Add the note", words="Still at it")
        world.passes(minutes=min(minutes, 20))
        minutes -= 20
    dana.presses("It's fixed", words="Made room")
    world.passes(hours=6)
    for inbox in (world.carol.mailbox, *inboxes(world)):
        inbox.reads_all()
    return report


def inboxes(world: World) -> list[Inbox]:
    people = (world.dana, world.eve, world.mo)
    return [inbox for one in people for inbox in (one.phone, one.mailbox, one.calls)]


def is_quiet(world: World) -> bool:
    """Nobody is paged, rung or mailed for a day, but for the day's pager check; the audit finds nothing to page."""
    world.passes(hours=24)
    with world.desk.database.reading() as session:
        assert audit.fault(session, world.clock.now()) == ""
        assert not deliveries.next_due(session)
    new = [message for inbox in (world.carol.mailbox, *inboxes(world)) for message in inbox.new()]
    return all(message.delivery.wording in CHECKS for message in new)


def at(world: World, report: Sent, way: str = "", who: Colleague | None = None) -> Browser:
    browser = (who or world.mo).signs_in()
    browser.open(f"/manage/incidents/{report.reference}{way}")
    return browser


def told(world: World, report: Sent, when: str, words: str = "We are on it", **more: str) -> Page:
    """Mo enters that they told the customer on the telephone."""
    return at(world, report).presses("I told them on the phone", words=words, told_at=when, **more)


def test_a_note_is_added_to_what_is_resolved_or_closed_and_wakes_nobody(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"))
    report.page()
    report.browser.presses("Yes, it works")

    page = at(world, report).presses("Add the note", words="It was the disk")

    assert page.shows("Mo noted: It was the disk")
    assert page.shows("Closed")
    assert not report.page_shows("It was the disk")
    assert is_quiet(world)


def test_severity_and_cause_are_set_on_what_is_resolved_and_paging_never_begins_again(open_desk: OpenDesk) -> None:
    world = open_desk("flatpeak")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    report = world.carol.reports("api", impact="stopped", workaround="none", effect="Nothing is served")
    resolved(world, report)
    before = world.incident(report.reference)

    at(world, report).presses("Set the severity", severity="p3", severity_reason="One screen alone")
    milder = world.incident(report.reference)
    at(world, report).presses("Set the severity", severity="p1", severity_reason="All of it after all")
    page = at(world, report).presses("Set the cause", cause="third-party", cause_reason="Their bank was down")

    assert milder.respond_by != before.respond_by
    assert page.shows("Mo set the severity to")
    assert page.shows("The clock is closed by FP-6")
    after = world.incident(report.reference)
    assert (after.severity, after.cause, after.respond_by) == ("p1", "third-party", before.respond_by)
    assert (after.next_page_at, after.next_watch_at, after.lapses_at) == (None, None, None)
    assert after.resolved_at == before.resolved_at
    assert is_quiet(world)


def test_another_severity_of_what_several_report_lets_none_of_them_page_again(open_desk: OpenDesk) -> None:
    world = open_desk("flatpeak")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    answers = {"impact": "stopped", "workaround": "none", "effect": "Nothing is served"}
    first, second = world.carol.reports("api", **answers), world.nadia.reports("api", **answers)
    assert world.incident(second.reference).lead_id
    resolved(world, first)
    world.nadia.mailbox.reads_all()

    for report, severity in ((first, "p3"), (second, "p2"), (second, "p1")):
        at(world, report).presses("Set the severity", severity=severity, severity_reason="Seen by day")

    for report in (first, second):
        incident = world.incident(report.reference)
        assert (incident.next_page_at, incident.next_watch_at) == (None, None)
    assert is_quiet(world)
    assert world.nadia.mailbox.is_quiet()


def test_a_reason_that_is_missing_is_said_at_its_field_on_what_is_resolved_too(open_desk: OpenDesk) -> None:
    world = open_desk("flatpeak")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    report = resolved(world, world.carol.reports("api", impact="stopped", workaround="none", effect="Nothing"))

    page = at(world, report).presses("Set the severity", severity="p2", severity_reason=" ")

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem Say why: colleagues read it later")
    assert "triaged.severity" not in world.kinds(report.reference)


def test_a_call_that_is_entered_in_the_morning_counts_at_the_time_that_was_said(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"), minutes=180)
    late = world.incident(report.reference)
    assert late.missed_at is not None
    entered_at = world.clock.now()

    page = told(world, report, "2026-11-21T02:25")

    incident = world.incident(report.reference)
    said_at = datetime(2026, 11, 21, 2, 25, tzinfo=UTC)
    assert (incident.replied_at, incident.missed_at) == (said_at, None)
    event = next(one for one in world.events(report.reference) if one.kind == "replied.telephone")
    assert (event.at, event.facts["told_at"]) == (entered_at, said_at.isoformat())
    assert page.shows("Mo replied to the customer by telephone at 2:25am, Saturday 21 November (entered later): We are")
    assert page.shows("So the reply was in time")
    assert report.page_shows("An engineer spoke to you on the telephone at 2:25am")
    assert report.page_shows("What we said at 2:25am")
    paper = at(world, report, "/evidence").page
    assert paper is not None
    assert paper.shows("Done Saturday 21 November 2026 02:25 GMT.")
    assert paper.shows("Told on the telephone Saturday 21 November 2026 02:25 GMT; Mo Haddad entered it Saturday 21")
    assert is_quiet(world)


@pytest.mark.parametrize("cause", [{"cause": "asleep"}, {}])
def test_why_it_was_late_is_typed_while_it_turns_out_to_be_kept_and_may_become_a_note(
    each_world: World, cause: dict[str, str]
) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"), minutes=180)
    browser = at(world, report, "/breach")
    form = browser.page.form("Keep the note")  # type: ignore[union-attr]
    told(world, report, "2026-11-21T02:25")

    page = browser.sends(form, "Keep the note", words="Nobody\nwas <awake>", **cause)

    assert (page.status, page.title[:6]) == (409, "Error:")
    assert page.shows("There is a problem It was kept after all: there is nothing to explain.")
    assert page.link("keep it as a note") == "#note"
    assert dict(page.form("Add the note").fields)["words"] == "Nobody\nwas <awake>"
    assert not {"breach.caused", "breach.noted"} & set(world.kinds(report.reference))
    assert browser.presses("Add the note").shows("Mo noted: Nobody was <awake>")
    page = browser.open(f"/manage/incidents/{report.reference}/breach?promise=response")
    assert page.status == 409
    assert page.shows("There is a problem It was kept after all: there is nothing to explain.")
    assert not page.shows("What you typed")


def test_what_is_not_due_yet_has_nothing_to_explain(world: World) -> None:
    world.at("Saturday 02:10")

    page = at(world, world.carol.reports("crm"), "/breach").page

    assert page is not None
    assert page.status == 409
    assert page.shows("There is a problem It is not missed: there is nothing to explain.")


def test_a_drill_has_nothing_to_explain(world: World) -> None:
    world.at("Saturday 02:10")
    agree(world, "Dana")

    page = world.mo.signs_in().open(f"/manage/incidents/{begins(world).reference}/breach")

    assert page.status == 409
    assert page.shows("There is a problem It is a drill, in which nothing is promised.")


def test_a_call_is_entered_late_while_it_is_open_and_pressed_twice_it_is_entered_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    world.passes(minutes=25)
    form = dana.open(dana.page.url).form("I told them on the phone")  # type: ignore[union-attr]

    for _ in range(2):
        page = dana.sends(form, "I told them on the phone", told_at="2026-11-21T02:20", next_update="120")
        assert page.status == 200
        world.passes(minutes=2)

    incident = world.incident(report.reference)
    assert incident.replied_at == datetime(2026, 11, 21, 2, 20, tzinfo=UTC)
    assert incident.next_update_by == datetime(2026, 11, 21, 4, 20, tzinfo=UTC), "counted from when they were told"
    assert world.kinds(report.reference).count("replied.telephone") == 1


def test_what_was_said_on_another_day_is_shown_with_its_day(world: World) -> None:
    world.at("Saturday 22:10")
    report = resolved(world, world.carol.reports("crm"))

    told(world, report, "2026-11-21T22:15")
    told(world, report, "2026-11-22T00:15", "Made room")

    assert report.page_shows("What we said at 10:15pm on 21 November We are on it"), "it is Sunday by now"
    assert report.page_shows("What we said at 12:15am Made room")


def test_an_older_call_does_not_take_the_place_of_what_was_said_since(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    world.passes(minutes=25)
    dana.open(dana.page.url)  # type: ignore[union-attr]
    dana.presses("Reply to the customer", words="Nearly done", next_update="30")
    world.passes(minutes=1)

    told(world, report, "2026-11-21T02:15", next_update="60")

    incident = world.incident(report.reference)
    assert incident.replied_at == datetime(2026, 11, 21, 2, 15, tzinfo=UTC)
    assert incident.next_update_by == datetime(2026, 11, 21, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2026-11-21T02:09", "That is before the report, which came 2:10am, Saturday 21 November"),
        ("2026-11-22T02:20", "That is still to come: type a time that has been"),
        ("soon", "Type when you told them, as in 2026-11-24 02:15, or leave it empty"),
    ],
)
def test_a_time_that_cannot_be_is_said_at_its_field_and_what_was_typed_is_kept(
    world: World, when: str, words: str
) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = at(world, report)

    page = browser.presses("I told them on the phone", words="Rang them", told_at=when)

    assert (page.status, page.title[:6]) == (422, "Error:")
    assert page.shows(f"There is a problem {words}")
    fields = page.form("I told them on the phone").fields
    assert ("told_at", when) in fields
    assert ("words", "Rang them") in fields
    assert world.incident(report.reference).replied_at is None


def test_a_reply_that_was_in_time_after_all_was_never_late_for_the_customer(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text(report.reference).opens_link()
    dana.presses("Acknowledge")
    for _ in range(7):
        dana.presses("Add the note", words="Still at it")
        world.passes(minutes=20)
    late = "We missed our aim to reply in time"
    assert report.page_shows(late)

    told(world, report, "2026-11-21T02:30")

    assert not report.page_shows(late)
    assert report.page_shows("An engineer spoke to you on the telephone at 2:30am")
    assert not at(world, report, "/for-customer").page.shows(late)
    assert "target.missed" in world.kinds(report.reference), "the record keeps that it was thought so"


def test_a_mail_goes_now_and_takes_no_time(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    page = at(world, report).presses("Reply to the customer", told_at="2026-11-21T02:10")

    assert page.status == 422
    assert page.shows("Leave the time empty for an email")
    assert world.incident(report.reference).replied_at is None


def test_in_the_hour_that_happens_twice_it_is_asked_which_is_meant(world: World) -> None:
    world.at("2026-10-25T00:30:20+00:00")
    report = world.carol.reports("crm")
    world.passes(minutes=90)
    browser = at(world, report)

    page = browser.presses("I told them on the phone", told_at="2026-10-25T01:30")
    assert page.status == 422
    assert page.shows("1:30am on Sunday 25 October 2026 happens twice: say which one you mean")
    page = browser.presses("I told them on the phone", told_at_which="first")

    assert page.status == 200
    assert world.incident(report.reference).replied_at == datetime(2026, 10, 25, 0, 30, 20, tzinfo=UTC), "no earlier"


def test_a_response_that_the_policy_takes_apart_is_whole_when_it_is_entered_late_too(open_desk: OpenDesk) -> None:
    world = open_desk("informed")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    report = world.carol.reports("core", impact="unavailable")
    said = world.clock.now() + timedelta(minutes=5)
    resolved(world, report, minutes=150)
    browser = at(world, report)
    required = {f"part-{one['slug']}": "Said so" for one in world.incident(report.reference).parts}

    page = browser.presses("I told them on the phone", told_at="2026-11-23T10:05")
    assert page.status == 422
    page = browser.presses("I told them on the phone", told_at="2026-11-23T10:05", **required)

    assert page.status == 200
    assert world.incident(report.reference).replied_at == said


def test_engineers_see_all_but_the_time_and_viewers_see_none_of_it(world: World) -> None:
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"))

    offered = at(world, report, who=world.dana).page
    assert offered is not None
    assert offered.shows("What has come to light since")
    assert offered.shows("Correct what the customer told us")
    assert not offered.shows("It was really fixed at another time")
    assert at(world, report, "/times", who=world.dana).page.status == 403  # type: ignore[union-attr]

    with world.desk.database.writing() as session:
        world._person(session, world.dana).role = "viewer"
    offered = at(world, report, who=world.dana).page
    assert offered is not None
    assert not offered.shows("What has come to light since")
    assert not offered.shows("Correct what the customer told us")
    assert not offered.shows("Add the note")


def test_what_was_erased_takes_no_more_words(world: World) -> None:
    world.at("Saturday 02:10")
    report = resolved(world, world.carol.reports("crm"))
    browser = at(world, report)
    form = browser.page.form("Add the note")  # type: ignore[union-attr]
    world.clock.move(timedelta(days=500))
    world.settles()
    assert world.report(report.reference).erased_at
    later = world.mo.signs_in()
    token = dict(later.open("/manage/sessions").form("Sign out").fields)["csrf_token"]
    kinds = world.kinds(report.reference)

    pages = [later.sends(form, "Add the note", words="Too late", csrf_token=token)]
    pages += [later.open(f"/manage/incidents/{report.reference}/{way}") for way in ("corrections", "times")]
    later.open(f"/manage/incidents/{report.reference}/reopening")
    pages.append(later.presses("Open it again", reason="It is not fixed"))

    assert [page.status for page in pages] == [409, 409, 409, 409]
    why = "There is a problem It is so old that what the customer told us has been removed"
    assert all(page.shows(f"{why}.") for page in pages[:3])
    assert pages[3].shows(f"{why}: they have to report it anew.")
    assert world.kinds(report.reference) == kinds
    assert not later.open(f"/manage/incidents/{report.reference}").shows("What has come to light since")
