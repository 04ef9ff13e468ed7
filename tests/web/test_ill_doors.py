"""The other doors while the database is away: programs hear what holds, and providers are asked to come again."""

from collections.abc import Callable

import pytest
from twilio.request_validator import RequestValidator

from tests.web.programs import Program
from tests.web.seen import kept
from tests.web.settings import ORIGIN, PRODUCTION
from tests.world import World
from tests.world.away import Points, read_only
from tests.world.mail import MAIL_IN, Letter, post

TOKEN = "the-token-in-use"


@pytest.fixture
def monitor(night: World) -> Program:
    program = Program(night)
    assert program.description
    return program


def test_a_programs_report_is_kept_and_enters_once_and_the_same_key_finds_it(monitor: Program):
    world = monitor.world
    with read_only(world):
        first = monitor.reports("one", company=None)
        again = monitor.reports("one", company=None)
    world.app.extensions["clerk"].turn()

    for answer in (first, again):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json is not None
        assert answer.json["kept"] is True
        assert answer.json["telephone"] == world.desk.policy.telephone
        assert "reference" not in answer.json
    (report,) = kept(world, "reports")
    assert report["source"] == "API"
    assert report["customer_id"] is not None
    found = monitor.reports("one", company=None)
    assert found.status_code == 200
    assert found.json["reference"] == report["reference"]  # type: ignore[index]


def test_where_keys_cannot_be_looked_up_one_that_was_let_in_before_may_report(monitor: Program):
    world = monitor.world
    points = Points(world)
    monitor.reports("before", services=["unsure"])
    stranger = Program(world, "eip_" + "x" * 40)

    with points.failing(1):
        known = monitor.reports("now")
        unknown = stranger.asks("POST", "/api/reports", check=False, json={"services": ["crm"]})
        looked = monitor.looks("K7Q4M")
    world.app.extensions["clerk"].turn()

    assert known.json is not None
    assert unknown.json is not None
    assert (known.status_code, known.json["kept"]) == (503, True)
    assert (unknown.status_code, unknown.json["kept"]) == (503, False)
    assert looked.status_code == 503
    assert len(kept(world, "reports")) == 2


def test_where_no_file_can_be_written_a_program_hears_that_it_is_not_kept(
    sqlite_url: str, open_world: Callable[..., World], tmp_path
):
    (tmp_path / "taken").write_text("a file where the folder should be")
    world = open_world(sqlite_url, SPOOL=str(tmp_path / "taken" / "spool"))
    monitor = Program(world)
    assert monitor.description

    with read_only(world):
        answer = monitor.reports("one")

    assert answer.json is not None
    assert (answer.status_code, answer.json["kept"]) == (503, False)
    assert answer.json["detail"].startswith("The report is not kept.")


def test_a_mail_is_asked_for_again(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, **MAIL_IN, POLICY="kustomer")
    points = Points(world)
    with points.counted() as passed:
        assert post(world, Letter(message_id="<0@acme.example>")).status_code == 204
        most = passed()

    for point in range(1, most + 1):
        with points.failing(point):
            answer = post(world, Letter(message_id=f"<{point}@acme.example>")).status_code
        is_kept = any(mail["message_id"] == f"{point}@acme.example" for mail in kept(world, "mails"))
        assert answer == (204 if is_kept else 503), point
    for point in range(1, most + 1):
        assert post(world, Letter(message_id=f"<{point}@acme.example>")).status_code == 204
    assert len(kept(world, "mails")) == most + 1


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/hooks/twilio/texts", {"MessageSid": "SM" + "0" * 32, "From": "+447700900101", "Body": "1"}),
        ("/hooks/twilio/messages/" + "0" * 32, {"MessageSid": "SM" + "0" * 32, "MessageStatus": "delivered"}),
        ("/hooks/twilio/helpline/status", {"CallSid": "CA" + "1" * 32, "CallStatus": "completed"}),
    ],
)
def test_what_a_provider_says_is_asked_for_again(
    sqlite_url: str, open_world: Callable[..., World], path: str, form: dict[str, str]
):
    world = open_world(sqlite_url, **PRODUCTION, POLICY="informed")
    points = Points(world)
    signature = RequestValidator(TOKEN).compute_signature(ORIGIN + path, form)

    with points.failing(1):
        answer = world.app.test_client().post(
            path, data=form, base_url=ORIGIN, headers={"X-Twilio-Signature": signature}
        )

    assert answer.status_code == 503
