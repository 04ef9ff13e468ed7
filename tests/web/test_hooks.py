"""The providers' doors: genuine receipts count once and only move forward; anything else changes nothing."""

import base64
import io
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from tests.web.seen import kept, memory
from tests.web.settings import ORIGIN, PROVIDERS
from tests.world import World

TOKENS = ("the-token-in-use", "the-token-before")
TIME = "1795222200"


@dataclass(frozen=True, kw_only=True)
class Hooked:
    """The portal behind its public address, one text and one mail on their way, and the providers' keys."""

    world: World
    text_id: str
    mail_id: str
    key: ec.EllipticCurvePrivateKey

    @property
    def path(self) -> str:
        return f"/hooks/twilio/messages/{self.text_id}"

    def twilio(self, form: dict[str, str], *, token: str = TOKENS[0], url: str = "", **headers: str) -> TestResponse:
        signature = RequestValidator(token).compute_signature(url or ORIGIN + self.path, form)
        return self.post(self.path, data=form, headers={"X-Twilio-Signature": signature, **headers})

    def sendgrid(self, body: bytes, *, signed: bytes | None = None, time: str = TIME) -> TestResponse:
        sealed = self.key.sign(TIME.encode() + (body if signed is None else signed), ec.ECDSA(hashes.SHA256()))
        headers = {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(sealed).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": time,
        }
        return self.post("/hooks/sendgrid/events", data=body, headers=headers, content_type="application/json")

    def post(self, path: str, **asked) -> TestResponse:
        return self.world.app.test_client().post(path, base_url=ORIGIN, **asked)

    def state(self, delivery_id: str) -> str:
        return next(row["state"] for row in kept(self.world, "deliveries") if row["id"] == delivery_id)


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def hooked(sqlite_url: str, open_logged: Callable[..., World], key: ec.EllipticCurvePrivateKey) -> Hooked:
    night = open_logged(sqlite_url, PUBLIC_URL=ORIGIN)
    night.at("Saturday 02:10")
    night.carol.reports("crm")
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    behind = open_logged(
        sqlite_url, PUBLIC_URL=ORIGIN, **PROVIDERS, SENDGRID_WEBHOOK_KEY=base64.b64encode(public).decode()
    )
    behind.clock.set(night.clock.now())
    rows = {row["medium"]: row["id"] for row in kept(night, "deliveries") if row["wording"] == "page"}
    return Hooked(world=behind, text_id=rows["sms"], mail_id=rows["mail"], key=key)


def receipt(status: str = "delivered", **more: str) -> dict[str, str]:
    return {"MessageSid": "SM1", "MessageStatus": status, "To": "+447700900101", **more}


def events(hooked: Hooked, *kinds: str) -> bytes:
    said = {"sg_message_id": "m1.x", "delivery": hooked.mail_id, "reason": "Grüße"}
    batch = [{"event": kind, "sg_event_id": f"e-{kind}", **said} for kind in kinds]
    return json.dumps(batch, ensure_ascii=False, indent=1).encode()


@pytest.mark.parametrize("token", TOKENS)
def test_a_signed_receipt_counts_under_either_token(hooked: Hooked, token: str):
    assert hooked.twilio(receipt(), token=token).status_code == 204

    assert hooked.state(hooked.text_id) == "delivered"


def test_a_proxys_headers_do_not_matter(hooked: Hooked):
    for headers in (
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "host=evil.example;proto=http"},
        {"X-Original-URL": "/hooks/twilio/messages/other"},
    ):
        assert hooked.twilio(receipt(), **headers).status_code == 204, headers


def test_a_query_is_part_of_what_was_signed(hooked: Hooked):
    form = receipt()
    url = f"{hooked.path}?again=1"
    signature = RequestValidator(TOKENS[0]).compute_signature(ORIGIN + url, form)

    assert hooked.post(url, data=form, headers={"X-Twilio-Signature": signature}).status_code == 204
    assert hooked.post(hooked.path, data=form, headers={"X-Twilio-Signature": signature}).status_code == 403


