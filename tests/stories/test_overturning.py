"""A refusal is overturned at the desk: an incident opens, and what was decided at first stays on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain import policy_file
from app.operations import audit
from app.store import log_marks
from app.store.customers import Customer, CustomerDomain
from tests.operations.test_races import at_once
from tests.stories.test_mail import open_for_mail, report_of
from tests.tampering import Tamperer
from tests.web import week
from tests.world import World
from tests.world.browser import Browser
from tests.world.mail import mails_in
from tests.world.page import Page
from tests.world.people import Colleague, Sent

__all__ = ["open_for_mail"]


def refused(world: World, services: str = "crm", affected: str = "some") -> Sent:
    """Carol reports what only some people see: the first page alone, with nobody's name on it."""
    return world.carol.reports(services, affected=affected)


def at(world: World, reference: str, way: str = "/overturning", who: Colleague | None = None) -> Browser:
    browser = (who or world.mo).signs_in()
    browser.open(f"/manage/incidents/{reference}{way}")
    return browser


def overturns(world: World, reference: str, reason: str = "It is everyone") -> Page:
    page = at(world, reference).presses("Accept it", reason=reason)
    world.settles()
    return page


def marks(world: World, reference: str) -> set[str]:
    """What the log finds a report by, as the table has it."""
    report = world.report(reference)
    with world.desk.database.reading() as session:
        kept = session.query(log_marks.LogMark.mark).filter_by(report_id=report.id)
        found = {row.mark for row in kept if not row.mark.startswith("word:")}
    assert found == set(report.found_by)
    return found


