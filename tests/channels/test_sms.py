import base64
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from subprocess import run
from urllib.parse import parse_qs

import pytest

from app.channels.sms import TwilioSms
from app.domain.delivery import Message, Refused, Sent, Unavailable

from .providers import CUT_SHORT, HANG, HANG_UP, RESET, Answer, Asked, HttpProvider
from .twilio import ACCOUNT, KEY, SECRET, account

TRANSIENT = [429, 20429, 20503, 30001, 30036]
UNKNOWN = [30008, 30410]
UNREACHABLE = [30003]
PERSON = [21211, 21614, 21635, 30005, 30006, 21610]
CONTENT = [30004, 30007, 21617]
OURS = [21606, 21608, 21408, 21612, 30034]
ACCOUNT_WIDE = [20003, 30002]


def texting(url: str | None, timeout: float = 5) -> TwilioSms:
    return TwilioSms(
        account(url, timeout),
        lambda delivery: f"https://portal.example/hooks/twilio/messages/{delivery}",
    )


def taken(sid: str = "SM1") -> Answer:
    return Answer(status=201, body={"sid": sid, "status": "queued", "error_code": None})


def declined(status: int, code: int, words: str = "no", **headers: str) -> Answer:
    return Answer(status=status, body={"code": code, "message": words, "status": status}, headers=headers)


def sent_form(provider: HttpProvider) -> dict[str, list[str]]:
    return parse_qs(provider.asked[-1].body.decode(), keep_blank_values=True)


def test_a_text_that_is_taken_is_sent_by_its_sid(provider: HttpProvider, text: Message):
    provider.answers = [taken("SM123")]

    assert texting(provider.url).send(text) == Sent(provider_id="SM123")

    asked = provider.asked[0]
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert sent_form(provider) == {
        "To": [text.to],
        "From": ["+15005550006"],
        "Body": [text.body],
        "ValidityPeriod": ["300"],
        "StatusCallback": [f"https://portal.example/hooks/twilio/messages/{text.id}"],
    }


def test_it_keeps_the_path_of_another_origin(provider: HttpProvider, text: Message):
    provider.answers = [taken()]

    texting(provider.url + "/behind/").send(text)

    assert provider.asked[0].path.startswith("/behind/2010-04-01/Accounts/")


@pytest.mark.parametrize(
    ("lasts", "asked"),
    [(None, "300"), (timedelta(seconds=90), "90"), (timedelta(days=2), "36000"), (timedelta(seconds=-5), "1")],
)
def test_it_lasts_as_long_as_the_message(provider: HttpProvider, text: Message, lasts: timedelta | None, asked: str):
    provider.answers = [taken()]

    texting(provider.url).send(replace(text, lasts=lasts))

    assert sent_form(provider)["ValidityPeriod"] == [asked]


@pytest.mark.parametrize(
    "number", ["07700900123", "+44 7700 900123", "", "+0123456789", "+447700900123\n", "+٤٤٧٧٠٠٩٠٠"]
)
def test_a_number_that_is_not_international_is_refused_unasked(provider: HttpProvider, text: Message, number: str):
    outcome = texting(provider.url).send(replace(text, to=number))

    assert outcome == Refused(code="number", words="the number is not in international form")
    assert provider.asked == []


@pytest.mark.parametrize("code", TRANSIENT + UNREACHABLE)
def test_what_may_pass_is_unavailable_and_not_sent(provider: HttpProvider, text: Message, code: int):
    provider.answers = [declined(400, code)]

    assert texting(provider.url).send(text) == Unavailable(code=str(code), words="no")


@pytest.mark.parametrize("code", UNKNOWN)
def test_what_the_carrier_hides_is_unknown(provider: HttpProvider, text: Message, code: int):
    provider.answers = [declined(400, code)]

    assert texting(provider.url).send(text) == Unavailable(code=str(code), words="no", unknown=True)


@pytest.mark.parametrize("code", PERSON + CONTENT)
def test_what_will_never_go_is_refused(provider: HttpProvider, text: Message, code: int):
    provider.answers = [declined(400, code)]

    assert texting(provider.url).send(text) == Refused(code=str(code), words="no", opted_out=code == 21610)


@pytest.mark.parametrize("code", OURS)
def test_what_is_wrong_with_our_account_is_refused_as_ours(provider: HttpProvider, text: Message, code: int):
    provider.answers = [declined(400, code)]

    assert texting(provider.url).send(text) == Refused(code=str(code), words="no", ours=True)