def forgeries() -> dict[str, Callable[[Hooked], TestResponse]]:
    genuine = receipt()
    return {
        "tampered": lambda h: h.post(
            h.path,
            data=genuine | {"MessageStatus": "undelivered"},
            headers={"X-Twilio-Signature": RequestValidator(TOKENS[0]).compute_signature(ORIGIN + h.path, genuine)},
        ),
        "signed for another host": lambda h: h.twilio(genuine, url=f"https://evil.example{h.path}"),
        "signed for plain http": lambda h: h.twilio(genuine, url=f"http://portal.example{h.path}"),
        "signed for another message": lambda h: h.twilio(genuine, url=f"{ORIGIN}/hooks/twilio/messages/{h.mail_id}"),
        "somebody else's token": lambda h: h.twilio(genuine, token="another-token"),
        "no signature": lambda h: h.post(h.path, data=genuine),
        "empty signature": lambda h: h.post(h.path, data=genuine, headers={"X-Twilio-Signature": ""}),
        "a mail's bytes changed": lambda h: h.sendgrid(events(h, "bounce"), signed=events(h, "delivered")),
        "a mail's bytes said otherwise": lambda h: h.sendgrid(
            json.dumps(json.loads(events(h, "delivered"))).encode(), signed=events(h, "delivered")
        ),
        "a mail's time changed": lambda h: h.sendgrid(events(h, "delivered"), time="1795222201"),
        "a mail unsigned": lambda h: h.post("/hooks/sendgrid/events", data=events(h, "delivered")),
    }


def test_a_forgery_is_refused_logged_and_changes_nothing(hooked: Hooked, logged: io.StringIO):
    before = memory(hooked.world)

    for number, (name, forged) in enumerate(forgeries().items(), start=1):
        assert forged(hooked).status_code == 403, name
        assert memory(hooked.world) == before, name
        assert logged.getvalue().count("webhook_refused") == number, name


def test_another_host_is_no_door_at_all(hooked: Hooked):
    form = receipt()
    signature = RequestValidator(TOKENS[0]).compute_signature(ORIGIN + hooked.path, form)
    client = hooked.world.app.test_client()

    answer = client.post(
        hooked.path, data=form, base_url="https://evil.example", headers={"X-Twilio-Signature": signature}
    )

    assert answer.status_code == 400
    assert hooked.state(hooked.text_id) == "sent"


def test_without_keys_nobody_is_a_provider(night: World):
    for path in ("/hooks/twilio/messages/x", "/hooks/sendgrid/events"):
        assert night.app.test_client().post(path, data={"MessageSid": "SM1"}).status_code == 403


def test_a_thousand_replays_in_any_order_end_where_one_of_each_does(hooked: Hooked):
    statuses = ("queued", "sent", "delivered", "undelivered")
    asked = sorted(range(1000), key=lambda number: number * 7919 % 1009)
    client = hooked.world.app.test_client()
    signed = []
    for status in statuses:
        form = receipt(status, **({"ErrorCode": "30003"} if status == "undelivered" else {}))
        signature = RequestValidator(TOKENS[0]).compute_signature(ORIGIN + hooked.path, form)
        signed.append((form, {"X-Twilio-Signature": signature}))
    assert hooked.twilio(receipt("delivered")).status_code == 204

    for number in asked:
        form, headers = signed[number % 4]
        assert client.post(hooked.path, data=form, headers=headers, base_url=ORIGIN).status_code == 204

    assert hooked.state(hooked.text_id) == "delivered"
    assert sorted(row["status"] for row in kept(hooked.world, "receipts")) == ["delivered", "failed", "other", "sent"]
    told = [event for event in kept(hooked.world, "timeline") if event["kind"] == "delivery.delivered"]
    assert len(told) == 1


def test_a_receipt_of_no_message_of_ours_is_passed_over(hooked: Hooked):
    before = memory(hooked.world)
    path = "/hooks/twilio/messages/" + "0" * 32
    form = receipt()
    signature = RequestValidator(TOKENS[0]).compute_signature(ORIGIN + path, form)

    assert hooked.post(path, data=form, headers={"X-Twilio-Signature": signature}).status_code == 204
    assert hooked.twilio({"AccountSid": "AC1"}).status_code == 204
    assert memory(hooked.world) == before


def test_sendgrids_raw_bytes_count(hooked: Hooked):
    assert hooked.sendgrid(events(hooked, "processed", "delivered")).status_code == 204

    assert hooked.state(hooked.mail_id) == "delivered"
    assert len(kept(hooked.world, "receipts")) == 2


def test_sendgrids_batch_may_come_again_and_be_large(hooked: Hooked):
    batch = json.loads(events(hooked, "delivered"))
    batch += [{"event": "open", "sg_event_id": f"{number:01000d}", "delivery": "x" * 32} for number in range(65)]
    body = json.dumps(batch).encode()
    assert len(body) > 64 * 1024

    assert hooked.sendgrid(body[:1] + b" " + body[1:]).status_code == 204
    assert hooked.sendgrid(body).status_code == 204

    assert len(kept(hooked.world, "receipts")) == 1


@pytest.mark.parametrize("body", [b"", b"not json", b'{"event": "delivered"}', b"[[[[", b"\xff\xfe"])
def test_signed_nonsense_from_sendgrid_is_answered_and_changes_nothing(hooked: Hooked, body: bytes):
    before = memory(hooked.world)

    assert hooked.sendgrid(body).status_code in (400, 403)
    assert memory(hooked.world) == before
