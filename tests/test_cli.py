"""The commands: people, migrations, one cycle of the dispatcher, and questions to a policy."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.engine import make_url

from app import create_app, passwords
from app.store import schema, staff
from config import Settings
from tests.house.tree import ROOT
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.seen import kept
from tests.web.settings import PRODUCTION
from tests.world import World, postgres

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]

FRIDA = ("staff", "add", "--name", "Frida Berg", "--email", "Frida@Example.com", "--password", "a-long-password")


def run(world: World, *words: str, **asked: str) -> Result:
    return world.app.test_cli_runner().invoke(args=list(words), **asked)  # type: ignore[arg-type]


def lines(said: str) -> list[dict]:
    return [json.loads(line) for line in said.splitlines()]


# -- people


def test_a_person_is_added_who_can_sign_in_and_be_paged(world: World):
    done = run(world, *FRIDA, "--phone", "07700 900104", "--layer", "backup")

    assert done.exit_code == 0
    assert done.output == "Added Frida Berg (engineer). On call as backup, from now.\n"
    with world.desk.database.reading() as session:
        frida = staff.by_email(session, "frida@example.com")
        assert frida is not None
        assert (frida.name, frida.role) == ("Frida Berg", "engineer")
        assert passwords.matches("a-long-password", frida.password_hash)
        ways = [(way.medium, way.address) for way in staff.methods_of(session, [frida.id])]
        assert ways == [("sms", "+447700900104"), ("mail", "frida@example.com"), ("voice", "+447700900104")]
    (shift,) = [shift for shift in kept(world, "shifts") if shift["staff_id"] == frida.id]
    assert (shift["layer"], shift["starts_at"], shift["ends_at"]) == ("backup", world.clock.now(), None)


def test_another_number_may_ring_than_the_one_for_texts(world: World):
    done = run(world, *FRIDA, "--phone", "07700 900104", "--voice", "0113 496 0104")

    assert done.exit_code == 0
    rung = [row["address"] for row in kept(world, "contact_methods") if row["medium"] == "voice"]
    assert "+441134960104" in rung
    assert "--voice: no number is not a telephone number" in run(world, *FRIDA, "--voice", "no number").output


def test_the_password_is_asked_for_and_never_kept_as_it_is(world: World):
    words = [word for word in FRIDA if word not in ("--password", "a-long-password")]

    done = run(world, *words, input="asked-for-twice\nasked-for-twice\n")

    assert done.exit_code == 0
    assert "asked-for-twice" not in done.output
    assert "asked-for-twice" not in str(kept(world, "staff"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--email", "frida"), "--email is not an address: frida"),
        (("--password", "short"), "--password is too short: at least 12 characters"),
        (("--layer", "tertiary"), "--layer is tertiary; the policy has primary, backup, duty-manager"),
        (("--phone", "the red one"), "--phone: the red one is not a telephone number such as +447700900101"),
        (("--phone", "12"), "--phone: 12 is not a telephone number"),
        (("--email", "DANA@example.com"), "somebody signs in with DANA@example.com already"),
        (("--role", "owner"), "Invalid value for '--role'"),
    ],
)
def test_what_is_wrong_about_a_person_is_said_and_nobody_is_added(world: World, words: tuple[str, ...], said: str):
    done = run(world, *FRIDA, *words)

    assert done.exit_code != 0
    assert said in done.output
    assert len(kept(world, "staff")) == 3


# -- the database and the dispatcher


@pytest.fixture
def empty_portal(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings.from_env({"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}))
    yield app
    app.extensions["desk"].database.close()


def test_migrate_makes_the_tables(empty_portal: Flask):
    done = empty_portal.test_cli_runner().invoke(args=["migrate"])

    assert (done.exit_code, done.output) == (0, "The database has the newest schema.\n")
    assert schema.fault(empty_portal.extensions["desk"].database) is None


@pytest.mark.parametrize("words", [("dispatch", "--once"), FRIDA])
def test_without_tables_it_says_what_to_do(empty_portal: Flask, words: tuple[str, ...]):
    done = empty_portal.test_cli_runner().invoke(args=list(words))

    assert done.exit_code == 1
    assert "the database has no tables yet: run `flask --app wsgi migrate`" in done.output


def test_one_cycle_sends_what_is_due_and_beats(world: World):
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    browser.presses("Send", **world.carol.details())
    assert world.dana.phone.is_quiet()

    done = run(world, "dispatch", "--once")

    assert (done.exit_code, done.output) == (0, "")
    assert world.dana.phone.receives_text("CRM down")
    assert {beat["fault"] for beat in kept(world, "beats")} == {""}


def test_the_dispatcher_refuses_a_database_that_may_lose_commits(
    tmp_path: Path, postgresql_server: postgres.Server, postgresql_url: str
):
    """The web side may have started while the database was away; the dispatcher asks again."""
    later = tmp_path / "later"
    url = f"postgresql://portal@/{make_url(postgresql_url).database}?host={later}"
    app = create_app(Settings.from_env({**PRODUCTION, "DATABASE_URL": url}))

    later.symlink_to(postgresql_server.folder)
    done = app.test_cli_runner().invoke(args=["dispatch", "--once"])

    assert done.exit_code == 1
    assert "PostgreSQL has fsync = off, so a commit may be lost in a power cut" in done.output


def test_the_demo_does_not_run_in_production(sqlite_url: str, open_world: Callable[..., World]):
    done = run(open_world(sqlite_url, **PRODUCTION), "demo")

    assert done.exit_code == 1
    assert "the demo does not run in production" in done.output


# -- questions to a policy


def test_a_sound_policy_has_no_faults(world: World):
    done = run(world, "policy", "check", "prospect365")

    assert done.exit_code == 0
    assert done.output.endswith("prospect365: no faults.\n")


def test_a_policy_at_fault_is_told_with_its_line_and_key(world: World, tmp_path: Path):
    policy = (ROOT / "app" / "policies" / "prospect365.toml").read_text(encoding="utf-8")
    broken = policy.replace('monday = ["08:30-17:00"]', 'monday = ["17:00-08:30"]').replace('within = "2 hours"', "")
    path = tmp_path / "broken.toml"
    path.write_text(broken, encoding="utf-8")

    done = run(world, "policy", "check", str(path))

    assert done.exit_code == 1
    number = broken.splitlines().index('monday = ["17:00-08:30"]') + 1
    assert f"broken.toml:{number}" in done.output
    assert "monday" in done.output
    assert "within" in done.output, "each fault, not the first alone"


@pytest.mark.parametrize("command", [("check",), ("times",), ("decide",), ("explain", "--at", "2026-11-21T03:02:00Z")])
def test_an_unknown_policy_is_a_fault(world: World, command: tuple[str, ...]):
    done = run(world, "policy", *command, "no-such-policy", input="")

    assert done.exit_code == 1
    assert "no-such-policy" in done.output
    assert "Traceback" not in done.output


def test_times_are_answered_line_by_line(world: World):
    asked = [
        {"at": "2026-11-20T16:29:00Z", "business_minutes": 1},
        {"at": "2026-11-20T16:30:00Z", "business_minutes": 30},
    ]

    done = run(world, "policy", "times", "prospect365", input="\n".join(map(json.dumps, asked)))

    assert lines(done.output) == [
        {"at": asked[0]["at"], "is_open": True, "next_open": "2026-11-20T16:29:00Z", "due": "2026-11-20T16:30:00Z"},
        {"at": asked[1]["at"], "is_open": False, "next_open": "2026-11-23T08:30:00Z", "due": "2026-11-23T09:00:00Z"},
    ]


def test_a_line_that_cannot_be_read_answers_in_its_place_and_the_rest_goes_on(world: World):
    good = json.dumps({"at": "2026-11-21T03:02:00Z", "services": ["crm"], "affected": "everyone"})
    asked = [good, "{not json", "[1, 2]", "", '{"at": "2026-11-21T03:02:00"}', '{"at": 7}', "null", good]

    done = run(world, "policy", "decide", "prospect365", input="\n".join(asked) + "\n")

    said = lines(done.output)
    assert done.exit_code == 0
    assert len(said) == 7, "an empty line is none"
    assert [list(one) == ["error"] for one in said] == [False, True, True, True, True, True, False]
    assert said[0] == said[-1]
    assert said[0]["verdict"] == "accepted"
    assert said[0]["respond_by"] == "2026-11-21T05:02:00Z"


@pytest.mark.parametrize(
    ("asked", "verdict", "clause"),
    [
        ({"services": ["crm"], "affected": "everyone"}, "accepted", "PS-3"),
        ({"services": ["crm"], "affected": "some"}, "declined", "PS-5"),
        ({"services": ["on-premise"], "affected": "everyone"}, "declined", "PS-10"),
        ({"services": ["version-6"], "affected": "everyone"}, "declined", "PS-11"),
        ({"services": ["other"], "affected": "everyone"}, "declined", "PS-3"),
        ({"services": ["crm"], "affected": "everyone", "at": "2026-11-20T12:00:00Z"}, "closed", "PS-1"),
    ],
)
def test_a_decision_names_its_clause(world: World, asked: dict, verdict: str, clause: str):
    line = json.dumps({"at": "2026-11-21T03:02:00Z", **asked})

    (said,) = lines(run(world, "policy", "decide", "prospect365", input=line).output)

    assert said["verdict"] == verdict
    assert clause in [reason["clause"] for reason in said["reasons"]]


def test_a_decision_is_explained_in_words(world: World):
    done = run(world, "policy", "explain", "prospect365", "--at", "2026-11-21T03:02:00Z", "--service", "crm")

    assert done.exit_code == 0
    assert "accepted" in done.output.lower()
    assert "PS-9" in done.output
    assert "5:02" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "tonight"), "tonight"),
        (("--at", "2026-11-21T03:02:00"), "zone"),
        (("--at", "2026-11-21T03:02:00Z", "--service", "tea"), "'tea' is not one of"),
        (("--at", "2026-11-21T03:02:00Z", "--severity", "p9"), "'p9' is not one of"),
        (("--at", "2026-11-21T03:02:00Z", "--affected", "nobody"), "'nobody' is not one of"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(world: World, words: tuple[str, ...], said: str):
    done = run(world, "policy", "explain", "prospect365", *words)

    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_customers_tier_region_term_and_choices_may_be_given(world: World):
    asked = ("--at", "2026-11-20T17:45:00Z", "--tier", "enterprise", "--region", "us", "--answer", "impact=severe")

    words = run(world, "policy", "explain", "pugpig", *asked)
    (told,) = lines(run(world, "policy", "explain", "pugpig", *asked, "--json").output)
    outside = run(world, "policy", "explain", "informed", *asked[:2], "--term-ends", "2026-11-19")

    assert "severity p2, tier enterprise, region us" in words.output
    assert "Fri 12:45 PM-1:45 PM 1 h" in words.output
    assert told["respond_by"] == "2026-11-20T18:45:00Z"
    assert "IF-2 (decides)" in outside.output


# -- as it is run for real


def flask(*words: str, asked: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    kept_env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        input=asked, env=kept_env | env, cwd=ROOT, text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip


def test_wsgi_is_the_portal_and_its_commands(sqlite_url: str):
    asked = '{"at": "2026-11-21T03:02:00Z", "services": ["crm"], "affected": "everyone"}\nnonsense\n'

    done = flask("policy", "decide", "prospect365", asked=asked, DATABASE_URL=sqlite_url)

    assert done.returncode == 0, done.stderr
    assert [one.get("verdict") for one in lines(done.stdout)] == ["accepted", None]
    assert done.stderr == ""


def test_wsgi_refuses_to_start_with_one_clear_list(sqlite_url: str):
    done = flask("dispatch", "--once", DATABASE_URL=sqlite_url, ENVIRONMENT="production", SECRET_KEY="canary-secret")

    assert done.returncode != 0
    assert "The portal cannot start:" in done.stderr
    for name in ("SECRET_KEY", "PUBLIC_URL", "TWILIO_ACCOUNT_SID", "SENDGRID_API_KEY"):
        assert f"  - {name}" in done.stderr
    assert "canary" not in done.stderr


def test_the_machines_zone_changes_nothing(sqlite_url: str):
    asked = json.dumps({"at": "2026-03-27T17:45:00Z", "business_minutes": 30, "region": "us"})

    said = {
        flask("policy", "times", "pugpig", asked=asked, DATABASE_URL=sqlite_url, TZ=zone).stdout
        for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns")
    }

    assert [lines(one) for one in said] == [
        [
            {
                "at": "2026-03-27T17:45:00Z",
                "is_open": True,
                "next_open": "2026-03-27T17:45:00Z",
                "due": "2026-03-27T18:15:00Z",
            }
        ]
    ]
