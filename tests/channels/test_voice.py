import base64
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from app.channels.receipts import twilio_call_receipt
from app.channels.twiml import twiml
from app.channels.voice import TwilioVoice
from app.domain.call_script import Script
from app.domain.delivery import Message, Receipt, Refused, Sent, Unavailable

from .providers import HANG, RESET, Answer, HttpProvider
from .twilio import ACCOUNT, KEY, SECRET, account

HOOKS = "https://portal.example/hooks/twilio/calls"


def ringing(url: str | None, timeout: float = 5) -> TwilioVoice:
    return TwilioVoice(
        account(url, timeout),
        lambda delivery: f"{HOOKS}/{delivery}",
        lambda delivery: f"{HOOKS}/{delivery}/status",
        "en-US",
    )


def taken(**more: object) -> Answer:
    return Answer(status=201, body={"sid": "CA1", "status": "queued", **more})


def test_a_call_that_is_taken_is_sent_by_its_sid(provider: HttpProvider, text: Message):
    provider.answers = [taken()]

    assert ringing(provider.url).send(text) == Sent(provider_id="CA1")

    asked = provider.asked[0]
    assert asked.path == f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    assert parse_qs(asked.body.decode()) == {
        "To": [text.to],
        "From": ["+15005550006"],
        "Url": [f"{HOOKS}/{text.id}"],
        "Method": ["POST"],
        "FallbackUrl": [f"{HOOKS}/{text.id}"],
        "FallbackMethod": ["POST"],
        "StatusCallback": [f"{HOOKS}/{text.id}/status"],
        "StatusCallbackMethod": ["POST"],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": ["30"],
    }
    assert b"canary-body" not in asked.body


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21211, Refused(code="21211", words="no")),
        (400, 13224, Refused(code="13224", words="no")),
        (400, 21215, Refused(code="21215", words="no", ours=True)),
        (401, 20003, Refused(code="20003", words="no", ours=True, for_all=True)),
        (429, 20429, Unavailable(code="20429", words="no")),
        (500, 20500, Unavailable(code="20500", words="no", unknown=True)),
        (400, 29999, Unavailable(code="29999", words="no")),
    ],
)
def test_a_refusal_means_what_it_means_for_a_text(
    provider: HttpProvider, text: Message, status: int, code: int, outcome: Refused | Unavailable
):
    provider.answers = [Answer(status=status, body={"code": code, "message": "no", "status": status})]

    assert ringing(provider.url).send(text) == outcome


def test_a_slow_answer_is_an_unknown_one(provider: HttpProvider, text: Message):
    provider.answers = [HANG]

    outcome = ringing(provider.url, timeout=0.2).send(text)

    assert outcome == Unavailable(code="timeout", words="the provider did not answer in time", unknown=True)


@pytest.mark.parametrize("answer", [RESET, taken(sid=None), Answer(status=201, body=b"garbage")])
def test_an_answer_that_cannot_be_read_is_unknown_and_not_repeated(
    provider: HttpProvider, text: Message, answer: Answer
):
    provider.answers = [answer]

    outcome = ringing(provider.url).send(text)

    assert isinstance(outcome, Unavailable)
    assert outcome.unknown
    assert len(provider.asked) == 1


@pytest.mark.parametrize("status", ["failed", "canceled"])
def test_a_call_that_is_over_before_it_began_was_not_made(provider: HttpProvider, text: Message, status: str):
    provider.answers = [taken(status=status)]

    assert ringing(provider.url).send(text) == Unavailable(code="", words="the call could not be placed")


@pytest.mark.parametrize("number", ["07700900123", "+44 7700 900123", "", "+447700900123\n"])
def test_a_number_that_is_not_international_is_refused_unasked(provider: HttpProvider, text: Message, number: str):
    assert isinstance(ringing(provider.url).send(replace(text, to=number)), Refused)
    assert provider.asked == []


@pytest.mark.parametrize("missing", range(4))
def test_it_cannot_be_built_without_credentials(missing: int):
    names = ("account_sid", "api_key", "api_secret", "sender")
    given = replace(account(None), **{names[missing]: ""})

    with pytest.raises(ValueError, match="account SID"):
        TwilioVoice(given, str, str, "en-GB")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("queued", "sent"),
        ("initiated", "sent"),
        ("ringing", "sent"),
        ("in-progress", "delivered"),
        ("completed", "delivered"),
        ("busy", "failed"),
        ("no-answer", "failed"),
        ("canceled", "failed"),
        ("failed", "failed"),
        ("something-new", "other"),
    ],
)
def test_twilios_word_for_a_call_becomes_ours(said: str, status: str):
    receipt = twilio_call_receipt({"CallSid": "CA1", "CallStatus": said}, "d1")

    assert receipt is not None
    assert (receipt.delivery_id, receipt.status, receipt.event_key) == ("d1", status, f"CA1:{said}")
    assert receipt.code == (said if status == "failed" else "")
    assert receipt.words
    assert receipt.refused is None


def test_only_a_code_blames_the_number():
    receipt = twilio_call_receipt({"CallSid": "CA1", "CallStatus": "failed", "ErrorCode": "13224"}, "d1")

    assert receipt == Receipt(
        delivery_id="d1",
        provider="twilio",
        provider_id="CA1",
        event_key="CA1:failed",
        status="failed",
        code="13224",
        words="not a number that can be rung",
        refused=Refused(code="13224", words="not a number that can be rung"),
    )


@pytest.mark.parametrize("form", [{}, {"CallSid": "CA1"}, {"CallStatus": "busy"}])
def test_a_form_that_names_no_call_is_no_receipt(form: dict[str, str]):
    assert twilio_call_receipt(form, "d1") is None


def test_words_are_escaped_and_a_key_is_waited_for():
    markup = twiml(
        Script(lines=("Bell & Sons <Hangup/>", "Press 4."), then="key"), "en-GB", "https://portal.example/k?a=1&b=2"
    )

    assert "Bell &amp; Sons &lt;Hangup/&gt;" in markup
    assert "<Hangup" not in markup
    assert 'action="https://portal.example/k?a=1&amp;b=2"' in markup
    assert 'numDigits="1"' in markup
    assert 'actionOnEmptyResult="true"' in markup


@pytest.mark.parametrize(
    ("then", "verb"), [("end", "<Hangup />"), ("again", "<Redirect"), ("record", "<Record"), ("key", "<Gather")]
)
def test_each_turn_ends_with_what_it_waits_for(then, verb: str):
    assert verb in twiml(Script(lines=("One moment.",), then=then), "en-GB", "https://portal.example/again")
