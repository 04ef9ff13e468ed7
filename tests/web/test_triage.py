"""Triage at the desk: another severity counts the promise anew from the report, and a cause can close its clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain import policy_file
from tests.tampering import Tamperer
from tests.world import World
from tests.world.browser import Browser

MONDAY_AT_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

OpenDesk = Callable[[str], World]


@pytest.fixture
def open_desk(database_url: str, open_world: Callable[..., World]) -> OpenDesk:
    """The world under another policy, on a Monday morning, on each engine in turn."""

    def opened(policy: str) -> World:
        world = open_world(database_url, POLICY=policy)
        world.clock.set(MONDAY_AT_TEN)
        return world

    return opened


def test_the_answers_suggest_a_severity_with_both_targets_and_the_page_says_how_they_were_counted(
    open_desk: OpenDesk,
) -> None:
    world = open_desk("informed")
    report = world.carol.reports("core", impact="unavailable")

    incident = world.incident(report.reference)
    assert incident.severity == "l1"
    assert incident.respond_by == MONDAY_AT_TEN + timedelta(hours=2)
    assert incident.resolve_by == MONDAY_AT_TEN + timedelta(hours=4)
    page = _desk(world, report.reference).page
    assert page is not None
    assert page.shows("2 hours of support time: 12:00pm, Monday 23 November")
    assert page.shows("Mon 10:00-12:00 2 h")


def test_another_severity_is_counted_from_the_report_not_from_the_triage_and_the_timeline_says_so(
    open_desk: OpenDesk,
) -> None:
    world = open_desk("informed")
    report = world.carol.reports("core", impact="unavailable")
    world.passes(hours=1)

    page = _desk(world, report.reference).presses(
        "Set the severity", severity="l2", severity_reason="They can work on paper"
    )

    incident = world.incident(report.reference)
    assert incident.severity == "l2"
    assert incident.respond_by == MONDAY_AT_TEN + timedelta(hours=4)
    assert incident.resolve_by == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    assert page.shows("They can work on paper. The reply is due 2:00pm, Monday 23 November (it was 12:00pm, Monday")
    assert page.shows("Mon 10:00-17:30 7 h 30 min, Tue 09:00-09:30 30 min")


def test_a_missed_target_that_triage_moves_ahead_is_missed_no_more_until_then(open_desk: OpenDesk) -> None:
    world = open_desk("informed")
    report = world.carol.reports("core", impact="unavailable")
    world.passes(hours=2, minutes=1)
    assert world.incident(report.reference).missed_at == MONDAY_AT_TEN + timedelta(hours=2)

    _desk(world, report.reference).presses("Set the severity", severity="l2", severity_reason="Not as bad")
    assert world.incident(report.reference).missed_at is None
    world.passes(hours=2)

    assert world.incident(report.reference).missed_at == MONDAY_AT_TEN + timedelta(hours=4)
    assert world.kinds(report.reference).count("target.missed") == 2


def test_without_a_reason_nothing_is_set_and_what_was_chosen_stays(open_desk: OpenDesk) -> None:
    world = open_desk("informed")
    report = world.carol.reports("core", impact="unavailable")

    page = _desk(world, report.reference).presses("Set the severity", severity="l3", severity_reason=" ")

    assert page.status == 422
    assert page.shows("Say why: colleagues read it later")
    assert '<option value="l3" selected>' in page.html
    assert world.incident(report.reference).severity == "l1"


def test_an_excluded_cause_closes_the_clock_with_its_clause_and_taking_it_back_starts_it(open_desk: OpenDesk) -> None:
    world = open_desk("flatpeak")
    report = world.carol.reports("api", impact="stopped", workaround="none", effect="Nothing is served")
    desk = _desk(world, report.reference)

    page = desk.presses("Set the cause", cause="third-party", cause_reason="Their bank is down")
    assert page.shows("The clock is closed by FP-6")
    world.passes(hours=3)
    assert world.incident(report.reference).missed_at is None
    assert not [one for one in world.messages(report.reference) if one.wording == "watch"]

    _desk(world, report.reference).presses("Set the cause", cause="", cause_reason="It was us after all")
    world.passes(minutes=1)
    incident = world.incident(report.reference)
    assert incident.missed_at == incident.respond_by
    assert [one for one in world.messages(report.reference) if one.wording == "watch"]


def test_a_cause_that_is_left_out_of_the_availability_alone_lets_the_clock_run(open_desk: OpenDesk) -> None:
    world = open_desk("pugpig")
    report = world.carol.reports("app", impact="stopped")

    page = _desk(world, report.reference).presses("Set the cause", cause="customer-change", cause_reason="Their code")

    assert page.shows("Their code. The clock runs")
    assert world.incident(report.reference).closed_by is None


def test_a_policy_without_severities_or_causes_to_choose_shows_no_triage(open_desk: OpenDesk, tmp_path: Path) -> None:
    text = (policy_file.SHIPPED / "prospect365.toml").read_text(encoding="utf-8")
    first, _, rest = text.partition("[[causes]]")
    without = tmp_path / "without-causes.toml"
    without.write_text(first + rest[rest.index("[[questions]]") :], encoding="utf-8")
    world = open_desk(str(without))
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    page = _desk(world, report.reference).page

    assert page is not None
    assert not page.shows("Set the severity")
    assert not page.shows("Set the cause")


@pytest.mark.parametrize(("cause", "clause"), [("on-premise-system", "PS-10"), ("version-6-service", "PS-11")])
def test_what_turns_out_to_be_excluded_closes_the_clock_with_its_clause(
    each_world: World, cause: str, clause: str
) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("unsure")

    page = _desk(world, report.reference).presses("Set the cause", cause=cause, cause_reason="Their own server is off")

    assert not page.shows("Set the severity"), "there is one severity alone"
    assert page.shows("Their own server is off")
    assert world.incident(report.reference).closed_by == clause


def test_where_no_clause_has_staff_decide_they_may_still_correct_what_the_answers_made_of_it(
    open_desk: OpenDesk,
) -> None:
    world = open_desk("pugpig")
    assert world.desk.policy.triage is None
    report = world.carol.reports("app", impact="stopped")

    _desk(world, report.reference).presses("Set the severity", severity="p2", severity_reason="It opens on Android")

    assert world.incident(report.reference).severity == "p2"


def test_the_text_that_judged_it_is_kept_and_can_be_read(open_desk: OpenDesk) -> None:
    world = open_desk("informed")
    report = world.carol.reports("core", impact="unavailable")
    desk = _desk(world, report.reference)

    page = desk.open(f"/manage/policies/{world.incident(report.reference).policy_digest}")

    assert page.shows("It is the policy in force")
    assert page.shows('within = "2 hours"')
    assert desk.open(f"/manage/policies/{'0' * 64}").status == 404


@pytest.mark.parametrize(
    ("button", "chosen"),
    [("Set the severity", {"severity": "p2", "severity_reason": "They can work on paper"}),
     ("Set the cause", {"cause": "", "cause_reason": "It was us"})],
)  # fmt: skip
@pytest.mark.parametrize("kept", ["nothing", 'vendor = "of another age"'])
def test_where_the_text_that_judged_it_cannot_be_read_the_desk_says_so_and_sets_nothing(
    sqlite_url: str, open_world: Callable[..., World], tmp_path: Path, button: str, chosen: dict[str, str], kept: str
) -> None:
    text = (policy_file.SHIPPED / "flatpeak.toml").read_text()
    before, after = tmp_path / "before.toml", tmp_path / "after.toml"
    before.write_text(text)
    after.write_text(text + "# changed since\n")
    world = open_world(sqlite_url, POLICY=str(before))
    report = world.carol.reports("api", impact="stopped", workaround="none", effect="Nothing is served")
    form = _desk(world, report.reference).page.form(button)  # type: ignore[union-attr]
    digest = world.incident(report.reference).policy_digest
    later = open_world(sqlite_url, POLICY=str(after))
    lost = "DELETE FROM policies WHERE digest = :digest"
    changed = "UPDATE policies SET text = :kept WHERE digest = :digest"
    Tamperer(later).does(lost if kept == "nothing" else changed, digest=digest, kept=kept)

    desk = _desk(later, report.reference)
    assert not desk.page.shows("Set the severity")  # type: ignore[union-attr]
    page = desk.sends(form, button, **{**chosen, "csrf_token": _token(desk)})

    assert page.status == 409
    assert page.shows("There is a problem")
    assert page.shows("the text of the policy that this was judged by cannot be read any more")
    assert page.title.startswith("Error: ")
    assert not {"triaged.severity", "triaged.cause"} & set(later.kinds(report.reference))


def test_a_known_customer_is_judged_by_their_own_tier(open_desk: OpenDesk) -> None:
    world = open_desk("flatpeak")
    advanced = _with_tier(world, "advanced")
    world.clock.set(datetime(2026, 11, 22, 3, 0, tzinfo=UTC))  # a Sunday

    report = world.carol.reports("api", impact="stopped", workaround="none", effect="Nothing is served")

    incident = world.incident(report.reference)
    assert incident.tier == advanced
    assert incident.respond_by == world.clock.now() + timedelta(hours=1)


def _with_tier(world: World, tier: str) -> str:
    from app.store.customers import Customer, CustomerDomain

    with world.desk.database.writing() as session:
        owner = session.get_one(CustomerDomain, "acme.example")
        session.get_one(Customer, owner.customer_id).tier = tier
    return tier


def _token(browser: Browser) -> str:
    assert browser.page is not None
    return dict(browser.page.form("Add the note").fields)["csrf_token"]


def _desk(world: World, reference: str) -> Browser:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{reference}")
    return browser
