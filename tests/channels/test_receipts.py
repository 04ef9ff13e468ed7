from typing import Any

import pytest

from app.channels.receipts import sendgrid_receipts, twilio_receipt
from app.channels.twilio_errors import CODES, outcome_of
from app.domain.delivery import Receipt, Refused, Unavailable


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("accepted", "other"),
        ("scheduled", "other"),
        ("queued", "other"),
        ("sending", "other"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("canceled", "other"),
        ("received", "other"),
        ("something-new", "other"),
    ],
)
def test_twilios_word_becomes_ours(said: str, status: Any):
    assert twilio_receipt({"MessageSid": "SM1", "MessageStatus": said}, "d1") == Receipt(
        delivery_id="d1", provider="twilio", provider_id="SM1", event_key=f"SM1:{said}", status=status, words=said
    )


@pytest.mark.parametrize("said", ["undelivered", "failed"])
def test_a_failed_text_carries_what_its_code_stands_for(said: str):
    receipt = twilio_receipt({"MessageSid": "SM1", "MessageStatus": said, "ErrorCode": "30005", "To": "+447700900123"})

    assert receipt == Receipt(
        delivery_id=None,
        provider="twilio",
        provider_id="SM1",
        event_key=f"SM1:{said}:30005",
        status="failed",
        code="30005",
        words="the number is unknown or no longer in use",
        refused=Refused(code="30005", words="the number is unknown or no longer in use"),
    )


@pytest.mark.parametrize("code", list(CODES))
def test_a_receipt_and_an_answer_mean_the_same_by_a_code(code: str):
    receipt = twilio_receipt({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": code})

    assert receipt is not None
    assert receipt.refused == outcome_of(int(code), "")
    assert receipt.words


@pytest.mark.parametrize("form", [{}, {"ErrorCode": ""}, {"ErrorCode": "0"}, {"ErrorCode": None}])
def test_a_failed_text_without_a_code_may_be_tried_again(form: dict[str, Any]):
    receipt = twilio_receipt({"MessageSid": "SM1", "MessageStatus": "failed", **form})

    assert receipt is not None
    assert receipt.event_key == "SM1:failed"
    assert receipt.refused == Unavailable(code="", words="no reason was given")


@pytest.mark.parametrize("form", [{}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}, {"MessageSid": " "}])
def test_a_form_that_names_no_message_is_no_receipt(form: dict[str, str]):
    assert twilio_receipt(form) is None


def event(said: str, **more: Any) -> dict[str, Any]:
    return {"event": said, "sg_event_id": "e1", "sg_message_id": "abc.filter-1.2", "delivery": "d1", **more}


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("processed", "sent"),
        ("delivered", "delivered"),
        ("deferred", "other"),
        ("open", "other"),
        ("click", "other"),
        ("spamreport", "other"),
        ("unsubscribe", "other"),
        ("group_unsubscribe", "other"),
        ("something-new", "other"),
    ],
)
def test_sendgrids_word_becomes_ours(said: str, status: Any):
    assert sendgrid_receipts([event(said)]) == [
        Receipt(delivery_id="d1", provider="sendgrid", provider_id="abc", event_key="e1", status=status, words=said)
    ]


@pytest.mark.parametrize("said", ["bounce", "blocked", "dropped"])
def test_a_failed_mail_is_refused_in_words_without_its_address(said: str):
    [receipt] = sendgrid_receipts([event(said, status="5.1.1", reason="550 <dana@example.com>\r\nunknown")])

    assert receipt.status == "failed"
    assert receipt.refused == Refused(code="5.1.1", words="550 <(address)> unknown")
    assert (receipt.code, receipt.words) == ("5.1.1", "550 <(address)> unknown")


def test_a_drop_without_a_status_is_known_by_its_event():
    [receipt] = sendgrid_receipts([event("dropped", reason="Bounced Address")])

    assert receipt.refused == Refused(code="dropped", words="Bounced Address")


def test_a_batch_keeps_its_order_and_drops_what_is_no_event():
    batch = [
        event("processed", sg_event_id="e1"),
        None,
        7,
        "x",
        {},
        {"event": "open"},
        event("bounce", sg_event_id="e2"),
    ]

    assert [receipt.event_key for receipt in sendgrid_receipts(batch)] == ["e1", "e2"]


def test_an_event_without_an_id_has_one_of_its_own_making():
    [receipt] = sendgrid_receipts([event("delivered", sg_event_id=None, timestamp=16, delivery=None)])

    assert receipt.event_key == "abc.filter-1.2:delivered:16"
    assert receipt.delivery_id is None
