"""Reports by API: what is sent is judged, kept and told as the form's, and each answer is as described."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest
from openapi_spec_validator import validate
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from app.domain import policy_file
from app.web.customer.forms import own_questions
from tests.house.tree import ROOT
from tests.web.programs import OUTAGE, Program, pointers
from tests.web.seen import kept, memory
from tests.world import World

POLICIES = ("prospect365", "flatpeak", "informed", "kustomer", "pugpig")


@pytest.fixture
def monitor(night: World) -> Program:
    """Acme's monitor, at ten past two."""
    return Program(night)


# -- sending


def test_a_report_is_answered_with_all_that_was_decided(monitor: Program):
    answer = monitor.reports()

    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"http://127.0.0.1:8000/api/reports/{body['reference']}"
    assert {name: body[name] for name in ("verdict", "severity", "received_at", "respond_by")} == {
        "verdict": "accepted",
        "severity": "critical",
        "received_at": "2026-11-21T02:10:00Z",
        "respond_by": "2026-11-21T04:10:00Z",
    }
    assert body["resolve_by"] is body["gate_opens"] is None
    assert [reason["clause"] for reason in body["reasons"]] == ["PS-3", "PS-1", "PS-5", "PS-4", "PS-9"]
    assert all(reason["text"] for reason in body["reasons"])
    page = monitor.world.carol.browser().open(body["tracking_url"])
    assert page.shows(body["reference"])
    assert page.shows("HTTP 503 from the sign-in page")


def test_it_is_kept_as_the_form_would_keep_it(monitor: Program):
    by_form = monitor.world.carol.reports(["crm", "website"], "HTTP 503").reference
    by_api = monitor.reports(services=["crm", "website"], errors="HTTP 503").json["reference"]  # type: ignore[index]

    ours, theirs = ({row["reference"]: row for row in kept(monitor.world, "reports")}[one] for one in (by_api, by_form))
    own = {"id", "reference", "token_fingerprint", "intent", "incident_id", "source", "found_by"}
    assert {name: ours[name] for name in ours.keys() - own} == {name: theirs[name] for name in theirs.keys() - own}
    assert (ours["source"], theirs["source"]) == ("API", "form")
    assert set(ours["found_by"]) ^ set(theirs["found_by"]) == {"source:API", "source:form"}
    assert "Carol of Acme Foods reported it by API" in [event.text for event in monitor.world.events(by_api)]


def test_what_the_key_says_need_not_be_said_again(monitor: Program):
    reference = monitor.reports(company=None, name=None).json["reference"]  # type: ignore[index]

    report = monitor.world.report(reference)
    assert (report.company, report.name) == ("Acme Foods", "Demo")


def test_whatever_it_says_it_is_the_keys_customers(monitor: Program):
    body = monitor.reports(company="Cobalt Cycles", email="dave@cobalt-cycles.example").json
    acme = monitor.world.report(monitor.world.carol.reports("crm").reference).customer_id

    assert monitor.world.report(body["reference"]).customer_id == acme  # type: ignore[index]


@pytest.mark.parametrize(
    ("said", "words", "instant"),
    [
        ({"started": "now"}, "Just now", "2026-11-21T02:10"),
        ({"started": "hour"}, "In the last hour", None),
        ({"started": "unsure"}, "I'm not sure", None),
        ({"started": "at", "started_at": "2:05am, or so"}, "2:05am, or so", "2026-11-21T02:05"),
        (
            {"started": "at", "started_at": "2026-11-21T03:05:00+01:00"},
            "Saturday 21 November 2026 02:05 GMT",
            "2026-11-21T02:05",
        ),
        ({"started": "at", "started_at": "when the lorry left"}, "when the lorry left", None),
    ],
)
def test_the_start_is_kept_in_words_and_as_an_instant(
    monitor: Program, said: dict[str, str], words: str, instant: str | None
):
    report = monitor.world.report(monitor.reports(**said).json["reference"])  # type: ignore[index]

    assert report.started == words
    assert (report.started_at.strftime("%Y-%m-%dT%H:%M") if report.started_at else None) == instant


