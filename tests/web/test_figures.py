"""Reports for managers: a period's page, its CSVs, and the note on a missed promise."""

import pytest

from tests.web import week
from tests.web.seen import memory
from tests.world import World

WEEK = "?by=week&of=2026-11-16"


@pytest.fixture
def friday(world: World) -> World:
    """Friday evening of a week of which everything is known."""
    world.names = week.happens(world)  # type: ignore[attr-defined]
    return world


def test_the_week_is_told_in_figures(friday: World):
    page = friday.mo.signs_in().open("/manage/reports")

    assert page.headline == "Week of Monday 16 November 2026"
    assert page.shows("Received 5")
    assert page.shows("Accepted 3")
    assert page.shows("Refused 2 1 not covered, 1 while the form was closed")
    assert page.shows("Overturned 0")
    assert page.shows("Replied to in time: 1 of 2, 1 not due yet.")
    assert page.shows("Acknowledged 2 – – – 20 min fewer than 5: too few for a percentile")
    assert page.shows("3 reports are too few to see a pattern in.")
    assert page.shows("which is so far")


def test_a_missed_promise_is_listed_with_what_the_timeline_says(friday: World):
    page = friday.dana.signs_in().open("/manage/reports")

    late = friday.names["late"]  # type: ignore[attr-defined]
    assert page.shows(
        f"{late} Wed 18 Nov 02:10 Acme Foods Response Wed 18 Nov 04:10 Wed 18 Nov 04:20 Acknowledged 20 min after"
    )
    assert page.shows("none yet")
    assert not page.shows("Note why"), "managers note"


def test_a_manager_notes_why_and_the_timeline_keeps_it(friday: World):
    late = friday.names["late"]  # type: ignore[attr-defined]
    browser = friday.mo.signs_in()
    browser.open(browser.open(f"/manage/incidents/{late}").link("note why the response was late"))
    before = memory(friday)

    page = browser.presses("Keep the note", words="")
    assert (page.status, page.title[:6]) == (422, "Error:")
    assert page.shows("There is a problem Choose what comes closest Say why the promise was missed")
    page = browser.presses("Keep the note", words="The fibre was cut", cause="the moon")
    assert page.shows("There is a problem Choose what comes closest")
    assert ("words", "The fibre was cut") in page.form("Keep the note").fields
    assert memory(friday) == before

    page = browser.presses("Keep the note", cause="third-party")
    assert page.shows("Mo put the missed reply down to this: A third party")
    assert page.shows("Mo noted why the reply was missed: The fibre was cut")
    assert browser.open("/manage/reports").shows("A third party. The fibre was cut (Mo Haddad)")
    (row,) = week.rows(browser, f"/manage/reports/breaches.csv{WEEK}")
    assert (row["reference"], row["promise"], row["reason"]) == (late, "response", "A third party")
    assert (row["note"], row["noted by"]) == ("The fibre was cut", "Mo Haddad")


def test_reasons_are_counted_and_a_later_one_takes_the_place_of_the_first(friday: World):
    late = friday.names["late"]  # type: ignore[attr-defined]
    browser = friday.mo.signs_in()
    assert browser.open("/manage/reports").shows("By reason ReasonResponsesResolutions Not noted yet 1 0")

    for cause in ("asleep", "unreached"):
        browser.open(f"/manage/incidents/{late}/breach")
        browser.presses("Keep the note", cause=cause, words="As the provider says")

    assert browser.open("/manage/reports").shows("ReasonResponsesResolutions The page did not arrive 1 0")
    counts = {row["reason"]: row["response"] for row in week.rows(browser, f"/manage/reports/reasons.csv{WEEK}")}
    assert [reason for reason, count in counts.items() if count == "1"] == ["The page did not arrive"]
    assert len(counts) == 7


def test_the_same_note_pressed_twice_is_one_and_the_first_may_come_back_after_another(friday: World):
    late = friday.names["late"]  # type: ignore[attr-defined]
    browser = friday.mo.signs_in()
    form = browser.open(f"/manage/incidents/{late}/breach").form("Keep the note")

    for _ in range(2):
        assert browser.sends(form, "Keep the note", cause="asleep", words="Dana overslept").status == 200
    assert [friday.kinds(late).count(kind) for kind in ("breach.caused", "breach.noted")] == [1, 1]

    for words in ("Dana overslept, and Eve", "Dana overslept"):
        browser.sends(form, "Keep the note", cause="asleep", words=words)
    assert friday.kinds(late).count("breach.noted") == 3
    assert browser.open("/manage/reports").shows("Nobody was awake. Dana overslept (Mo Haddad)")


