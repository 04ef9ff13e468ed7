"""What a program gets wrong: told all at once, each fault at its field, as a problem and never as a page."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app import create_app
from app.desk import Desk
from app.web.api.fields import fields
from tests.web.programs import OUTAGE, Program, pointers
from tests.web.seen import kept, memory
from tests.world import World

JSON = "application/json"


@pytest.fixture
def monitor(night: World) -> Program:
    """Acme's monitor, at ten past two."""
    return Program(night)


def is_problem(answer: TestResponse, status: int) -> bool:
    """RFC 9457, with the number to ring and without a word of our insides."""
    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert body["status"] == status
    assert body["title"] and body["type"] and body["telephone"]
    assert "Traceback" not in answer.text and ".py" not in answer.text
    return True


def posts(program: Program, data: bytes | str, content_type: str = JSON, **headers: str) -> TestResponse:
    return program.asks("POST", "/api/reports", data=data, content_type=content_type, headers=headers)


# -- fields


def test_all_that_is_wrong_is_said_at_once(monitor: Program):
    answer = monitor.sends(
        {"services": ["crm", "erm"], "affected": "everyon", "started": "at", "errors": 5, "company": "x" * 201,
         "email": "nobody", "phone": "12", "sevices": ["crm"], "severity": "critical"}
    )  # fmt: skip

    assert is_problem(answer, 422)
    assert pointers(answer) == {
        "#/services/1": '"erm" is not offered. Did you mean crm?',
        "#/affected": '"everyon" is not offered. Did you mean everyone?',
        "#/started_at": "Type when it started, as in 2:10am",
        "#/errors": "It has to be a text, not a number.",
        "#/company": "Company: use at most 200 characters",
        "#/email": "Type an email address, as in name@example.com",
        "#/phone": "Type a phone number, as in 07700 900982",
        "#/sevices": "There is no such field. Did you mean services?",
        "#/severity": "There is no such field: our staff set the severity, and the answers suggest it.",
    }
    assert not kept(monitor.world, "reports")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "null"), (True, "true or false"), (5, "a number"), (5.5, "a number"), (["x"], "a list"),
        ({"a": 1}, "an object"), ({}, "an object"), ([], "a list"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["errors", "affected", "started", "company", "phone"])
def test_a_value_of_another_type_is_said_with_its_type(monitor: Program, name: str, value: object, said: str):
    answer = monitor.sends(OUTAGE | {name: value})

    assert is_problem(answer, 422)
    assert pointers(answer) == {f"#/{name}": f"It has to be a text, not {said}."}


@pytest.mark.parametrize(
    ("value", "pointer"),
    [("crm", "#/services"), (None, "#/services"), ({}, "#/services"), ([], "#/services"), ([None], "#/services/0"),
     (["crm", ["crm"]], "#/services/1"), (["crm", "CRM"], "#/services/1")],
)  # fmt: skip
def test_services_are_a_list_of_what_is_offered(monitor: Program, value: object, pointer: str):
    assert list(pointers(monitor.sends(OUTAGE | {"services": value}))) == [pointer]


@pytest.mark.parametrize("name", ["services", "affected", "started", "errors"])
def test_what_is_needed_is_missed(monitor: Program, name: str):
    assert list(pointers(monitor.reports(**{name: None}))) == [f"#/{name}"]


def test_some_way_to_reach_somebody_is_needed(monitor: Program):
    assert list(pointers(monitor.reports(phone=None, email=None))) == ["#/phone"]
    assert monitor.reports(phone=None).status_code == monitor.reports(email=None).status_code == 201


def test_a_field_that_stands_there_twice_is_said(monitor: Program):
    twice = json.dumps(OUTAGE)[:-1] + ', "errors": "none", "errors": "x"}'

    assert pointers(posts(monitor, twice)) == {"#/errors": "It stands there 3 times. Send it once."}