def test_in_normal_hours_it_is_handed_over_and_told_when_the_gate_opens(noon: World):
    answer = Program(noon).reports()

    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert (answer.status_code, body["verdict"]) == (201, "closed")
    assert body["gate_opens"] == "2026-11-17T17:00:00Z"
    assert body["reasons"][0]["clause"] == "PS-1"
    assert body["severity"] is body["respond_by"] is None
    noon.settles()
    assert body["reference"] in noon.desk_mails()[0].words
    assert Program(noon).looks(body["reference"]).json["state"] == "handed-over"  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"services": ["version-6"]}, "PS-11"),
        ({"services": ["on-premise"]}, "PS-10"),
        ({"services": ["other"]}, "PS-3"),
        ({"affected": "some"}, "PS-5"),
    ],
)
def test_what_is_not_covered_is_kept_and_wakes_nobody(monitor: Program, changes: dict[str, Any], clause: str):
    answer = monitor.reports(**changes)

    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert (answer.status_code, body["verdict"], body["reasons"][0]["clause"]) == (201, "declined", clause)
    assert monitor.looks(body["reference"]).json["state"] == "not-covered"  # type: ignore[index]
    monitor.world.settles()
    assert monitor.world.dana.phone.is_quiet()


def test_links_are_built_from_the_public_address_alone(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, PUBLIC_URL="https://night.example")
    world.at("Saturday 02:10")
    evil = {"X-Forwarded-Host": "evil.example", "Origin": "https://evil.example"}

    answer = Program(world).sends(OUTAGE, **evil)

    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert body["tracking_url"].startswith("https://night.example/reports/")
    assert answer.headers["Location"] == f"https://night.example/api/reports/{body['reference']}"
    assert "evil" not in answer.text + str(answer.headers)
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


# -- once


def test_the_same_again_is_the_same_report(each_world: World):
    each_world.at("Saturday 02:10")
    monitor = Program(each_world)

    answers = [monitor.reports("outage 7") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.text for answer in answers}) == len({answer.headers["Location"] for answer in answers}) == 1
    assert len(kept(each_world, "reports")) == 1


def test_the_same_in_another_spelling_is_the_same(monitor: Program):
    monitor.reports("one")

    raw = '\n{"email": "carol@acme.example",' + str(OUTAGE).replace("'", '"')[1:].replace("crm", "\\u0063rm")
    again = monitor.asks("POST", "/api/reports", headers={"Idempotency-Key": "one"}, data=raw.replace(
        ', "email": "carol@acme.example"}', "}"), content_type="application/json; charset=utf-8")  # fmt: skip

    assert again.status_code == 200


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(each_world: World):
    each_world.at("Saturday 02:10")
    monitor = Program(each_world)
    monitor.reports("one")
    before = memory(each_world)

    answer = monitor.reports("one", errors="Now it says 504")

    assert (answer.status_code, answer.json["title"]) == (422, "The Idempotency-Key is another report's")  # type: ignore[index]
    assert memory(each_world) == before


def test_without_a_key_of_its_own_each_is_a_report(monitor: Program):
    assert [monitor.reports().status_code for _ in range(2)] == [201, 201]
    assert len(kept(monitor.world, "reports")) == 2


@pytest.mark.parametrize("once", ["", "   ", "x" * 256, "tab\there", "\xe4"])
def test_an_idempotency_key_that_cannot_be_one_is_said(monitor: Program, once: str):
    answer = monitor.reports(once)

    assert answer.status_code == 400
    assert "Idempotency-Key takes 1 to 255 printable characters" in answer.json["detail"]  # type: ignore[index]
    assert not kept(monitor.world, "reports")


def test_a_form_cannot_take_a_programs_intent(monitor: Program):
    body = monitor.reports("one").json
    intent = monitor.world.report(body["reference"]).intent  # type: ignore[index]
    browser = monitor.world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone", intent=intent)
    page = browser.presses("Send", **monitor.world.carol.details(), intent=intent)

    assert page.status == 200
    assert len(kept(monitor.world, "reports")) == 2


# -- looking


def test_a_report_of_the_same_customer_by_the_form_can_be_looked_up(monitor: Program):
    sent = monitor.world.carol.reports("crm")

    answer = monitor.looks(f"{sent.reference[:2].lower()} {sent.reference[2:]}")

    assert (answer.status_code, answer.json["reference"]) == (200, sent.reference)  # type: ignore[index]