@pytest.mark.parametrize("code", ACCOUNT_WIDE)
def test_what_shuts_our_whole_account_is_refused_for_all(provider: HttpProvider, text: Message, code: int):
    provider.answers = [declined(400, code)]

    assert texting(provider.url).send(text) == Refused(code=str(code), words="no", ours=True, for_all=True)


def test_bad_credentials_are_ours(provider: HttpProvider, text: Message):
    provider.answers = [declined(401, 20003, "Authenticate")]

    assert texting(provider.url).send(text) == Refused(code="20003", words="Authenticate", ours=True, for_all=True)


@pytest.mark.parametrize("status", [401, 403])
def test_a_closed_door_without_a_code_is_ours(provider: HttpProvider, text: Message, status: int):
    provider.answers = [Answer(status=status, body="<html>")]

    outcome = texting(provider.url).send(text)

    assert isinstance(outcome, Refused)
    assert outcome.ours


def test_a_code_nobody_has_met_is_tried_again(provider: HttpProvider, text: Message):
    provider.answers = [declined(400, 29999, "something new")]

    assert texting(provider.url).send(text) == Unavailable(code="29999", words="something new")


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize(
    "body", [b"", b"<html>oops", b"[]", b"{}", b'{"code": null}', b'{"code": 20500, "message": ""}']
)
def test_a_failing_provider_is_unknown(provider: HttpProvider, text: Message, status: int, body: bytes):
    provider.answers = [Answer(status=status, body=body)]

    outcome = texting(provider.url).send(text)

    assert isinstance(outcome, Unavailable)
    assert outcome.unknown
    assert len(provider.asked) == 1


def test_a_busy_provider_that_says_so_is_not_unknown(provider: HttpProvider, text: Message):
    provider.answers = [declined(503, 20503, "busy", **{"Retry-After": "2"})]

    outcome = texting(provider.url).send(text)

    assert outcome == Unavailable(code="20503", words="busy", retry_after=timedelta(seconds=2))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, timedelta(seconds=7)),
        ({"Retry-After": "99999999999999999999"}, timedelta(days=1)),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": ""}, None),
        ({}, None),
    ],
)
def test_too_many_requests_wait_as_long_as_asked(
    provider: HttpProvider, text: Message, headers: dict[str, str], wait: timedelta | None
):
    provider.answers = [declined(429, 20429, "slow down", **headers)]

    outcome = texting(provider.url).send(text)

    assert outcome == Unavailable(code="20429", words="slow down", retry_after=wait)
    assert len(provider.asked) == 1


def test_the_wait_of_one_answer_is_not_that_of_the_next(provider: HttpProvider, text: Message):
    provider.answers = [declined(429, 20429, "slow", **{"Retry-After": "7"}), HANG_UP]
    sms = texting(provider.url)

    sms.send(text)
    outcome = sms.send(text)

    assert isinstance(outcome, Unavailable)
    assert outcome.retry_after is None


def test_problem_details_are_read_by_their_code(provider: HttpProvider, text: Message):
    problem = {"type": "t", "title": "Opted out", "status": 400, "code": 21610, "detail": "by STOP"}
    provider.answers = [Answer(status=400, body=problem)]

    assert texting(provider.url).send(text) == Refused(code="21610", words="by STOP", opted_out=True)


@pytest.mark.parametrize(
    "body", [b"", b"garbage", b'{"sid": "SM', b"[]", b"null", b"{}", b'{"sid": null}', b'{"sid": 7}', b"\xff\xfe"]
)
def test_an_answer_that_cannot_be_read_is_unknown(provider: HttpProvider, text: Message, body: bytes):
    provider.answers = [Answer(status=201, body=body)]

    outcome = texting(provider.url).send(text)

    assert isinstance(outcome, Unavailable)
    assert outcome.unknown
    assert outcome.code == "garbled"


def test_a_message_that_was_born_failed_is_what_its_code_says(provider: HttpProvider, text: Message):
    provider.answers = [Answer(status=201, body={"sid": "SM1", "status": "failed", "error_code": 21610})]

    outcome = texting(provider.url).send(text)

    assert outcome == Refused(code="21610", words="the person has opted out by STOP", opted_out=True)