def test_odd_names_are_pointed_at_as_they_must_be(monitor: Program):
    answer = monitor.sends(OUTAGE | {"a/b~c d\ud800": 1, "x" * 5000: 2, "": 3})

    assert list(pointers(answer)) == ["#/a~1b~0c%20d%3F", "#/" + "x" * 40, "#/"]


def test_nothing_in_it_lists_what_there_is(monitor: Program):
    told = pointers(monitor.sends(OUTAGE | {"qqq": 1}))["#/qqq"]

    assert all(name in told for name in fields(monitor.world.desk.policy))


@pytest.mark.parametrize("body", [[], "x", 5, None, True, [OUTAGE]])
def test_what_is_no_object_is_said(monitor: Program, body: object):
    assert pointers(posts(monitor, json.dumps(body))) == {"#": "It has to be one JSON object."}


# -- the body as a whole


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "The body is not JSON: Expecting value, line 1, column 1."),
        (b"{", "The body is not JSON"),
        (b"services=crm&affected=everyone", "line 1, column 1"),
        (b'{"errors": "\xff"}', "The body is not UTF-8: byte 13"),
        ('{"errors": "ä"}'.encode("utf-16"), "The body is not UTF-8"),
        (b'{"errors": NaN}', "a number or a nesting in it is out of bounds"),
        (b'{"errors": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", "a number or a nesting in it is out of bounds"),
        (b'{"errors": ' + b"9" * 5000 + b"}", "a number or a nesting in it is out of bounds"),
        (b'{"errors": "x"} {}', "Extra data"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_read_is_said(monitor: Program, raw: bytes, said: str):
    answer = posts(monitor, raw)

    assert is_problem(answer, 400)
    assert said in answer.json["detail"]  # type: ignore[index]


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "text/json; x=y"])
def test_another_content_type_is_refused(monitor: Program, content_type: str):
    answer = posts(monitor, json.dumps(OUTAGE), content_type)

    assert is_problem(answer, 415)
    assert answer.headers["Accept"] == JSON


def test_a_packed_body_is_refused(monitor: Program):
    assert is_problem(posts(monitor, b"\x1f\x8b", **{"Content-Encoding": "gzip"}), 415)


def test_more_than_64_kb_is_refused_and_just_under_it_is_read(monitor: Program):
    room = 64 * 1024 - len(json.dumps(OUTAGE | {"errors": ""}))

    assert is_problem(posts(monitor, json.dumps(OUTAGE | {"errors": "x" * (room + 1)})), 413)
    fits = posts(monitor, json.dumps(OUTAGE | {"errors": "x" * room}))
    assert pointers(fits) == {"#/errors": "Shorten what the error says to 10,000 characters"}


# -- the way


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Basic ZGVtby1hY21l", "demo-acme", "Token demo-acme"]
)
def test_without_a_key_it_is_said_how_to_send_one(monitor: Program, authorization: str):
    answer = Program(monitor.world, key=None).sends(OUTAGE, Authorization=authorization)

    assert is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="reports"')
    assert not kept(monitor.world, "reports")


def test_the_scheme_may_be_in_any_letters(monitor: Program):
    assert Program(monitor.world, key=None).sends(OUTAGE, Authorization="bEARER  demo-acme ").status_code == 201


def test_guesses_are_slowed_down_and_a_genuine_key_never_is(monitor: Program):
    answers = [Program(monitor.world, f"eip_{number:032}").reports() for number in range(31)]

    assert [answer.status_code for answer in answers] == [401] * 30 + [429]
    assert is_problem(answers[-1], 429)
    assert answers[-1].headers["Retry-After"] == "600"
    assert monitor.reports().status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/reports", 405),
        ("DELETE", "/api/reports/K7Q4M", 405),
        ("GET", "/api", 404),
        ("GET", "/api/", 404),
        ("POST", "/api/nothing", 404),
        ("GET", "/api/reports/K7Q4M/nothing", 404),
    ],
)
def test_an_address_that_is_none_is_a_problem_too(monitor: Program, method: str, path: str, status: int):
    answer = monitor.asks(method, path, check=False)

    assert is_problem(answer, status)
    assert ("Allow" in answer.headers) == (status == 405)


