import base64
import logging
from hashlib import sha1
from hmac import digest

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.datastructures import MultiDict

from app.channels.signatures import SendGridSignature, TwilioSignature

PATH = "/hooks/twilio/messages/d1?again=1"
ORIGIN = "https://portal.example"
FORM = MultiDict([("MessageSid", "SM1"), ("MessageStatus", "delivered"), ("Extra", "b"), ("Extra", "a")])


def signed(token: str, url: str = ORIGIN + PATH, form: MultiDict = FORM) -> str:
    words = "".join(name + value for name in sorted(form) for value in sorted(set(form.getlist(name))))
    return base64.b64encode(digest(token.encode(), (url + words).encode(), sha1)).decode()


def test_twilios_own_example_is_genuine():
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    check = TwilioSignature(["12345"], "https://mycompany.com")

    assert check.is_genuine("/myapp.php?foo=1&bar=2", form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_a_signed_form_with_repeated_keys_is_genuine_each_time_it_comes():
    check = TwilioSignature(["token"], ORIGIN + "/")

    assert [check.is_genuine(PATH, FORM, signed("token")) for _ in range(3)] == [True] * 3


def test_either_token_is_good_while_they_rotate():
    check = TwilioSignature(["new", "old"], ORIGIN)

    assert check.is_genuine(PATH, FORM, signed("new"))
    assert check.is_genuine(PATH, FORM, signed("old"))
    assert not check.is_genuine(PATH, FORM, signed("older"))


def test_a_tampered_form_is_not_genuine():
    check = TwilioSignature(["token"], ORIGIN)
    tampered = FORM.copy()
    tampered["MessageStatus"] = "failed"
    added = FORM.copy()
    added.add("Extra", "c")

    assert not check.is_genuine(PATH, tampered, signed("token"))
    assert not check.is_genuine(PATH, added, signed("token"))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example" + PATH,
        "http://portal.example" + PATH,
        ORIGIN + "/hooks/twilio/messages/d2?again=1",
        ORIGIN + PATH + "&more=1",
    ],
)
def test_another_url_is_not_genuine(url: str):
    assert not TwilioSignature(["token"], ORIGIN).is_genuine(PATH, FORM, signed("token", url))


@pytest.mark.parametrize("path", ["hooks", "", ".evil.example/hooks", "https://portal.example/hooks"])
def test_what_is_no_path_is_not_genuine(path: str):
    assert not TwilioSignature(["token"], ORIGIN).is_genuine(path, FORM, signed("token", ORIGIN + path))


@pytest.mark.parametrize("signature", [None, "", "x", "=" * 28, "é" * 28])
def test_no_signature_is_not_genuine(signature: str | None):
    assert not TwilioSignature(["token"], ORIGIN).is_genuine(PATH, FORM, signature)


@pytest.mark.parametrize("tokens", [[], [""], ["", ""]])
def test_nothing_is_genuine_without_a_token(tokens: list[str]):
    assert not TwilioSignature(tokens, ORIGIN).is_genuine(PATH, FORM, signed(""))


@pytest.mark.parametrize("form", ['{"json": 1}', ["list"], {"number": 1}, 7])
def test_a_form_that_is_none_is_not_genuine(form: object, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)

    assert not TwilioSignature(["canary-token"], ORIGIN).is_genuine(PATH, form, signed("canary-token"))
    assert "canary" not in caplog.text


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(key: ec.EllipticCurvePrivateKey, encoding: serialization.Encoding = serialization.Encoding.DER) -> str:
    said = key.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(said).decode() if encoding is serialization.Encoding.DER else said.decode()


def sealed(key: ec.EllipticCurvePrivateKey, body: bytes, timestamp: str) -> str:
    return base64.b64encode(key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


BODY = '[{"event":"delivered","reason":"Grüße"}]\r\n'.encode()


@pytest.mark.parametrize("encoding", [serialization.Encoding.DER, serialization.Encoding.PEM])
def test_sendgrids_signed_bytes_are_genuine_each_time_they_come(
    key: ec.EllipticCurvePrivateKey, encoding: serialization.Encoding
):
    check = SendGridSignature(public(key, encoding))
    signature = sealed(key, BODY, "1600000000")

    assert [check.is_genuine(BODY, signature, "1600000000") for _ in range(3)] == [True] * 3


def test_tampered_bytes_or_time_are_not_genuine(key: ec.EllipticCurvePrivateKey):
    check = SendGridSignature(public(key))
    signature = sealed(key, BODY, "1600000000")

    assert not check.is_genuine(BODY.replace(b"delivered", b"bounce"), signature, "1600000000")
    assert not check.is_genuine(BODY.strip(), signature, "1600000000")
    assert not check.is_genuine(BODY, signature, "1600000001")


def test_another_key_is_not_genuine(key: ec.EllipticCurvePrivateKey):
    other = ec.generate_private_key(ec.SECP256R1())

    assert not SendGridSignature(public(other)).is_genuine(BODY, sealed(key, BODY, "1"), "1")


@pytest.mark.parametrize("signature", [None, "", "x", "abc", "not base64!", "é", "AAAA"])
def test_a_signature_that_is_none_is_not_genuine(key: ec.EllipticCurvePrivateKey, signature: str | None):
    assert not SendGridSignature(public(key)).is_genuine(BODY, signature, "1600000000")


def test_bytes_that_are_no_text_are_genuine_where_they_were_signed(key: ec.EllipticCurvePrivateKey):
    body = b"--x\r\n\r\n\xff\x89PNG\r\n--x--"

    assert SendGridSignature(public(key)).is_genuine(body, sealed(key, body, "1"), "1")
    assert not SendGridSignature(public(key)).is_genuine(body + b"\xff", sealed(key, body, "1"), "1")


def test_what_has_no_time_is_not_genuine(key: ec.EllipticCurvePrivateKey):
    check = SendGridSignature(public(key))

    assert not check.is_genuine(BODY, sealed(key, BODY, ""), "")
    assert not check.is_genuine(BODY, sealed(key, BODY, ""), None)


@pytest.mark.parametrize("public_key", ["", "nonsense", "AAAA"])
def test_nothing_is_genuine_without_a_public_key(key: ec.EllipticCurvePrivateKey, public_key: str):
    assert not SendGridSignature(public_key).is_genuine(BODY, sealed(key, BODY, "1"), "1")
