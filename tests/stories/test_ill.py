"""When we are ill: with the database away, no reference is shown that is not kept, and no report is lost."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.dispatcher.conftest import Outside, outside
from tests.stories.ill import REFERENCE, is_no_false_success, night, open_ill, page_2, sends, turn
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.seen import kept
from tests.world import World
from tests.world.away import Away, Points, full, gone, locked, read_only, refused, standby

__all__ = ["furnished_postgresql", "furnished_template", "night", "open_ill", "outside", "postgresql_url", "sqlite_url"]

LONG = "The whole log of it. " * 400
WAYS = [("sqlite", way) for way in (locked, full, read_only, gone)]
WAYS += [("postgresql", way) for way in (refused, standby)]


@pytest.mark.parametrize(("engine", "away"), WAYS, ids=lambda one: getattr(one, "__name__", one))
def test_with_the_database_away_a_report_is_kept_and_enters_once_when_it_is_back(
    open_ill: Callable[..., World], outside: Outside, engine: str, away: Away
):
    world = open_ill(engine)
    browser = page_2(world)

    with away(world):
        page = browser.presses("Send", **world.carol.details(LONG))
        turn(world)

        assert is_no_false_success(page)
        assert page.headline == "We have kept your report, but please ring us"
        assert page.shows("trying to reach an engineer directly")
        assert page.shows(world.desk.policy.telephone)
        form = page.form("Send again")
        assert {("errors", LONG.strip()), ("company", "Acme Foods"), ("services", "crm")} <= set(form.fields)
        (file,) = world.desk.spool.folder.glob("*.json")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        received_at = world.clock.now()
        world.sleeps(minutes=30)

    turn(world)
    turn(world)
    world.settles()

    (report,) = kept(world, "reports")
    assert (report["received_at"], report["verdict"], report["errors"]) == (received_at, "accepted", LONG.strip())
    (incident,) = kept(world, "incidents")
    assert incident["opened_at"] == received_at
    assert "kept in a file while the database was away" in world.events(report["reference"])[0].text
    assert any(one.body.startswith(f"P365 EMERGENCY {report['reference']}") for one in outside.texts.took)
    (mail,) = [one for one in outside.mails.took if one.to == "carol@acme.example"]
    assert report["reference"] in mail.subject
    assert world.desk.spool.waiting() == []
    again = browser.sends(form, "Send again")
    assert again.shows(f"reference {report['reference']}")
    assert again.shows("We had received your report at 2:10am")
    assert len(kept(world, "reports")) == 1


@pytest.mark.parametrize("once", [False, True], ids=["from there on", "there alone"])
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_at_each_statement_and_commit_of_a_report_nothing_is_shown_that_is_not_kept(
    open_ill: Callable[..., World], engine: str, once: bool
):
    world = open_ill(engine)
    points = Points(world)
    sends(world)
    browser = page_2(world)
    with points.counted() as passed:
        browser.presses("Send", **world.carol.details("All is well"))
        most = passed()
    assert most > 15

    false = []
    for point in range(1, most + 1):
        browser = page_2(world)
        with points.failing(point, once=once):
            page = browser.presses("Send", **world.carol.details(f"Failure {point}"))
        is_kept = any(report["errors"] == f"Failure {point}" for report in kept(world, "reports"))
        if not (is_kept or (is_no_false_success(page) and page.shows("We have kept your report"))):
            false.append(point)
    turn(world)
    turn(world)

    assert false == []
    entered = sorted(report["errors"] for report in kept(world, "reports"))
    assert entered == sorted(["none", "All is well", *(f"Failure {point}" for point in range(1, most + 1))])
    assert len(kept(world, "incidents")) == most + 2
    assert world.desk.spool.waiting() == []


def test_a_commit_whose_answer_is_lost_is_one_report(night: World):
    points = iter([TimeoutError("the answer was lost")])

    def lose() -> None:
        for error in points:
            raise error

    night.desk.database.on_work(lose)
    page = sends(night)
    turn(night)

    assert is_no_false_success(page)
    assert page.shows("We have kept your report")
    assert len(kept(night, "reports")) == len(kept(night, "incidents")) == 1
    assert night.desk.spool.waiting() == []


def test_a_clerk_who_is_killed_between_entering_and_removing_changes_nothing_more(night: World, outside: Outside):
    with read_only(night):
        sends(night)
    (file,) = night.desk.spool.folder.glob("*.json")
    content = file.read_bytes()
    turn(night)
    night.settles()
    events, texts = len(kept(night, "timeline")), len(outside.texts.took)

    file.write_bytes(content)
    turn(night)
    night.settles()

    assert len(kept(night, "reports")) == 1
    assert (len(kept(night, "timeline")), len(outside.texts.took)) == (events, texts)
    assert night.desk.spool.waiting() == []


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_clerks_of_many_processes_enter_it_once(open_ill: Callable[..., World], engine: str):
    world = open_ill(engine)
    with (read_only if engine == "sqlite" else standby)(world):
        for number in range(4):
            sends(world, f"Failure {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: world.app.extensions["clerk"].turn(), range(4)))
    turn(world)

    assert sorted(report["errors"] for report in kept(world, "reports")) == [f"Failure {n}" for n in range(4)]
    assert world.desk.spool.waiting() == []


def test_the_gate_is_that_of_the_instant_at_which_it_was_sent(night: World):
    night.at("Monday 08:20")
    turn(night)
    with read_only(night):
        sends(night, "Sent while the form was open")
        night.sleeps(minutes=20)
    turn(night)
    with read_only(night):
        browser = night.carol.browser()
        browser.open("/report?anyway=yes")
        browser.presses("Continue", services="crm", affected="everyone")
        night.clock.set(night.clock.now().replace(hour=16, minute=55))
        closed = browser.presses("Send", **night.carol.details("Sent while it was closed"))
        night.sleeps(minutes=30)
    turn(night)

    verdicts = {report["errors"]: report["verdict"] for report in kept(night, "reports")}
    assert verdicts == {"Sent while the form was open": "accepted", "Sent while it was closed": "closed"}
    assert closed.shows("nobody has been alerted yet")


def test_a_second_press_after_the_gate_has_closed_does_not_take_the_emergency_away(night: World):
    night.at("Monday 08:29")
    with read_only(night):
        browser = page_2(night)
        page = browser.presses("Send", **night.carol.details())
        night.sleeps(minutes=2)

    again = browser.sends(page.form("Send again"), "Send again")

    assert REFERENCE.search(again.text)
    assert [report["verdict"] for report in kept(night, "reports")] == ["accepted"]
    assert night.desk.spool.waiting() == []


def test_other_words_under_the_same_form_are_both_kept(night: World):
    with read_only(night):
        browser = page_2(night)
        page = browser.presses("Send", **night.carol.details("It says 500"))
        form = page.form("Send again")
        browser.sends(form, "Send again")
        night.sleeps(minutes=1)
        browser.sends(form, "Send again", errors="Now it says 502")
        assert len(night.desk.spool.waiting()) == 2
    turn(night)

    (report,) = kept(night, "reports")
    assert report["errors"] == "It says 500"
    assert any("Now it says 502" in str(event.facts) for event in night.events(report["reference"]))


def test_what_is_not_covered_is_kept_too_and_the_choices_stay(night: World, outside: Outside):
    browser = night.carol.browser()
    browser.open("/report")
    with read_only(night):
        page = browser.presses("Continue", services="version-6", affected="everyone")
        night.app.extensions["direct"].rings_no_more()
    turn(night)

    assert is_no_false_success(page)
    assert page.shows("nobody has been woken")
    assert ("services", "version-6") in page.form("Send again").fields
    assert [report["verdict"] for report in kept(night, "reports")] == ["declined"]
    assert outside.texts.took == []


def test_where_no_file_can_be_written_the_page_says_that_it_is_not_kept(open_ill: Callable[..., World], tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    world = open_ill(SPOOL=str(tmp_path / "taken" / "spool"))
    with read_only(world):
        page = sends(world, "What was typed")

    assert is_no_false_success(page)
    assert page.headline == "Your report is not kept: please ring us now"
    assert not page.shows("have kept")
    assert page.shows(world.desk.policy.telephone)
    assert ("errors", "What was typed") in page.form("Send again").fields


def test_the_first_pages_are_there_with_the_database_away(open_ill: Callable[..., World]):
    for engine, away in WAYS[:1] + WAYS[3:5]:
        world = open_ill(engine)
        with away(world):
            world.sleeps(minutes=1)
            browser = world.carol.browser()
            assert browser.open("/").shows("open now")
            assert browser.open("/report").shows("What has stopped?")
            assert browser.presses("Continue", services="crm", affected="everyone").shows("Tell us what you see")


def test_a_file_that_cannot_be_read_is_set_aside_with_an_alarm_until_somebody_sees_to_it(night: World):
    with read_only(night):
        sends(night)
    (file,) = night.desk.spool.folder.glob("*.json")
    good = file.read_bytes()
    file.write_bytes(good[:100])

    turn(night)

    answer = night.app.test_client().get("/readyz").json
    assert answer is not None
    assert (answer["spooled"], answer["unreadable"]) == (0, 1)
    (aside,) = (night.desk.spool.folder / "aside").iterdir()
    assert aside.read_bytes() == good[:100]
    (alarm,) = kept(night, "alarms")
    assert (alarm["kind"].startswith("spool:"), alarm["cleared_at"]) == (True, None)

    aside.unlink()
    file.write_bytes(good)
    turn(night)

    assert len(kept(night, "reports")) == 1
    assert kept(night, "alarms")[0]["cleared_at"] is not None


def test_a_report_that_cannot_enter_does_not_hold_up_the_others(night: World):
    with read_only(night):
        sends(night, "The bad one")
        (bad,) = night.desk.spool.folder.glob("*.json")
        night.sleeps(minutes=1)
        sends(night, "The good one")
    bad.write_bytes(bad.read_bytes().replace(b'"customer_id": null', b'"customer_id": "nobody"'))

    turn(night)

    assert [report["errors"] for report in kept(night, "reports")] == ["The good one"]
    assert len(night.desk.spool.set_apart()) == 1


def test_readyz_counts_what_waits(night: World):
    with read_only(night):
        sends(night)
        answer = night.app.test_client().get("/readyz").json

    assert answer is not None
    assert answer["spooled"] == 1


def test_paging_begins_when_it_enters_and_its_clock_when_it_was_sent(night: World, outside: Outside):
    with read_only(night):
        sends(night)
        night.sleeps(hours=1)
    outside.texts.took.clear()
    turn(night)
    night.passes(seconds=30)

    (incident,) = kept(night, "incidents")
    assert incident["respond_by"] - incident["opened_at"] == timedelta(hours=2)
    assert incident["paging_since"] == incident["opened_at"] + timedelta(hours=1)
    assert [one.to for one in outside.texts.took if "EMERGENCY" in one.body] == ["+447700900101"]
