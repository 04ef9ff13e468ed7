"""Texts by Vonage, over a real socket: what it is asked for, what its codes mean, and its receipts."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from app.channels.signatures import VonageSignature
from app.channels.vonage import VonageAccount, VonageSms, vonage_receipt
from app.domain.delivery import Message, Refused, Sent, Unavailable

from .providers import CUT_SHORT, HANG, RESET, Answer, HttpProvider

SEALED = "df118f87671493df4adacdac13cfe0589acd128b696c2eecf46e96e6494c11f5"  # of "&a=1&b=x_y_z", by openssl
CALLBACK = "https://portal.example/hooks/vonage/messages"


def texting(provider: HttpProvider, timeout: float = 5) -> VonageSms:
    account = VonageAccount(
        api_key="key", api_secret="secret", sender="+447700900366", base_url=provider.url, timeout=timeout
    )
    return VonageSms(account, CALLBACK)


def answered(status: str, words: str = "") -> Answer:
    said = {"status": status, "error-text": words} if status != "0" else {"status": "0", "message-id": "0C1"}
    return Answer(body={"message-count": "1", "messages": [said]})


def receipt(status: str, code: str = "0", **more: str) -> dict[str, str]:
    return {"msisdn": "447700900101", "messageId": "0C1", "status": status, "err-code": code, "client-ref": "d1"} | more


def test_a_text_that_is_taken_is_sent_by_its_id(provider: HttpProvider, text: Message):
    provider.answers = [answered("0")]

    assert texting(provider).send(text) == Sent(provider_id="0C1")

    (asked,) = provider.asked
    assert (asked.method, asked.path) == ("POST", "/sms/json")
    assert parse_qs(asked.body.decode()) == {
        "api_key": ["key"],
        "api_secret": ["secret"],
        "from": ["447700900366"],
        "to": [text.to.removeprefix("+")],
        "text": [text.body],
        "ttl": [str(int(timedelta(minutes=5).total_seconds() * 1000))],
        "status-report-req": ["1"],
        "callback": [CALLBACK],
        "client-ref": [text.id],
    }


@pytest.mark.parametrize("code", ["1", "10"])
def test_what_may_pass_is_unavailable_and_not_sent(provider: HttpProvider, text: Message, code: str):
    provider.answers = [answered(code, "Throttled")]

    assert texting(provider).send(text) == Unavailable(code=code, words="Throttled")


@pytest.mark.parametrize("code", ["6", "7", "12"])
def test_what_will_never_go_is_refused(provider: HttpProvider, text: Message, code: str):
    provider.answers = [answered(code, "no")]

    assert texting(provider).send(text) == Refused(code=code, words="no")


@pytest.mark.parametrize("code", ["2", "3", "14", "15", "22", "23", "29"])
def test_what_is_wrong_with_our_set_up_is_ours(provider: HttpProvider, text: Message, code: str):
    provider.answers = [answered(code, "no")]

    assert texting(provider).send(text) == Refused(code=code, words="no", ours=True)


@pytest.mark.parametrize("code", ["4", "8", "9", "11"])
def test_bad_keys_no_credit_and_a_suspended_account_shut_it_for_all(provider: HttpProvider, text: Message, code: str):
    provider.answers = [answered(code, "no")]

    assert texting(provider).send(text) == Refused(code=code, words="no", ours=True, for_all=True)


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_closed_door_is_for_all(provider: HttpProvider, text: Message, status: int):
    provider.answers = [Answer(status=status)]

    outcome = texting(provider).send(text)

    assert isinstance(outcome, Refused)
    assert outcome.for_all


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=500),
        Answer(body="<html>"),
        Answer(body={"messages": []}),
        Answer(body=[]),
        answered("5"),
        answered("999"),
        RESET,
        CUT_SHORT,
    ],
)
def test_what_may_have_been_sent_is_unknown(provider: HttpProvider, text: Message, answer: Answer):
    provider.answers = [answer]

    outcome = texting(provider).send(text)

    assert isinstance(outcome, Unavailable)
    assert outcome.unknown


def test_too_many_requests_are_tried_again_when_it_says(provider: HttpProvider, text: Message):
    provider.answers = [Answer(status=429, headers={"Retry-After": "7"})]

    outcome = texting(provider).send(text)

    assert outcome == Unavailable(code="429", words="too many requests", retry_after=timedelta(seconds=7))


def test_it_does_not_wait_for_ever(provider: HttpProvider, text: Message):
    provider.answers = [HANG]

    outcome = texting(provider, timeout=0.2).send(text)

    assert outcome == Unavailable(code="timeout", words="the provider did not answer in time", unknown=True)


def test_a_delivered_receipt_is_known_by_its_client_ref():
    found = vonage_receipt(receipt("delivered"))

    assert found is not None
    assert (found.delivery_id, found.provider_id, found.status, found.code) == ("d1", "0C1", "delivered", "")
    assert found.event_key == "0C1:delivered"


@pytest.mark.parametrize(("status", "code"), [("failed", "3"), ("rejected", "9"), ("failed", "14")])
def test_a_receipt_that_blames_the_number_refuses_it(status: str, code: str):
    found = vonage_receipt(receipt(status, code))

    assert found is not None
    assert found.status == "failed"
    assert isinstance(found.refused, Refused)
    assert not found.refused.ours


@pytest.mark.parametrize(("status", "code"), [("failed", "2"), ("expired", "1"), ("expired", "0"), ("failed", "999")])
def test_a_receipt_that_blames_the_moment_lets_it_be_tried_again(status: str, code: str):
    found = vonage_receipt(receipt(status, code))

    assert found is not None
    assert found.status == "failed"
    assert isinstance(found.refused, Unavailable)


@pytest.mark.parametrize(("status", "means"), [("accepted", "sent"), ("buffered", "sent"), ("new one", "other")])
def test_what_is_under_way_is_no_end(status: str, means: str):
    found = vonage_receipt(receipt(status))

    assert found is not None
    assert found.status == means
    assert found.refused is None


@pytest.mark.parametrize("missing", ["client-ref", "messageId", "status"])
def test_what_names_no_message_of_ours_is_none(missing: str):
    params = receipt("delivered")
    del params[missing]

    assert vonage_receipt(params) is None


def test_a_signature_is_over_every_parameter_sorted_and_in_any_case():
    signature = VonageSignature("secret")
    genuine = {"b": "x&y=z", "a": "1", "sig": SEALED}

    assert signature.is_genuine(genuine)
    assert signature.is_genuine(genuine | {"sig": SEALED.upper()})
    for forged in ({"a": "2"}, {"c": "3"}, {"sig": SEALED[:-1]}, {"sig": ""}, {"sig": "ä"}):
        assert not signature.is_genuine(genuine | forged)
    assert not VonageSignature("another").is_genuine(genuine)
    assert not signature.is_genuine({})
