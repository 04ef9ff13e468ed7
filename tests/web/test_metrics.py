"""Metrics: the figures are those of the database at that moment, and only whoever may reads them."""

import re
from collections.abc import Callable

import pytest

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