def test_a_refusal_is_accepted_after_all_and_pages_as_any_emergency(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = refused(world)
    reasons = world.report(report.reference).reasons
    assert world.dana.phone.is_quiet()
    assert "status:not-covered" in marks(world, report.reference)
    world.passes(minutes=20)

    page = overturns(world, report.reference)

    assert page.shows("Mo accepted it after all: It is everyone. An incident opened")
    assert page.shows(
        "Why it was declined Mo Haddad accepted it after all, 2:30am, Saturday 21 November: It is everyone"
    )
    kept = world.report(report.reference)
    assert (kept.verdict, kept.reasons) == ("declined", reasons), "what was decided stays"
    incident = world.incident(report.reference)
    assert (incident.severity, incident.services, incident.lead_id) == ("critical", ["crm"], None)
    assert incident.opened_at == kept.received_at
    assert incident.respond_by == kept.received_at + timedelta(hours=2), "counted from the report"
    assert {"status:paging", "status:open", "verdict:declined", "standing:running"} <= marks(world, report.reference)
    assert "status:not-covered" not in marks(world, report.reference)
    world.dana.phone.receives_text(f"EMERGENCY {report.reference}")
    world.passes(minutes=5)
    world.eve.phone.receives_text("STILL OPEN").opens_link().presses("Acknowledge")
    world.settles()
    assert "status:acknowledged" in marks(world, report.reference)
    assert report.page_shows("An engineer is on it")
    with world.desk.database.reading() as session:
        assert audit.fault(session, world.clock.now()) == ""


def test_the_tracking_page_shows_the_incident_and_asks_who_cannot_be_reached_for_a_way(world: World) -> None:
    world.at("Saturday 02:10")
    report = refused(world)
    assert world.report(report.reference).email == ""
    assert at(world, report.reference).page.shows("We have no way to reach them")  # type: ignore[union-attr]
    world.passes(hours=1)

    overturns(world, report.reference)

    page = report.page()
    assert page.shows("We looked at it again and look after it after all, so we're alerting engineers")
    assert not page.shows("It is everyone"), "why is for colleagues"
    assert not page.shows("We haven't reached anyone yet"), "the waiting begins with it"
    assert page.shows("You have not told us how to reach you")
    report.browser.open(page.link("Tell us your number or your email address"))
    page = report.browser.presses("Save", phone="07700 900982", name="Carol")
    assert not page.shows("You have not told us how to reach you")
    assert world.report(report.reference).phone == "07700 900982"
    world.passes(minutes=30)
    assert report.page_shows("We haven't reached anyone yet")


def test_whoever_left_an_address_gets_a_mail_and_whoever_has_acknowledged_sees_them(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = refused(world)
    report.browser.presses(
        "Pass it to the daytime team", name="Carol", email="carol@acme.example", phone="07700 900982"
    )
    world.settles()
    world.carol.mailbox.reads_all()

    page = at(world, report.reference).page
    assert page is not None
    assert page.shows("The customer gets a mail, and their page shows the incident.")
    overturns(world, report.reference)

    mail = world.carol.mailbox.receives("We look after your report after all")
    assert "We aim to reply to you by 4:10am" in mail.words
    assert mail.opens_link().page.shows("We're alerting an engineer")  # type: ignore[union-attr]
    assert "status:paging" in marks(world, report.reference)
    assert "status:handed-over" not in marks(world, report.reference)


def test_what_was_sent_while_the_form_was_closed_is_accepted_too(each_world: World) -> None:
    world = each_world
    world.at("Tuesday 12:00")
    filed = world.files()
    assert filed.verdict == "closed"
    world.settles()

    overturns(world, filed.reference, "The daytime team is away")

    assert world.report(filed.reference).verdict == "closed"
    world.dana.phone.receives_text(f"EMERGENCY {filed.reference}")
    assert world.carol.mailbox.receives("We look after your report after all")


def test_it_joins_no_other_incident_though_the_same_service_is_down(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = refused(world)
    first = world.nadia.reports("crm")

    overturns(world, report.reference)

    assert world.incident(report.reference).lead_id is None
    assert world.incident(first.reference).joined == 0
    assert any(report.reference in text.words for text in world.dana.phone.all())


def test_one_whose_reply_was_due_already_is_late_at_once_and_the_page_says_so_before(world: World) -> None:
    world.at("Saturday 02:10")
    report = refused(world)
    world.passes(hours=6)
    world.mo.mailbox.reads_all()
    browser = at(world, report.reference)
    assert browser.page.shows("The reply was due 4:10am, Saturday 21 November")  # type: ignore[union-attr]
    assert browser.page.shows("It counts as late at once, and managers hear so")  # type: ignore[union-attr]

    browser.presses("Accept it", reason="It is everyone")
    with world.desk.database.reading() as session:
        assert audit.fault(session, world.clock.now()) == "", "its mark of the past is looked at now"
    world.settles()

    incident = world.incident(report.reference)
    assert incident.missed_at == incident.respond_by
    assert world.mo.mailbox.receives(report.reference)
    assert world.kinds(report.reference).count("target.missed") == 1


def test_a_mail_that_woke_nobody_is_accepted_after_all(open_for_mail: Callable[..., World]) -> None:
    world = open_for_mail("prospect365")
    reference = report_of(world, mails_in(world)).reference
    tracking = world.carol.mailbox.receives("Nobody has been woken yet")

    overturns(world, reference)

    world.dana.phone.receives_text(reference)
    assert tracking.opens_link().page.shows("We're alerting an engineer")  # type: ignore[union-attr]


def test_pressed_twice_or_by_several_at_once_it_opens_one_incident(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = refused(world)
    browser = at(world, report.reference)
    form = browser.page.form("Accept it")  # type: ignore[union-attr]

    pages = at_once(4, lambda _: browser.twin().sends(form, "Accept it", reason="It is everyone"))
    world.settles()
    again = browser.sends(form, "Accept it", reason="It is everyone")

    assert {page.status for page in (*pages, again)} == {200}
    assert world.kinds(report.reference).count("overturned") == 1
    assert len(world.dana.phone.all()) == 1
    late = browser.open(f"/manage/incidents/{report.reference}/overturning")
    assert late.status == 409
    assert late.shows("It is looked after already")


def test_reports_and_trends_agree_on_the_promise_that_was_missed(world: World) -> None:
    world.at("Saturday 02:10")
    report = refused(world)
    world.passes(hours=3)

    overturns(world, report.reference)

    browser = world.mo.signs_in()
    listed = week.rows(browser, "/manage/reports/breaches.csv?by=month&of=2026-11")
    assert [row["reference"] for row in listed] == [report.reference]
    (month,) = [row for row in week.rows(browser, "/manage/reports/trends/services.csv") if row["month"] == "2026-11"]
    assert (month["accepted"], month["promise missed"]) == ("1", "1")


def test_what_its_reporter_sent_again_is_accepted_already_and_pages_nobody_twice(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    other, report = refused(world), refused(world)
    browser = at(world, report.reference)
    form = browser.page.form("Accept it")  # type: ignore[union-attr]
    report.page()
    report.browser.presses("It now affects everyone")
    again = Sent(report.browser, report.browser.presses("Send", **world.carol.details()))
    world.settles()
    words = f"It was sent again and accepted: {again.reference}"

    pages = [browser.open(f"/manage/incidents/{report.reference}")]
    pages += [browser.open(f"/manage/incidents/{report.reference}/overturning")]
    pages += [browser.sends(form, "Accept it", reason="It is everyone")]
    world.settles()

    assert [page.status for page in pages] == [200, 409, 409]
    assert [page.shows(f"There is a problem {words}.") for page in pages] == [False, True, True]
    for page in pages:
        assert page.shows(words)
        assert page.link(again.reference) == f"/manage/incidents/{again.reference}"
        assert not page.shows("Accept it after all")
    assert world.report(report.reference).incident_id is None
    assert len(world.dana.phone.all()) == 1
    assert overturns(world, other.reference).shows("Mo accepted it after all"), "another form is another report"


@pytest.mark.parametrize(("hours", "is_offered"), [(23, False), (25, True)])
def test_the_same_form_counts_as_sent_again_for_a_day_as_in_the_reports(
    world: World, hours: int, is_offered: bool
) -> None:
    world.at("Saturday 02:10")
    report = refused(world)
    form = report.page().form("It now affects everyone")
    world.passes(hours=hours)
    page_2 = report.browser.sends(form, "It now affects everyone")
    assert page_2.status == 200

    report.browser.presses("Send", **world.carol.details())

    page = at(world, report.reference, "").page
    assert page is not None
    assert page.shows("Accept it after all") == is_offered


def test_without_a_reason_nothing_is_accepted_and_what_was_typed_stays(world: World) -> None:
    world.at("Saturday 02:10")
    report = refused(world)

    for reason, words in ((" ", "Say why: colleagues read it later"), ("x" * 2_001, "Shorten it to 2,000 letters")):
        page = at(world, report.reference).presses("Accept it", reason=reason)
        assert (page.status, page.title[:6]) == (422, "Error:")
        assert page.shows(f"There is a problem {words}")
        assert ("reason", reason.strip()) in page.form("Accept it").fields
    assert world.report(report.reference).incident_id is None


def test_viewers_are_offered_nothing_and_engineers_are(world: World) -> None:
    world.at("Saturday 02:10")
    report = refused(world)
    assert at(world, report.reference, "", world.dana).page.shows("Accept it after all")  # type: ignore[union-attr]

    with world.desk.database.writing() as session:
        world._person(session, world.dana).role = "viewer"

    assert not at(world, report.reference, "", world.dana).page.shows("Accept it after all")  # type: ignore[union-attr]
    assert at(world, report.reference, who=world.dana).page.status == 403  # type: ignore[union-attr]


def test_nothing_is_there_to_overturn_or_all_words_of_it_are_gone(world: World) -> None:
    world.at("Saturday 02:10")
    accepted, report = world.carol.reports("crm"), refused(world, "sites")
    world.clock.move(timedelta(days=500))
    world.settles()
    assert world.report(report.reference).erased_at

    assert at(world, accepted.reference).page.status == 409  # type: ignore[union-attr]
    assert at(world, report.reference).page.shows("they have to report it anew")  # type: ignore[union-attr]
    assert at(world, "K7Q4M").page.status == 404  # type: ignore[union-attr]


@pytest.mark.parametrize(("impact", "severity"), [("cosmetic", "l4"), ("impaired", "l3"), ("", "l1")])
def test_its_severity_is_the_most_severe_that_the_answers_leave(
    sqlite_url: str, open_world: Callable[..., World], impact: str, severity: str
) -> None:
    world = open_world(sqlite_url, POLICY="informed")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    with world.desk.database.writing() as session:
        owner = session.get_one(CustomerDomain, "acme.example")
        session.get_one(Customer, owner.customer_id).term_until = date(2026, 10, 31)
    question = next(one for one in world.desk.policy.questions if one.field == "impact")
    words = {choice.slug: choice.label for choice in question.choices}.get(impact, "")
    filed = world.files(services=("core",), told={"impact": impact} if impact else {}, extra={question.label: words})
    assert filed.verdict == "declined"

    overturns(world, filed.reference)

    incident = world.incident(filed.reference)
    assert incident.severity == severity
    assert incident.promise["targets"]
    assert world.report(filed.reference).verdict == "declined"


def test_it_is_promised_what_the_policy_of_then_says(
    sqlite_url: str, open_world: Callable[..., World], tmp_path: Path
) -> None:
    text = (policy_file.SHIPPED / "prospect365.toml").read_text()
    after = tmp_path / "after.toml"
    after.write_text(text.replace('within = "2 hours"', 'within = "9 hours"'))
    world = open_world(sqlite_url)
    world.at("Saturday 02:10")
    one, two = refused(world), refused(world, "sites")
    later = open_world(sqlite_url, POLICY=str(after))
    later.at("Saturday 02:20")

    overturns(later, one.reference)
    Tamperer(later).does(
        "DELETE FROM policies WHERE digest = :digest", digest=later.report(two.reference).policy_digest
    )
    overturns(later, two.reference)

    spans = [
        incident.respond_by - incident.opened_at  # type: ignore[operator]
        for incident in (later.incident(one.reference), later.incident(two.reference))
    ]
    assert spans == [timedelta(hours=2), timedelta(hours=9)], "or today's, where the text of then is gone"