def test_what_was_typed_too_long_is_kept(friday: World):
    late = friday.names["late"]  # type: ignore[attr-defined]
    browser = friday.mo.signs_in()
    browser.open(f"/manage/incidents/{late}/breach")

    page = browser.presses("Keep the note", words="x" * 2_001)

    assert page.shows("Shorten it to 2,000 letters")
    assert ("words", "x" * 2_001) in page.form("Keep the note").fields


def test_what_was_kept_in_time_asks_for_no_note(friday: World):
    in_time = friday.names["in time"]  # type: ignore[attr-defined]

    assert friday.mo.signs_in().open(f"/manage/incidents/{in_time}/breach").status == 409


def test_whoever_takes_a_refusal_further_overturns_it(world: World):
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="some")
    browser.presses("It now affects everyone")
    page = browser.presses("Send", **world.carol.details())
    assert page.shows("We're alerting an engineer")

    page = world.mo.signs_in().open("/manage/reports")

    assert page.shows("Received 2 Accepted 1 Refused 1 1 not covered, 0 while the form was closed Overturned 1")


def test_a_drill_is_counted_apart(world: World):
    world.at("Saturday 02:10")
    desk = world.mo.signs_in()
    desk.open("/manage/people")
    person = desk.page.link("Mo Haddad")
    desk.open(person)
    desk.presses("I take part in drills")
    desk.open("/manage/drills/new")
    desk.presses("Start")
    world.settles()

    page = desk.open("/manage/reports")

    assert page.shows("Received 0")
    assert page.shows("Drills, apart 1")


def test_a_night_and_a_month_are_asked_for_by_address(friday: World):
    browser = friday.mo.signs_in()

    night = browser.open("/manage/reports?by=night&of=2026-11-17T17:00")
    assert night.headline == "Night of Tuesday 17 November 2026"
    assert night.shows("Received 2")
    month = browser.open("/manage/reports?by=month&of=2026-11")
    assert month.headline == "November 2026"
    assert month.shows("Received 5")
    assert browser.open("/manage/reports?by=month&of=2026-10").shows("Received 0")


def test_each_table_is_a_csv(friday: World):
    browser = friday.dana.signs_in()

    counts = {row["what"]: row["reports"] for row in week.rows(browser, f"/manage/reports/counts.csv{WEEK}")}
    assert (counts["received"], counts["refused: not covered"], counts["reply: promise met"]) == ("5", "1", "1")
    times = week.rows(browser, f"/manage/reports/times.csv{WEEK}")
    assert [(row["n"], row["median minutes"], row["worst minutes"]) for row in times[1:]] == [
        ("2", "", "20.0"), ("2", "", "130.0"), ("2", "", "130.0"),
    ]  # fmt: skip
    days = week.rows(browser, f"/manage/reports/days.csv{WEEK}")
    assert [row["received"] for row in days] == ["0", "1", "2", "0", "2"]
    nights = week.rows(browser, f"/manage/reports/nights.csv{WEEK}")
    assert (nights[1]["18:00"], nights[2]["02:00"], nights[2]["10:00"], nights[4]["20:00"]) == ("1", "1", "0", "1")


def test_a_note_is_no_formula_in_a_csv(friday: World):
    late = friday.names["late"]  # type: ignore[attr-defined]
    browser = friday.mo.signs_in()
    browser.open(f"/manage/incidents/{late}/breach")
    browser.presses("Keep the note", cause="other", words="=1+1")

    (row,) = week.rows(browser, f"/manage/reports/breaches.csv{WEEK}")

    assert row["note"] == "'=1+1"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?by=year", '"year" is no period'),
        ("?by=week&of=2026-11-17", '"2026-11-17" is no week'),
        ("?by=month&of=2026-12", "has not begun"),
        ("?by=night&of=<script>", "is no night"),
    ],
)
def test_a_period_that_is_none_is_said_with_the_choice_beside_it(world: World, asked: str, words: str):
    world.at("Saturday 02:10")
    browser = world.mo.signs_in()

    page = browser.open(f"/manage/reports{asked}")

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows(words)
    assert browser.fetches(f"/manage/reports/counts.csv{asked}").status_code == 422


def test_there_is_no_other_table(world: World):
    assert world.mo.signs_in().fetches("/manage/reports/secrets.csv").status_code == 404


def test_an_engineer_notes_nothing(friday: World):
    late = friday.names["late"]  # type: ignore[attr-defined]

    assert friday.dana.signs_in().open(f"/manage/incidents/{late}/breach").status == 403
