"""The log for other systems: read with a token, by the desk's own filters, and every answer is as described."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from app.operations import drills, read_tokens
from app.store.staff import Staff
from tests.stories.test_drills import agree, of
from tests.web.programs import Program
from tests.web.seen import kept, memory
from tests.world import World


def token(world: World, name: str = "Wall board", lasts: timedelta | None = None) -> str:
    """A token that Mo made."""
    made = world.desk.mint.read_token()
    with world.desk.database.writing() as session:
        mo = session.get_one(Staff, of(world, "Mo").id)
        read_tokens.make(
            session, name=name, token=made, lasts=lasts, by=mo, mint=world.desk.mint, now=world.clock.now()
        )
    return made


class Reader(Program):
    """Another system, with a token."""

    def reads(self, query: str = "") -> TestResponse:
        return self.asks("GET", f"/api/log{query}")

    def rows(self, query: str = "") -> list[dict[str, Any]]:
        answer = self.reads(query)
        assert answer.status_code == 200, answer.text
        return answer.json["reports"]  # type: ignore[index, no-any-return]

    def reads_one(self, reference: str) -> TestResponse:
        return self.asks("GET", f"/api/incidents/{reference}")


@pytest.fixture
def board(night: World) -> Reader:
    """The wall board, at ten past two."""
    return Reader(night, token(night))


def test_a_row_says_how_the_report_stands(board: Reader):
    world = board.world
    sent = world.carol.reports("crm", "Nobody can log in")
    world.passes(minutes=3)
    world.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")

    answer = board.reads()

    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    (row,) = body["reports"]
    assert (body["zone"], body["next"]) == ("Europe/London", None)
    assert {name: row[name] for name in row if name not in ("customer_id", "acknowledged_at")} == {
        "reference": sent.reference,
        "received_at": "2026-11-21T02:10:00Z",
        "services": ["crm"],
        "affected": "everyone",
        "company": "Acme Foods",
        "name": "Carol",
        "verdict": "accepted",
        "clauses": ["PS-3"],
        "status": "acknowledged",
        "severity": "critical",
        "acknowledged_by": "Dana Okafor",
        "replied_at": None,
        "respond_by": "2026-11-21T04:10:00Z",
        "resolve_by": None,
        "resolved_at": None,
        "target": "on track",
        "during_maintenance": False,
        "is_drill": False,
        "source": "form",
        "desk_url": f"http://127.0.0.1:8000/manage/incidents/{sent.reference}",
    }
    assert row["acknowledged_at"] == "2026-11-21T02:13:00Z"


def test_the_filters_are_those_of_the_desk(board: Reader):
    world = board.world
    crm = world.carol.reports("crm").reference
    world.passes(minutes=1)
    other = world.carol.reports("other").reference

    assert [row["reference"] for row in board.rows()] == [other, crm]
    assert [row["reference"] for row in board.rows("?sort=oldest")] == [crm, other]
    assert [row["reference"] for row in board.rows("?verdict=declined")] == [other]
    assert [row["reference"] for row in board.rows("?service=crm&status=open&when=night")] == [crm]
    assert [row["reference"] for row in board.rows("?customer=Acme+Foods&search=carol")] == [crm]
    assert board.rows("?night=2026-11-18") == []


@pytest.mark.parametrize(
    ("query", "pointer", "said"),
    [
        ("?verdict=refused", "#/verdict", "This is not offered. It can be: accepted, declined, closed."),
        ("?sort=customer", "#/sort", "This is not offered. It can be: oldest."),
        ("?verdikt=declined", "#/verdikt", "There is no such parameter."),
        ("?customer=Nobody+Known", "#/customer", "There is no such customer."),
        ("?night=yesterday", "#/night", "Write the date on which the night began as 2026-11-20."),
        ("?before=x", "#/before", "This is no place in the log: take the whole address from next."),
        ("?limit=201", "#/limit", "Ask for 1 to 200 rows."),
        ("?limit=0", "#/limit", "Ask for 1 to 200 rows."),
        ("?limit=%C2%B2", "#/limit", "Ask for 1 to 200 rows."),
    ],
)
def test_what_the_desk_would_pass_over_is_an_error_here(board: Reader, query: str, pointer: str, said: str):
    answer = board.reads(query)

    assert (answer.status_code, answer.json["title"]) == (400, "The address asks for what there is not")  # type: ignore[index]
    assert answer.json["errors"] == [{"pointer": pointer, "detail": said}]  # type: ignore[index]


def test_following_next_reads_each_report_once_though_new_ones_come(each_world: World):
    each_world.at("Saturday 02:10")
    board = Reader(each_world, token(each_world))
    filed = [each_world.files_alone(errors=str(number)).reference for number in range(5)]

    answer = board.reads("?limit=2&verdict=accepted")
    read = []
    while True:
        body: dict[str, Any] = answer.json  # type: ignore[assignment]
        read += [row["reference"] for row in body["reports"]]
        if body["next"] is None:
            break
        each_world.sleeps(minutes=1)
        each_world.files_alone()
        assert body["next"].startswith("http://127.0.0.1:8000/api/log?verdict=accepted&limit=2&before=")
        answer = board.asks("GET", body["next"].removeprefix("http://127.0.0.1:8000"))

    assert len(read) == len(filed) == len(set(read) & set(filed))


def test_drills_are_left_out_unless_they_are_asked_for(board: Reader):
    world = board.world
    agree(world, "Dana")
    with world.desk.database.writing() as session:
        mo = session.get_one(Staff, of(world, "Mo").id)
        drills.start(session, only=None, by=mo, rules=world.desk.rules, mint=world.desk.mint, now=world.clock.now())

    assert board.rows() == []
    assert [row["is_drill"] for row in board.rows("?drills=yes")] == [True]


def test_an_incident_tells_its_facts_its_targets_and_its_timeline(board: Reader):
    world = board.world
    sent = world.carol.reports("crm", "HTTP 503")
    world.passes(hours=2, minutes=1)

    body: dict[str, Any] = board.reads_one(sent.reference.lower()).json  # type: ignore[assignment]

    assert (body["zone"], body["errors"], body["policy"]) == ("Europe/London", "HTTP 503", "prospect365")
    assert body["targets"] == [{"measures": "response", "due": "2026-11-21T04:10:00Z", "standing": "missed"}]
    assert [event["kind"] for event in body["timeline"]] == world.kinds(sent.reference)
    assert body["timeline"][0]["at"] == "2026-11-21T02:10:00Z"
    assert "Carol of Acme Foods reported it" in body["timeline"][0]["text"]


def test_a_report_that_opened_no_incident_is_told_too(board: Reader):
    sent = board.world.carol.reports("other")

    body: dict[str, Any] = board.reads_one(sent.reference).json  # type: ignore[assignment]

    assert (body["verdict"], body["status"], body["severity"]) == ("declined", "not-covered", None)
    assert body["targets"] == []


@pytest.mark.parametrize("reference", ["ZZZZZ", "x", "%00"])
def test_a_reference_of_nothing_is_said(board: Reader, reference: str):
    answer = board.reads_one(reference)

    assert answer.status_code == 404
    assert answer.json["telephone"] == board.world.desk.policy.telephone  # type: ignore[index]


# -- tokens


def test_without_a_token_nothing_is_read(board: Reader):
    sent = board.world.carol.reports("crm")
    nobody = Reader(board.world, None)

    for answer in (nobody.reads(), nobody.reads_one(sent.reference)):
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="log"'
        assert sent.reference not in answer.text


def test_a_token_reads_only_and_a_customers_key_reads_no_log(board: Reader):
    reported = board.reports()
    read = Reader(board.world).reads()

    assert (reported.status_code, read.status_code) == (401, 401)
    assert read.json["detail"] == "There is no such token."  # type: ignore[index]
    assert read.headers["WWW-Authenticate"] == 'Bearer realm="log", error="invalid_token"'
    assert not kept(board.world, "reports")


def test_reading_changes_nothing_but_when_the_token_was_used(board: Reader):
    world = board.world
    sent = world.carol.reports("crm")
    before = memory(world)

    board.reads()
    board.reads_one(sent.reference)
    world.sleeps(minutes=0.5)
    board.reads()

    after = memory(world)
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"read_tokens"}
    assert [row["used_at"].strftime("%H:%M:%S") for row in kept(world, "read_tokens")] == ["02:10:00"]


def test_an_expired_token_reads_nothing(night: World):
    board = Reader(night, token(night, lasts=timedelta(days=30)))
    assert board.reads().status_code == 200

    night.sleeps(hours=30 * 24)

    answer = board.reads()
    assert (answer.status_code, answer.json["detail"]) == (401, "This token has expired.")  # type: ignore[index]


def test_guesses_are_slowed_down_and_a_right_token_is_let_in_at_any_time(board: Reader):
    answers = [Reader(board.world, f"eir_{number:032}").reads() for number in range(31)]

    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert answers[-1].headers["Retry-After"] == "600"
    assert board.reads().status_code == 200


def test_no_other_site_is_told_anything(board: Reader):
    answer = board.asks("GET", "/api/log", headers={"Origin": "https://evil.example"})

    assert not [name for name, _ in answer.headers if name.startswith("Access-Control") or name == "Set-Cookie"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_can_be_read_while_the_use_cannot_be_noted(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url)
    world.at("Saturday 02:10")
    board = Reader(world, token(world))

    assert board.reads("?drills=").status_code == 200
