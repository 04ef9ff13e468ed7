"""Health: the process lives, and whether it can page somebody now, with every reason why not."""

from datetime import timedelta
from pathlib import Path

import pytest

from app import create_app
from app.desk import Desk
from app.domain.delivery import Medium
from app.operations import alarms, rota
from app.store import beats, incidents
from config import Settings
from tests.house.routes import ROUTES, filled
from tests.web.seen import PAGE_2, kept
from tests.world import World


def ready(world: World) -> tuple[int, list[str]]:
    answer = world.app.test_client().get("/readyz")
    assert answer.json is not None
    assert answer.json["status"] == ("ready" if answer.status_code == 200 else "not ready")
    return answer.status_code, answer.json["reasons"]


def test_it_lives(world: World):
    answer = world.app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_it_is_ready_after_a_cycle_and_for_a_minute(night: World):
    assert ready(night) == (200, [])

    night.passes(seconds=60)
    assert ready(night) == (200, [])


def test_without_a_beat_it_is_not_ready(world: World):
    assert ready(world) == (503, ["no dispatcher has completed a cycle for a minute"])


def test_a_minute_after_the_last_beat_it_is_not_ready(night: World):
    night.clock.move(timedelta(seconds=61))

    assert ready(night) == (503, ["no dispatcher has completed a cycle for a minute"])


def test_an_empty_rota_is_not_ready(night: World):
    with night.desk.database.writing() as session:
        for shift in kept(night, "shifts"):
            rota.end_shift(session, shift["id"], night.clock.now())

    assert ready(night) == (503, ["the rota is empty: nobody is on call"])


def test_a_failed_audit_is_not_ready(night: World):
    report = night.carol.reports("crm")
    with night.desk.database.writing() as session:
        incident = incidents.by_reference(session, report.reference)
        assert incident is not None
        incident.next_page_at = None
    night.settles()

    code, reasons = ready(night)

    assert code == 503
    assert reasons == [f"the dispatcher's audit failed: no next page in its time: {report.reference}"]


def test_several_reasons_are_said_at_once(world: World, sqlite_url: str):
    settings = Settings.from_env({"DATABASE_URL": sqlite_url})
    desk = Desk.open(settings, clock=world.clock, channels={Medium.SMS: (), Medium.MAIL: ()})
    with desk.database.writing() as session:
        beats.write(session, "the one", world.clock.now(), "a page is overdue")
        for shift in kept(world, "shifts"):
            rota.end_shift(session, shift["id"], world.clock.now())

    answer = create_app(settings, desk=desk).test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json == {
        "status": "not ready",
        "reasons": [
            "the dispatcher's audit failed: a page is overdue",
            "the rota is empty: nobody is on call",
            "no provider is configured for sms",
            "no provider is configured for mail",
            "no provider is configured for voice",
        ],
        "spooled": 0,
        "unreadable": 0,
    }
    desk.database.close()


def test_a_provider_that_takes_nothing_of_ours_is_said_of_each_medium_that_has_no_other(night: World):
    with night.desk.database.writing() as session:
        alarms.sound(session, "account:demo", "refused", night.clock.now(), night.desk.mint)

    assert ready(night) == (503, [
        "no provider takes our messages by sms: demo",
        "no provider takes our messages by mail: demo",
        "no provider takes our messages by voice: demo",
    ])  # fmt: skip

    with night.desk.database.writing() as session:
        alarms.clear(session, ["account:demo"], night.clock.now())
    assert ready(night) == (200, [])


def test_a_database_without_tables_is_said_and_the_web_side_starts(tmp_path: Path):
    app = create_app(Settings.from_env({"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}))

    answer = app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json["reasons"] == ["the database has no tables yet: run `flask --app wsgi migrate`"]
    assert app.test_client().get("/").status_code == 200


@pytest.mark.parametrize("url", ["sqlite:///{folder}", "postgresql://portal@/portal?host={folder}/nowhere"])
def test_with_the_database_away_the_form_keeps_every_answer_and_shows_the_number(tmp_path: Path, url: str):
    url = url.format(folder=tmp_path)
    spool = str(tmp_path / "spool")
    settings = Settings.from_env({"DATABASE_URL": url, "SPOOL": spool, "CLOCK_START": "2026-11-21T02:10:00Z"})
    app = create_app(settings)
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False  # this browser's cookie is not what is tested here

    answer = client.post("/reports", data={"services": "crm", "affected": "everyone", **PAGE_2})

    assert answer.status_code == 503
    assert "020 7946 0365" in answer.text
    assert "Your answers are still here" in answer.text
    for value in ("500 &lt;oops&gt; &amp; more", "Acme Foods", "Carol O&#39;Neill", "07700 900982"):
        assert value in answer.text
    assert client.get("/healthz").status_code == 200
    assert client.get("/reports/" + "A" * 22).status_code == 503
    assert client.get("/manage/sign-in").status_code == 200


POISONED = ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "", "[::1]"]


@pytest.mark.parametrize("host", POISONED)
def test_both_probes_answer_to_any_host(night: World, host: str):
    for path in ("/healthz", "/readyz"):
        answer = night.app.test_client().get(path, headers={"Host": host})

        assert answer.status_code == 200, path
        assert "evil" not in answer.text


OTHERS = [pair for pair in ROUTES if pair[1] not in ("/healthz", "/readyz", "/metrics")]


@pytest.mark.parametrize("host", POISONED[:4])
def test_every_other_route_refuses_an_unknown_host(night: World, host: str):
    client = night.app.test_client()

    for method, path in OTHERS:
        answer = client.open(filled(path), method=method, headers={"Host": host, "X-Forwarded-Host": "127.0.0.1"})

        assert answer.status_code == 400, path
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers)


def test_the_probes_door_is_not_a_way_around(night: World):
    for path in ("/readyz/", "//readyz", "/healthz/..", "/readyz/../manage/"):
        answer = night.app.test_client().get(path, headers={"Host": "evil.example"})

        assert answer.status_code == 400, path


def test_a_host_of_our_own_is_let_in(production: World):
    client = production.app.test_client()

    assert client.get("/", base_url="https://portal.example").status_code == 200
    assert client.get("/", base_url="https://portal.example:443").status_code == 200
    assert client.get("/", headers={"Host": "127.0.0.1"}).status_code == 400, "in production the public host alone"
