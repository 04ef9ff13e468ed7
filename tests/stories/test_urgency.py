"""How loud an incident is: what can wait wakes nobody, and triage makes it louder or quieter, which is said."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.delivery import Medium
from app.operations import audit
from app.store import incidents
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Sent

HOUR = timedelta(hours=1)


@pytest.fixture
def each_pugpig(database_url: str, open_world: Callable[..., World]) -> World:
    """Saturday, ten past two, under a policy of which two severities wake nobody, on each engine in turn."""
    world = open_world(database_url, POLICY="pugpig")
    world.at("Saturday 02:10")
    return world


@pytest.fixture
def pugpig(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """The same on SQLite."""
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at("Saturday 02:10")
    return world


def test_a_matter_of_looks_is_mailed_to_dana_and_wakes_nobody(each_pugpig: World) -> None:
    world = each_pugpig

    report = world.carol.reports("app", impact="cosmetic")

    mail = world.dana.mailbox.receives(f"{report.reference} P4, low")
    assert "EMERGENCY" not in mail.words
    assert "Nobody is woken for it" in mail.words
    world.passes(hours=12)
    assert _texts(world) == []
    assert world.incident(report.reference).is_waiting
    assert report.page().headline == "Our engineers have your report by email"
    assert "Our engineers have it by email" in world.carol.mailbox.receives("We've got your report").words


def test_the_mails_go_to_more_people_and_never_end_and_the_audit_passes_all_the_while(each_pugpig: World) -> None:
    world = each_pugpig
    report = world.carol.reports("app", impact="cosmetic")
    began = world.clock.now()

    for _ in range(48):
        world.passes(minutes=30)
        assert _fault(world) == ""
        assert world.incident(report.reference).next_page_at is not None

    mailed = [(one.person.split()[0], (one.sent_at - began) / HOUR) for one in _mails(world, report)]
    assert mailed[0] == ("Dana", 0)
    assert set(mailed[1:3]) == {("Dana", 1), ("Eve", 1)}
    assert {name for name, after in mailed if after == 4} == {"Dana", "Eve", "Mo"}
    assert sorted({after for _, after in mailed}) == [0, 1, 4, 8, 12, 16, 20, 24]


def test_dana_takes_it_from_the_mail_in_the_morning(pugpig: World) -> None:
    report = pugpig.carol.reports("app", impact="cosmetic")
    pugpig.passes(hours=7)

    browser = pugpig.dana.mailbox.receives("P4, low").opens_link()
    browser.presses("Acknowledge", person="yes")

    assert report.page_shows("An engineer is on it")
    pugpig.passes(minutes=29)
    assert _texts(pugpig) == []


def test_who_cannot_makes_the_next_mail_go_at_once(pugpig: World) -> None:
    pugpig.carol.reports("app", impact="cosmetic")

    pugpig.dana.mailbox.receives("P4, low").opens_link().presses("I can't")
    pugpig.settles()

    pugpig.eve.mailbox.receives("P4, low")
    assert _texts(pugpig) == []


def test_the_duty_manager_hears_by_mail_alone_that_its_target_is_in_danger(pugpig: World) -> None:
    report = pugpig.carol.reports("app", impact="cosmetic")

    pugpig.passes(hours=72)

    assert pugpig.incident(report.reference).missed_at is not None
    pugpig.mo.mailbox.receives("nobody has acknowledged")
    assert {message.medium for message in pugpig.messages(report.reference)} == {Medium.MAIL}


def test_an_outage_of_the_same_policy_wakes_people_as_ever(pugpig: World) -> None:
    pugpig.carol.reports("app", impact="stopped")

    pugpig.dana.phone.receives_text("EMERGENCY")
    pugpig.passes(minutes=5)
    pugpig.eve.phone.receives_text("STILL OPEN 5 min")


def test_triage_to_a_higher_severity_pages_at_once_by_its_steps(each_pugpig: World) -> None:
    world = each_pugpig
    report = world.carol.reports("app", impact="cosmetic")
    world.passes(hours=2)
    assert _texts(world) == []

    page = _desk(world, report).presses("Set the severity", severity="p1", severity_reason="It does not open at all")
    world.settles()

    assert page.shows("Paging begins anew, by the steps of P1, critical")
    world.dana.phone.receives_text("now P1, critical")
    world.passes(minutes=5)
    world.eve.phone.receives_text("STILL OPEN")
    world.passes(minutes=5)
    world.mo.phone.receives_text("STILL OPEN")
    assert _fault(world) == ""


def test_one_that_joined_another_is_paged_for_by_itself_once_it_is_the_more_severe(each_pugpig: World) -> None:
    world = each_pugpig
    first = world.carol.reports("app", impact="cosmetic")
    second = world.nadia.reports("app", impact="cosmetic")
    world.passes(minutes=10)

    page = _desk(world, second).presses("Set the severity", severity="p1", severity_reason="It does not open at all")
    world.settles()

    assert page.shows(f"It goes with {first.reference} no more")
    assert second.reference in world.dana.phone.receives_text("now P1, critical").words
    assert world.incident(second.reference).lead_id is None
    assert _fault(world) == ""


def test_one_that_joined_a_worse_one_stays_with_it_whatever_its_severity(each_pugpig: World) -> None:
    world = each_pugpig
    first = world.carol.reports("app", impact="stopped")
    second = world.nadia.reports("app", impact="stopped")
    world.passes(minutes=1)

    for severity in ("p4", "p1"):
        page = _desk(world, second).presses("Set the severity", severity=severity, severity_reason="As Nadia says")
        assert page.shows(f"It goes with {first.reference}, which is paged for both")
    world.passes(minutes=20)

    assert world.incident(second.reference).lead_id
    assert world.pages(second.reference) == []
    assert _fault(world) == ""


def test_what_joined_a_lead_that_is_milder_now_does_not_go_quiet_with_it(each_pugpig: World) -> None:
    world = each_pugpig
    lead = world.carol.reports("app", impact="stopped")
    others = []
    for _ in range(2):
        world.passes(minutes=1)
        others.append(world.nadia.reports("app", impact="stopped"))
    world.dana.phone.reads_all()
    before = len(world.pages(lead.reference))

    _desk(world, lead).presses("Set the severity", severity="p4", severity_reason="A matter of looks")
    world.settles()

    first, second = (world.incident(report.reference) for report in others)
    assert world.dana.phone.receives_text(first.reference)
    assert (first.lead_id, second.lead_id) == (None, first.id)
    assert _fault(world) == ""
    world.dana.phone.reads_all()
    world.passes(minutes=10)
    assert first.reference in world.eve.phone.receives_text("STILL OPEN").words
    assert len(world.pages(lead.reference)) == before, "nobody is woken for the lead any more"


def test_triage_to_a_lower_severity_goes_quiet_and_says_when_the_next_mail_goes(each_pugpig: World) -> None:
    world = each_pugpig
    report = world.carol.reports("app", impact="stopped")
    world.passes(minutes=6)
    rung = len(_texts(world))

    page = _desk(world, report).presses("Set the severity", severity="p4", severity_reason="A wrong colour")

    assert page.shows(
        "Paging goes quiet, and goes on by the steps of P4, low: the next is 3:16am, Saturday 21 November"
    )
    world.passes(hours=10)
    assert len(_texts(world)) == rung
    assert {one.person.split()[0] for one in _mails(world, report)} == {"Dana", "Eve", "Mo"}
    assert _fault(world) == ""


def test_a_severity_with_the_same_steps_leaves_the_paging_as_it_is(pugpig: World) -> None:
    report = pugpig.carol.reports("app", impact="stopped")
    pugpig.passes(minutes=2)
    before = pugpig.incident(report.reference).next_page_at

    page = _desk(pugpig, report).presses("Set the severity", severity="p2", severity_reason="It opens on Android")

    assert pugpig.incident(report.reference).next_page_at == before
    assert not page.shows("by the steps of")


def test_whoever_has_it_is_not_disturbed_and_a_lapse_follows_the_new_steps(pugpig: World) -> None:
    report = pugpig.carol.reports("app", impact="cosmetic")
    pugpig.dana.mailbox.receives("P4, low").opens_link().presses("Acknowledge", person="yes")

    page = _desk(pugpig, report).presses("Set the severity", severity="p1", severity_reason="It does not open")
    pugpig.settles()

    assert page.shows("If paging begins again, it follows the steps of P1, critical")
    assert _texts(pugpig) == []
    pugpig.passes(minutes=30)
    pugpig.dana.phone.receives_text("No word from Dana")


def test_the_steps_of_its_severity_are_kept_whatever_the_policy_becomes(
    sqlite_url: str, open_world: Callable[..., World]
) -> None:
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at("Saturday 02:10")
    report = world.carol.reports("app", impact="cosmetic")

    later = open_world(sqlite_url, POLICY="prospect365")
    later.clock.set(world.clock.now())
    later.passes(hours=8)

    assert later.pages(report.reference) == []
    assert _fault(later) == ""


@pytest.mark.parametrize(("impact", "seconds"), [("stopped", 5 * 60), ("cosmetic", 4 * 60 * 60)])
def test_the_audit_finds_an_incident_that_waits_longer_than_its_own_steps_say(
    pugpig: World, impact: str, seconds: int
) -> None:
    report = pugpig.carol.reports("app", impact=impact)
    pugpig.passes(hours=4)
    assert _fault(pugpig) == ""

    _next_page_in(pugpig, report, seconds)
    assert _fault(pugpig) == ""
    _next_page_in(pugpig, report, seconds + 61)
    assert _fault(pugpig) == f"no next page in its time: {report.reference}"
    _next_page_in(pugpig, report, None)
    assert _fault(pugpig) == f"no next page in its time: {report.reference}"


def _texts(world: World) -> list[str]:
    return [text.words for one in (world.dana, world.eve, world.mo) for text in one.phone.all()]


def _mails(world: World, report: Sent):  # type: ignore[no-untyped-def]
    return world.pages(report.reference, Medium.MAIL)


def _fault(world: World) -> str:
    with world.desk.database.reading() as session:
        return audit.fault(session, world.clock.now())


def _next_page_in(world: World, report: Sent, seconds: int | None) -> None:
    incident_id = world.incident(report.reference).id
    with world.desk.database.writing() as session:
        incident = incidents.held(session, incident_id)
        assert incident is not None
        incident.next_page_at = None if seconds is None else world.clock.now() + timedelta(seconds=seconds)


def _desk(world: World, report: Sent) -> Browser:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{report.reference}")
    return browser
