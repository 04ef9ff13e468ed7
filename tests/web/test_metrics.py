"""Metrics: the figures are those of the database at that moment, and only whoever may reads them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.domain.delivery import Balance
from app.operations import alarms, observing, privacy
from app.store.deliveries import Delivery
from tests.stories.test_afterwards import at
from tests.stories.test_drills import agree, begins
from tests.stories.test_overturning import overturns, refused
from tests.stories.test_shift_checks import begins as on_call
from tests.stories.test_shift_checks import shift
from tests.web.seen import PAGE_2
from tests.web.settings import PRODUCTION
from tests.world import World

TOKEN = "a-token-for-prometheus"
LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+-]+')


def scraped(world: World, **headers: str):
    return world.app.test_client().get("/metrics", headers=headers, base_url="http://10.1.2.3:8000")


def figures(world: World) -> dict[str, float]:
    """Each series by its name and labels."""
    lines = [line for line in scraped(world).text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def counters(world: World) -> dict[str, float]:
    """Those series that say of themselves that they never fall while the month lasts."""
    heads = [line.split() for line in scraped(world).text.splitlines() if line.startswith("# TYPE")]
    names = {name for _, _, name, kind in heads if kind == "counter"}
    return {series: value for series, value in figures(world).items() if series.partition("{")[0] in names}


def test_a_quiet_night_has_nothing_open_and_a_dispatcher_that_is_well(each_world: World):
    each_world.at("Saturday 02:10")

    found = figures(each_world)

    assert found["portal_incidents_open"] == found["portal_incidents_unacknowledged"] == 0
    assert found["portal_oldest_unacknowledged_seconds"] == found["portal_next_page_overdue_seconds"] == 0
    assert found["portal_dispatcher_beat_age_seconds"] == 0
    assert found["portal_audit_passed"] == 1
    assert found["portal_spool_waiting"] == 0
    assert found["portal_opted_out"] == 0
    assert "portal_rota_gap_ahead_seconds" not in found


def test_an_open_incident_is_counted_with_its_age_and_its_pages(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(minutes=3)

    found = figures(world)

    assert (found["portal_incidents_open"], found["portal_incidents_unacknowledged"]) == (1, 1)
    assert found["portal_oldest_unacknowledged_seconds"] == 180
    assert found['portal_first_page_seconds_bucket{le="1"}'] == found["portal_first_page_seconds_count"] == 1
    assert found['portal_first_page_seconds_bucket{le="+Inf"}'] == 1
    assert found['portal_reports_total{verdict="accepted"}'] == 1
    states = {name for name in found if name.startswith("portal_deliveries")}
    assert any('medium="sms",provider="demo"' in name for name in states), states


def test_how_promises_were_kept_this_month_is_counted(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    assert figures(world)["portal_reply_due_seconds"] == 2 * 60 * 60
    world.passes(minutes=4)
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    world.passes(minutes=10)
    browser.presses("I told them on the phone")

    found = figures(world)

    assert found['portal_responses{standing="in_time"}'] == 1
    assert found['portal_responses{standing="missed"}'] == 0
    assert "portal_reply_due_seconds" not in found
    assert found['portal_acknowledgement_seconds_bucket{le="120"}'] == 0
    assert found['portal_acknowledgement_seconds_bucket{le="300"}'] == 1
    assert found["portal_acknowledgement_seconds_sum"] == 4 * 60
    assert found['portal_first_reply_seconds_bucket{le="300"}'] == 0
    assert found['portal_first_reply_seconds_bucket{le="900"}'] == found["portal_first_reply_seconds_count"] == 1
    assert found['portal_rounds_total{ways="two"}'] == 1
    assert found["portal_lapses_total"] == found["portal_pages_after_acknowledgement"] == 0


def test_a_missed_reply_and_an_acknowledgement_that_lapsed_are_counted(world: World):
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    world.passes(hours=2, minutes=1)

    found = figures(world)
    assert found['portal_responses{standing="missed"}'] == 1
    assert found["portal_reply_due_seconds"] == -60
    assert found["portal_lapses_total"] == 1
    assert found["portal_pages_after_acknowledgement"] == 0, "whom nobody looks after is paged for again"


@pytest.mark.parametrize(("made", "taken", "counted"), [(5, 6, 1), (-5, 44, 0), (-5, 46, 1)])
def test_a_page_that_was_begun_after_the_acknowledgement_is_counted(
    each_world: World, made: int, taken: int, counted: int
):
    """Seconds after the acknowledgement; no send lasts longer than 45."""
    world = each_world
    world.at("Saturday 02:10")
    reference = world.carol.reports("crm").reference
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    text = world.pages(reference)[0]
    at = world.clock.now()
    with world.desk.database.writing() as session:
        kept = session.get_one(Delivery, text.id)
        kept.created_at, kept.sent_at = at + timedelta(seconds=made), at + timedelta(seconds=taken)

    assert figures(world)["portal_pages_after_acknowledgement"] == counted


def test_a_missed_reply_that_was_none_is_no_longer_among_the_missed_and_no_counter_falls(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.passes(hours=3)
    before, counted = figures(world), counters(world)
    assert before['portal_responses{standing="missed"}'] == 1
    assert {name.partition("{")[0] for name in counted} == {
        "portal_reports_total", "portal_rounds_total", "portal_unproven_pages_total", "portal_lapses_total",
        "portal_shift_checks_asked_total", "portal_shift_checks_confirmed_total",
    }  # fmt: skip
    assert counted["portal_lapses_total"] == 1

    desk = at(world, report)
    desk.presses("I told them on the phone", words="We are on it", told_at="2026-11-21T02:30")
    assert figures(world)['portal_responses{standing="in_time"}'] == 1
    desk.presses("It's fixed", words="Made room")
    with world.desk.database.writing() as session:
        privacy.erase(session, "carol@acme.example", by="Mo", mint=world.desk.mint, now=world.clock.now())
    assert world.report(report.reference).erased_at

    assert figures(world)['portal_responses{standing="missed"}'] == 0
    after = counters(world)
    assert [name for name in counted if after[name] < counted[name]] == []


def test_a_drill_counts_for_no_promise(world: World):
    world.at("Saturday 02:10")
    agree(world, "Dana", "Mo")
    before = figures(world)

    begins(world)
    world.passes(minutes=3)

    found = figures(world)
    promised = [
        name for name in found if name.startswith(("portal_rounds", "portal_resp", "portal_ack", "portal_first_"))
    ]
    assert {name: found[name] for name in promised} == {name: before[name] for name in promised}
    assert "portal_reply_due_seconds" not in found


def test_a_refusal_that_was_taken_further_is_counted(world: World):
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="some")
    assert figures(world)["portal_refusals_overturned"] == 0

    browser.presses("It now affects everyone")
    browser.presses("Send", **PAGE_2)

    found = figures(world)
    assert found["portal_refusals_overturned"] == found['portal_reports_total{verdict="declined"}'] == 1


def test_a_refusal_that_a_colleague_accepts_is_overturned(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm", affected="some")
    desk = world.mo.signs_in()
    desk.open(f"/manage/incidents/{report.reference}/overturning")
    desk.presses("Accept it", reason="It is everyone")

    assert figures(world)["portal_refusals_overturned"] == 1


def test_how_long_it_took_leaves_out_what_was_refused_at_first(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = refused(world)
    world.passes(hours=10)
    overturns(world, report.reference)
    browser = world.dana.phone.receives_text(f"EMERGENCY {report.reference}").opens_link()
    browser.presses("Acknowledge")
    browser.presses("I told them on the phone")

    found = figures(world)

    took = ("portal_first_page_seconds", "portal_acknowledgement_seconds", "portal_first_reply_seconds")
    assert [found[f"{name}_count"] for name in took] == [0, 0, 0]


def test_shift_checks_are_counted_as_asked_and_as_confirmed(world: World):
    fay = on_call(world, "Tuesday 16:00")
    shift(world, fay, 1)
    world.passes(hours=1)
    text = fay.phone.receives_text("Tap to confirm this phone works")
    assert figures(world)["portal_shift_checks_confirmed_total"] == 0

    text.opens_link().presses("This phone works")

    found = figures(world)
    assert found["portal_shift_checks_asked_total"] == 1
    assert found["portal_shift_checks_confirmed_total"] == 1


def test_the_heartbeats_age_is_of_the_last_one_that_was_heard(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, HEARTBEAT_URL="http://127.0.0.1:9")  # where nobody listens
    world.at("Saturday 02:10")
    assert "portal_heartbeat_age_seconds" not in figures(world)
    for is_heard in (True, False):
        with world.desk.database.writing() as session:
            observing.beat(session, is_heard, world.clock.now())
        world.clock.move(timedelta(seconds=70))

    assert figures(world)["portal_heartbeat_age_seconds"] == 140


def test_what_an_account_has_left_is_a_number(world: World):
    world.at("Saturday 02:10")
    with world.desk.database.writing() as session:
        found = Balance(amount=12.5, currency="GBP")
        alarms.balance(session, "twilio", found, 10, world.clock.now(), world.desk.mint)

    assert figures(world)['portal_provider_balance{provider="twilio",currency="GBP"}'] == 12.5


def test_the_record_is_walked_and_nothing_in_it_waits(world: World):
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.settles()

    found = figures(world)

    assert found["portal_events_linked"] > 0
    assert found["portal_oldest_unlinked_event_seconds"] == 0
    assert found["portal_record_sound"] == 1
    assert "portal_backup_age_seconds" not in found
    world.files()
    world.clock.move(timedelta(minutes=7))
    assert figures(world)["portal_oldest_unlinked_event_seconds"] == 7 * 60


def test_a_dispatcher_that_is_gone_shows_in_its_age_and_in_the_page_that_is_late(world: World):
    world.at("Saturday 02:10")
    world.carol.reports("crm")

    world.sleeps(minutes=20)

    found = figures(world)
    assert found["portal_dispatcher_beat_age_seconds"] == 20 * 60
    assert found["portal_next_page_overdue_seconds"] == 18 * 60  # two minutes after the text a call was due


def test_a_gap_in_the_rota_is_ahead(world: World):
    world.at("Saturday 02:10")
    world.goes_off_call(world.dana)

    assert figures(world)["portal_rota_gap_ahead_seconds"] == 0


def test_acknowledged_and_resolved_are_no_longer_counted(world: World):
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    assert figures(world)["portal_incidents_unacknowledged"] == 0

    browser.presses("It's fixed")

    assert figures(world)["portal_incidents_open"] == 0


def test_every_line_is_in_the_format(world: World):
    world.at("Saturday 02:10")
    world.carol.reports("crm")

    answer = scraped(world)

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    assert [line for line in answer.text.splitlines() if not (line.startswith("# ") or LINE.fullmatch(line))] == []


def test_nothing_personal_is_in_it(world: World):
    world.at("Saturday 02:10")
    world.carol.reports("crm")

    assert not re.search("carol|acme|dana|07700", scraped(world).text.lower())


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_with_a_token_nobody_else_reads_it(sqlite_url: str, open_world: Callable[..., World], given: dict[str, str]):
    world = open_world(sqlite_url, METRICS_TOKEN=TOKEN)

    assert scraped(world, **given).status_code == 401
    assert scraped(world, Authorization=f"Bearer {TOKEN}").status_code == 200


def test_without_one_only_the_machine_itself_reads_it_in_the_demo(world: World):
    away = world.app.test_client().get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})

    assert away.status_code == 404


def test_without_one_nobody_reads_it_in_production(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, **PRODUCTION)

    assert scraped(world).status_code == 404


def test_a_token_that_can_be_guessed_is_refused(sqlite_url: str, open_world: Callable[..., World]):
    with pytest.raises(Exception, match="METRICS_TOKEN is too easy to guess"):
        open_world(sqlite_url, METRICS_TOKEN="short")
