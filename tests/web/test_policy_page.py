"""The policy page: every clause and value in plain words, and what would happen at any instant. It only reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from app.domain import span_words
from app.domain.answers import Answers, Term
from app.domain.times import full_time
from app.domain.triage import decide
from tests.web.seen import memory
from tests.world import World
from tests.world.page import Page

POLICIES = ("prospect365", "flatpeak", "informed", "kustomer", "pugpig")
HEADLINES = {"accepted": "Accepted as", "declined": "Declined", "closed": "Closed"}

OpenWorld = Callable[..., World]


@pytest.fixture
def shipped(request: pytest.FixtureRequest, sqlite_url: str, open_world: OpenWorld) -> World:
    """The portal with one of the shipped policies."""
    return open_world(sqlite_url, POLICY=request.param)


def page_of(world: World, **asked: str | list[str]) -> Page:
    query = f"?{urlencode(asked, doseq=True)}" if asked else ""
    return world.mo.signs_in().open(f"/manage/policy{query}")


def asked_at_night(world: World, **changes: str | list[str]) -> Page:
    return page_of(world, **{"on": "2026-11-21", "at": "03:02", "services": "crm", **changes})


def fields(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in page.form("Ask").fields:
        found.setdefault(name, []).append(value)
    return found


# -- the policy in plain words


@pytest.mark.parametrize("shipped", POLICIES, indirect=True)
def test_every_clause_stands_on_it_once_with_its_id_and_its_text(shipped: World):
    page = page_of(shipped)

    assert page.status == 200
    for clause in shipped.desk.policy.clauses.values():
        assert page.html.count(f'id="clause-{clause.id}"') == 1
        assert page.text.count(" ".join(clause.text.split())) == 1, clause.id


@pytest.mark.parametrize("shipped", POLICIES, indirect=True)
def test_every_value_leads_to_the_words_of_its_clause(shipped: World):
    page = page_of(shipped)

    linked = set(re.findall(r'href="#([^"]+)"', page.html))

    assert {f"clause-{target.clause}" for target in shipped.desk.policy.targets} <= linked
    assert all(f'id="{place}"' in page.html for place in linked)


@pytest.mark.parametrize("shipped", POLICIES, indirect=True)
def test_every_value_is_told_in_words(shipped: World):
    policy, page = shipped.desk.policy, page_of(shipped)

    values = [
        policy.vendor, policy.product, policy.title,
        *(one.name for one in (*policy.services, *policy.exclusions, *policy.causes, *policy.tiers, *policy.regions)),
        *(exclusion.advice for exclusion in policy.exclusions),
        *(question.label for question in policy.questions),
        *(choice.label for question in policy.questions for choice in question.choices),
        *(words for severity in policy.severities for words in (severity.name, severity.definition)),
        *(span_words.promised(target) for target in policy.targets),
        *(part.name for part in policy.response.parts),
        *(route.label for route in policy.routes),
        *(f"{mark.percent} % unless it was {mark.unless}" for mark in policy.watch.marks),
    ]  # fmt: skip

    for words in values:
        assert page.shows(words), words


def test_the_hours_stand_per_weekday_with_the_holidays_ahead(world: World):
    page = page_of(world)

    for words in (
        "Thursday 08:30-17:00", "Friday 08:30-16:30", "Saturday closed", "Clock UK time", "England (GB)",
        "Mon 28 Dec 2026 Boxing Day (observed)", "Mon 30 Aug 2027 Late Summer Bank Holiday",
    ):  # fmt: skip
        assert page.shows(words), words
    assert not page.shows("25 Dec 2027")


@pytest.mark.parametrize(
    ("shipped", "words"),
    [
        ("flatpeak", "Day Standard Support Advanced Support Monday 09:00-18:00 all day"),
        ("flatpeak", "No public holiday is kept"),
        ("pugpig", "Clock UK time Eastern time"),
        ("pugpig", "Thu 26 Nov 2026 Thanksgiving Day"),
        ("pugpig", "P2, high Standard 2 hours of support time"),
        ("pugpig", "P2, high Enterprise 1 hour of support time"),
        ("pugpig", "P3, medium Every customer 3 hours of support time"),
        ("informed", "Not core"),
        ("informed", "What seems to be wrong, where practicable"),
        ("kustomer", "Times are Eastern time"),
        ("kustomer", "Staff decide how severe it is; the answers only suggest it"),
        ("pugpig", "The answers decide how severe it is, and staff may correct that"),
    ],
    indirect=["shipped"],
)
def test_what_differs_between_customers_stands_side_by_side(shipped: World, words: str):
    assert page_of(shipped).shows(words)


def test_the_escalation_and_the_watch_are_told(world: World):
    page = page_of(world)

    for words in (
        "At once Primary by text and mail, and by call 2 min later", "After 5 min Backup by text, mail and call",
        "After 10 min Everyone and Duty manager by text, mail and call, and again every 5 min",
        "50 % unless it was acknowledged by then", "90 % unless it was replied to by then",
    ):  # fmt: skip
        assert page.shows(words), words


def test_an_engineer_may_read_it_too(world: World):
    assert world.dana.signs_in().open("/manage/policy").headline == "The policy"


# -- what would happen


@pytest.mark.parametrize(
    ("shipped", "local", "answers"),
    [
        ("prospect365", "2026-11-20 08:29:59", Answers(services=("crm",), affected="everyone")),
        ("prospect365", "2026-11-20 08:30", Answers(services=("crm",), affected="everyone")),
        ("prospect365", "2026-11-20 16:30", Answers(services=("crm", "on-premise"), affected="unsure")),
        ("prospect365", "2026-11-20 16:30", Answers(services=("version-6",), affected="everyone")),
        ("prospect365", "2026-12-25 12:00", Answers(services=("sites",), affected="some")),
        ("prospect365", "2026-03-29 00:30", Answers(services=("unsure",), affected="everyone")),
        (
            "flatpeak",
            "2026-11-20 17:30",
            Answers(services=("api",), affected="some", told={"impact": "stopped", "workaround": "none"}),
        ),
        ("flatpeak", "2026-11-21 03:00", Answers(services=(), affected="some", tier="advanced", severity="p3")),
        (
            "informed",
            "2026-12-24 16:00",
            Answers(services=("core",), affected="everyone", told={"impact": "significant"}),
        ),
        (
            "informed",
            "2026-11-20 10:00",
            Answers(
                services=("core",),
                affected="everyone",
                term=Term(starts=None, ends=datetime(2026, 11, 19, tzinfo=UTC).date()),
            ),
        ),
        ("kustomer", "2026-11-01 00:30", Answers(services=("platform",), affected="everyone", severity="p2")),
        (
            "pugpig",
            "2026-11-20 17:45",
            Answers(services=("app",), affected="everyone", tier="enterprise", told={"impact": "stopped"}),
        ),
        ("pugpig", "2026-11-26 17:45", Answers(services=("app",), affected="some", region="us", severity="p4")),
    ],
    indirect=["shipped"],
)
def test_it_says_what_the_triage_decides(shipped: World, local: str, answers: Answers):
    there = shipped.desk.policy.hours.local
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(there.zone))
    decision = decide(shipped.desk.rules, answers, at)

    page = page_of(shipped, **asked(local, answers))

    assert page.status == 200
    assert page.shows(HEADLINES[decision.verdict])
    assert page.shows(f"Why {decision.reasons[0].clause} decides" if decision.verdict == "accepted" else "Nobody.")
    for reason in decision.reasons:
        came_up = reason.outcome not in ("not concerned", "not reached")
        assert page.shows(f"{reason.clause} {reason.outcome} {reason.text}" if came_up else reason.outcome.capitalize())
    for due in (decision.respond_by, decision.resolve_by, decision.gate_opens, decision.gate_closes):
        assert due is None or page.shows(full_time(due, there))
    if decision.verdict == "accepted":
        level = shipped.desk.policy.severity(decision.severity)
        assert level is not None
        assert page.shows(f"Accepted as {level.name}.")


def asked(local: str, answers: Answers) -> dict[str, str | list[str]]:
    """The same question in the URL."""
    on, _, at = local.partition(" ")
    ends = answers.term.ends if answers.term else None
    words: dict[str, str | list[str]] = {
        "on": on,
        "at": at,
        "services": list(answers.services),
        "affected": answers.affected,
        "severity": answers.severity or "",
        "tier": answers.tier or "",
        "region": answers.region or "",
        "term_starts": "",
        "term_ends": ends.isoformat() if ends else "",
    }
    return words | {f"answer-{field}": slug for field, slug in answers.told.items()}


@pytest.mark.parametrize("shipped", ["pugpig"], indirect=True)
def test_it_lists_the_counted_time_of_each_promise(shipped: World):
    page = page_of(shipped, on="2026-11-20", at="17:45", services="app", tier="enterprise", severity="p1")

    assert page.shows("Counted: Fri 17:45-18:00 15 min, Sat and Sun closed, Mon 09:00-09:15 15 min.")
    assert page.shows("Counted: Fri 17:45-18:00 inside the hours, Fri 18:00-19:00 1 h.")
    assert page.shows("Response due Friday 20 November 2026 19:00 GMT")
    assert page.shows("Resolution due As soon as possible: no time is promised")


@pytest.mark.parametrize("shipped", ["pugpig"], indirect=True)
def test_a_customer_elsewhere_has_their_own_clock_beside_the_policys(shipped: World):
    page = page_of(shipped, on="2026-11-20", at="17:45", services="app", region="us", severity="p1")

    assert page.shows("Response due Friday 20 November 2026 18:15 GMT (Friday, November 20, 2026, 1:15 PM EST)")
    assert page.shows("Counted on the clock of Eastern time.")


def test_it_names_who_would_be_paged_and_when(world: World):
    page = asked_at_night(world)

    assert page.shows("Saturday 21 November 2026 03:02 GMT at once Primary: Dana Okafor")
    assert page.shows("Saturday 21 November 2026 03:07 GMT after 5 min Backup: Eve Lindqvist")
    assert page.shows(
        "Saturday 21 November 2026 03:12 GMT after 10 min Everyone and Duty manager: "
        "Dana Okafor, Eve Lindqvist, Mo Haddad, and again every 5 min"
    )
    assert not page.shows("Warning")


def test_the_people_are_those_on_call_at_that_instant(world: World):
    world.at("Saturday 02:10")
    world.goes_off_call(world.dana)

    assert asked_at_night(world, at="02:09").shows("Primary: Dana Okafor")
    assert asked_at_night(world, at="02:10").shows("Primary: nobody")


def test_a_step_that_finds_nobody_is_warned_of_and_the_next_comes_at_once_as_it_does_at_night(world: World):
    world.at("Saturday 02:10")
    world.goes_off_call(world.dana)

    page = asked_at_night(world, at="02:10")
    world.carol.reports("crm")

    assert page.shows("Warning: nobody is on call for this step, so the next one is taken at once.")
    assert page.shows("Saturday 21 November 2026 02:10 GMT at once Backup: Eve Lindqvist Earlier than planned")
    assert world.eve.phone.receives("CRM down")
    assert page.shows("Saturday 21 November 2026 02:15 GMT after 5 min Everyone and Duty manager")
    world.passes(minutes=5)
    assert world.mo.phone.receives("STILL OPEN")


def test_somebody_without_a_phone_is_warned_of(world: World):
    world.loses_phone(world.dana)

    assert asked_at_night(world).shows("Warning: no phone that works is known of Dana Okafor.")


def test_it_only_reads(night: World):
    night.carol.reports("crm")
    browser = night.mo.signs_in()
    before = memory(night)

    for query in (
        "",
        "?on=2026-11-21&at=03:02&services=crm",
        "?on=2026-11-21&at=x",
        "?on=2026-11-20&at=12:00&services=crm",
    ):
        browser.open(f"/manage/policy{query}")

    assert memory(night) == before


def test_the_form_keeps_what_the_address_asks_so_that_it_can_be_passed_on(world: World):
    page = asked_at_night(world, services=["crm", "version-6"], affected="unsure", severity="critical")

    kept = fields(page)

    assert page.form("Ask").method == "get"
    assert kept["on"] == ["2026-11-21"]
    assert kept["at"] == ["03:02"]
    assert kept["services"] == ["crm", "version-6"]
    assert kept["affected"] == ["unsure"]
    assert kept["severity"] == ["critical"]


def test_until_something_is_asked_the_form_holds_this_moment(night: World):
    kept = fields(page_of(night))

    assert (kept["on"], kept["at"]) == (["2026-11-21"], ["02:10"])


# -- the nights on which the clocks change, and words that cannot be understood


def test_a_time_that_happens_twice_is_asked_about(world: World):
    page = asked_at_night(world, on="2026-10-25", at="01:30")

    assert page.status == 422
    assert page.shows("There is a problem The clocks go back that day: it is 01:30 twice.")
    assert page.shows("The first: 01:30 BST")
    assert page.shows("The second: 01:30 GMT")
    assert fields(page)["services"] == ["crm"]


@pytest.mark.parametrize(
    ("which", "due"),
    [("first", "Sunday 25 October 2026 02:30 GMT"), ("second", "Sunday 25 October 2026 03:30 GMT")],
)
def test_the_first_and_the_second_are_an_hour_apart(world: World, which: str, due: str):
    page = asked_at_night(world, on="2026-10-25", at="01:30", which=which)

    assert page.status == 200
    assert page.shows(f"Response due {due}")
    assert fields(page)["which"] == [which]


def test_a_time_that_the_clocks_leave_out_is_an_error_that_says_so(world: World):
    page = asked_at_night(world, on="2026-03-29", at="01:30")

    assert page.status == 422
    assert page.shows("The clocks go forward that day and leave out 01:30: it never happens")
    assert fields(page)["at"] == ["01:30"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"on": "next Friday"}, "Type a date, as in 2026-12-25"),
        ({"on": ""}, "Type a date, as in 2026-12-25"),
        ({"on": "9999-12-31"}, "Type a date in the years 1971 to 2198: no others are known"),
        ({"at": "25:00"}, "Type a time, as in 03:00"),
        ({"at": "03:00+01:00"}, "Type a time, as in 03:00"),
        ({"services": "mainframe"}, "'mainframe' is not in the policy: choose something else"),
        ({"affected": "the cat"}, "'the cat' is not in the policy: choose something else"),
        ({"severity": "p9"}, "'p9' is not in the policy: choose something else"),
    ],
)
def test_what_cannot_be_understood_is_said_at_its_field_and_kept(world: World, words: dict[str, str], error: str):
    page = asked_at_night(world, **words)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.text.count(error) == 2  # in the summary, and at the field
    for name, typed in words.items():
        assert fields(page)[name] == [typed]


def test_the_services_are_wanted_where_the_policy_decides_by_them(world: World):
    page = page_of(world, on="2026-11-21", at="03:02")

    assert page.status == 422
    assert page.shows("Choose what has stopped")


@pytest.mark.parametrize("shipped", ["informed"], indirect=True)
def test_a_term_that_ends_before_it_starts_is_an_error(shipped: World):
    page = page_of(shipped, on="2026-11-20", at="03:02", term_starts="2026-02-01", term_ends="2026-01-31")

    assert page.status == 422
    assert page.shows("Type a last day that is not before the first")
    assert fields(page)["term_ends"] == ["2026-01-31"]


@pytest.mark.parametrize("year", ["1971", "2150", "2198"])
def test_a_year_without_holiday_data_is_answered_in_doubt(world: World, year: str):
    page = asked_at_night(world, on=f"{year}-06-15", at="12:00")

    assert page.status == 200
    assert page.shows("doubt opens the form") == (year != "1971")