def test_an_unknown_host_is_a_problem_that_names_no_host(monitor: Program):
    client = monitor.world.app.test_client()

    answer = client.post("/api/reports", json=OUTAGE, base_url="http://evil.example")

    assert is_problem(answer, 400)
    assert "evil" not in answer.text


def test_a_page_that_is_not_there_is_still_a_page(night: World):
    assert night.carol.browser().open("/apis").status == 404


# -- our own faults


def test_with_the_database_away_it_says_to_come_again(tmp_path: Path, night: World):
    night.desk.database.close()
    away = replace(night.desk, database=type(night.desk.database)(f"sqlite:///{tmp_path}/nothing"))
    (tmp_path / "nothing").mkdir()
    program = Program(night)
    description = program.description
    app = create_app(night.desk.settings, desk=away)

    answer = app.test_client().post("/api/reports", json=OUTAGE, headers={"Authorization": "Bearer demo-acme"})

    assert description
    assert is_problem(answer, 503)
    assert answer.headers["Retry-After"] == "5"
    assert "Idempotency-Key" in answer.json["detail"]  # type: ignore[index]


class WornMint:
    """Mints the same reference for ever, and the rest as ever."""

    def __init__(self, desk: Desk) -> None:
        self._mint = desk.mint

    def reference(self) -> str:
        return "K7Q4M"

    def __getattr__(self, name: str) -> Any:
        return getattr(self._mint, name)


def test_where_no_reference_is_free_it_says_to_come_again(night: World):
    worn = replace(night.desk, mint=WornMint(night.desk))  # type: ignore[arg-type]
    client = create_app(night.desk.settings, desk=worn).test_client()
    key = {"Authorization": "Bearer demo-acme"}

    answers = [client.post("/api/reports", json=OUTAGE, headers=key) for _ in range(2)]

    assert answers[0].status_code == 201
    assert is_problem(answers[1], 409)
    assert answers[1].headers["Retry-After"] == "5"
    assert len(kept(night, "reports")) == 1


def test_a_fault_of_ours_is_a_problem_without_a_word_of_it(
    sqlite_url: str, open_logged: Callable[..., World], logged: Any
):
    world = open_logged(sqlite_url)
    world.at("Saturday 02:10")
    sent = world.carol.reports("crm")
    with world.desk.database.writing() as session:
        session.get_one(type(world.incident(sent.reference)), world.incident(sent.reference).id).promise = {}

    answer = Program(world).looks(sent.reference)

    assert is_problem(answer, 500)
    assert "struggling" not in answer.text
    assert '"route": "/api/reports/<reference>"' in logged.getvalue()


# -- whatever is sent

values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
a_few = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@a_few
@given(changes=st.dictionaries(st.sampled_from([*OUTAGE, "started_at", "x"]), values, max_size=4))
def test_whatever_is_in_the_fields_it_is_kept_or_said(monitor: Program, changes: dict[str, Any]):
    answer = monitor.asks("POST", "/api/reports", data=json.dumps(OUTAGE | changes), content_type=JSON)

    assert answer.status_code in (201, 400, 422)


@a_few
@given(raw=st.binary(max_size=60))
def test_whatever_the_bytes_are_they_are_no_fault(monitor: Program, raw: bytes):
    before = memory(monitor.world)["reports"]

    assert posts(monitor, raw).status_code in (400, 422)
    assert memory(monitor.world)["reports"] == before


def test_words_of_any_alphabet_are_kept_on_either_engine(each_world: World):
    each_world.at("Saturday 02:10")
    words = "Ошибка 503 💥 <b>&amp;</b> ' OR 1=1 -- \n\tline two"

    answer = Program(each_world).reports(errors=words + "\u0000\ud800", name="李")

    report = each_world.report(answer.json["reference"])  # type: ignore[index]
    assert (report.errors, report.name) == (words, "李")
    assert Program(each_world).sends(OUTAGE | {"\ud800": "\u0000"}).status_code == 422