def test_a_hung_provider_is_unknown(provider: HttpProvider, text: Message):
    provider.answers = [HANG]

    outcome = texting(provider.url, timeout=0.2).send(text)

    assert outcome == Unavailable(code="timeout", words="the provider did not answer in time", unknown=True)


@pytest.mark.parametrize("broken", [RESET, HANG_UP, CUT_SHORT], ids=lambda answer: answer.how)
def test_an_exchange_that_breaks_off_is_unknown_and_not_repeated(provider: HttpProvider, text: Message, broken: Answer):
    provider.answers = [broken]

    outcome = texting(provider.url).send(text)

    assert isinstance(outcome, Unavailable)
    assert outcome.unknown
    assert outcome.code == "interrupted"
    assert len(provider.asked) == 1


def test_a_refused_connection_sent_nothing(closed_port: int, text: Message):
    outcome = texting(f"http://127.0.0.1:{closed_port}").send(text)

    assert outcome == Unavailable(code="unreachable", words="no connection to the provider")


def test_a_connection_that_is_never_made_sent_nothing(deaf_port: int, text: Message):
    outcome = texting(f"http://127.0.0.1:{deaf_port}", timeout=0.2).send(text)

    assert outcome == Unavailable(code="unreachable", words="no connection to the provider")


def test_a_name_that_is_not_found_sent_nothing(text: Message):
    outcome = texting("http://provider.invalid").send(text)

    assert outcome == Unavailable(code="unreachable", words="no connection to the provider")


def test_a_redirection_is_not_followed(provider: HttpProvider, text: Message):
    provider.answers = [Answer(status=302, headers={"Location": "/elsewhere"})]

    outcome = texting(provider.url).send(text)

    assert isinstance(outcome, Unavailable)
    assert [asked.path for asked in provider.asked] == [f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"]


def test_a_callback_that_cannot_be_built_does_not_raise(provider: HttpProvider, text: Message):
    sms = TwilioSms(account(provider.url), lambda delivery: {}[delivery])

    assert isinstance(sms.send(text), Unavailable)


def test_texts_in_a_row_share_a_connection(provider: HttpProvider, text: Message):
    provider.answers = [taken()]
    sms = texting(provider.url)

    for _ in range(5):
        sms.send(text)

    assert len(provider.asked) == 5
    assert len(provider.connections) == 1


def test_each_thread_gets_the_answer_to_its_own_text(provider: HttpProvider, text: Message):
    provider.answers = [lambda asked: taken("SM-" + _body(asked))]
    sms = texting(provider.url)

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda n: sms.send(replace(text, body=str(n))), range(200)))

    assert outcomes == [Sent(provider_id=f"SM-{n}") for n in range(200)]


def _body(asked: Asked) -> str:
    return parse_qs(asked.body.decode())["Body"][0]


def test_no_secret_number_or_body_is_logged_or_kept(
    provider: HttpProvider, text: Message, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    provider.answers = [
        taken(),
        declined(400, 21211, f"The 'To' number \x1b[31m{text.to}\x1b[0m is not valid"),
        declined(401, 20003, "Authenticate"),
        Answer(status=201, body=b"garbage"),
        RESET,
        HANG,
    ]
    sms = texting(provider.url, timeout=0.2)

    outcomes = [sms.send(text) for _ in range(6)]

    said = caplog.text + repr(outcomes)
    basic = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert [
        canary for canary in (SECRET, KEY, basic, text.to, "7700900123", "canary-body", "\\x1b") if canary in said
    ] == []
    assert outcomes[1] == Refused(code="21211", words="The 'To' number (number) is not valid")


@pytest.mark.parametrize("missing", range(4))
def test_it_cannot_be_built_without_credentials(missing: int):
    names = ("account_sid", "api_key", "api_secret", "sender")
    given = replace(account(None), **{names[missing]: ""})

    with pytest.raises(ValueError, match="account SID"):
        TwilioSms(given, str)


def test_importing_it_imports_no_client():
    names = "{'twilio', 'requests', 'sendgrid', 'urllib3', 'cryptography', 'smtplib'}"
    ours = "sms voice twiml recordings mail signatures receipts heartbeat"
    modules = ", ".join(f"app.channels.{name}" for name in ours.split())

    answer = run(
        [sys.executable, "-c", f"import sys, {modules}; print(sorted({names} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert answer.stdout == "[]\n"