@pytest.mark.parametrize("reference", ["ZZZZZ", "x", "%00", "K7Q4M"])
def test_what_is_not_there_is_said(monitor: Program, reference: str):
    answer = monitor.looks(reference)

    assert (answer.status_code, answer.json["title"]) == (404, "There is nothing here")  # type: ignore[index]


def test_a_report_of_somebody_else_is_as_if_it_were_not_there(monitor: Program):
    stranger = monitor.world.nadia.reports("crm").reference

    assert monitor.looks(stranger).text == monitor.looks("ZZZZZ").text


# -- the description


@pytest.mark.parametrize("policy", POLICIES)
def test_each_policy_has_a_valid_description_with_its_own_questions_and_a_working_example(
    sqlite_url: str, open_world: Callable[..., World], policy: str
):
    world = open_world(sqlite_url, POLICY=policy)
    world.at("Saturday 02:10")
    program = Program(world, key=None)

    document: dict[str, Any] = program.asks("GET", "/api/openapi.json").json  # type: ignore[assignment]

    validate(document)
    described = document["components"]["schemas"]["Report"]
    asked = policy_file.load(policy)
    assert described["properties"]["services"]["items"]["enum"][: len(asked.services)] == [
        service.slug for service in asked.services
    ]
    for question in own_questions(asked):
        field = described["properties"][question.field]
        if question.choices:
            assert field["enum"] == [*(choice.slug for choice in question.choices), "unsure"]
        assert (question.field in described["required"]) == question.required
    example = document["paths"]["/api/reports"]["post"]["requestBody"]["content"]["application/json"]["example"]
    program.description.validate_request(
        WerkzeugOpenAPIRequest(
            Request(
                EnvironBuilder(
                    "/api/reports",
                    program.origin,
                    method="POST",
                    json=example,
                    headers={"Authorization": "Bearer demo-acme"},
                ).get_environ()
            )
        )
    )
    assert Program(world).sends(example).status_code == 201


def test_each_type_of_problem_stands_in_the_description(monitor: Program):
    document: dict[str, Any] = monitor.asks("GET", "/api/openapi.json").json  # type: ignore[assignment]

    kind = monitor.reports(errors=None).json["type"]  # type: ignore[index]

    place, _, pointer = kind.partition("#")
    assert place == "http://127.0.0.1:8000/api/openapi.json"
    found: Any = document
    for step in pointer.removeprefix("/").split("/"):
        found = found[step]
    assert found["description"].startswith("The report cannot be taken as it is")


def test_the_policys_own_questions_are_answered_as_on_the_form(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, POLICY="kustomer")
    world.at("Saturday 02:10")
    own = {"impact": "minor", "workaround": "known", "effect": "Nobody can search"}

    missing = Program(world).reports(services=["unsure"])
    answer = Program(world).reports(services=["unsure"], **own)

    assert {"#/impact", "#/workaround", "#/effect"} <= set(pointers(missing))
    body: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert (answer.status_code, body["severity"]) == (201, "p3")
    extra = world.report(body["reference"]).extra
    assert extra["How bad is it?"] == "It works, but something about it is wrong"


def test_the_example_of_the_documentation_works_as_it_stands(world: World):
    world.at("2026-12-25T03:00:20Z")
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    sent = text.partition("-d '")[2].partition("'\n")[0]
    wrong = json.loads(text.partition("```json\n")[2].partition("```")[0])

    answer = Program(world).sends(json.loads(sent), once="crm-2026-12-25")
    refused = Program(world).sends(json.loads(sent) | {"services": ["erm"], "afected": "everyone"})

    assert answer.status_code == 201
    assert set(answer.json) == {name for name in answer.json if f'"{name}":' in text}  # type: ignore[arg-type,union-attr]
    assert {name: refused.json[name] for name in wrong} == wrong  # type: ignore[index]


def test_in_production_the_demos_key_opens_nothing(production: World):
    """The database may once have been a demo's."""
    production.at("Saturday 02:10")

    assert [row["name"] for row in kept(production, "api_keys")] == ["Demo"]
    answer = Program(production).reports()
    assert answer.status_code == 401
    assert not kept(production, "reports")
