"""Whether a webhook's request was signed by the provider that it says it comes from."""

from __future__ import annotations

import base64
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

log = logging.getLogger(__name__)


class TwilioSignature:
    """Checks against every token in use (two, while rotating) and the public URL, never the request's host."""

    def __init__(self, tokens: Sequence[str], public_url: str) -> None:
        self._tokens = tuple(token for token in tokens if token)
        self._origin = public_url.rstrip("/")

    def is_genuine(self, path_and_query: str, form: Mapping[str, Any], signature: str | None) -> bool:
        """Whether Twilio signed this form for this path. There is no timestamp: a replay is as genuine."""
        if not signature or not path_and_query.startswith("/"):
            return False
        try:
            from twilio.request_validator import RequestValidator

            validator: Callable[[str], Any] = RequestValidator
            url = self._origin + path_and_query
            return any(validator(token).validate(url, form, signature) for token in self._tokens)
        except Exception as error:
            return _unreadable("Twilio", error)


class VonageSignature:
    """Checks receipts against the account's signature secret, by HMAC with SHA-256 over what they say, sorted."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def is_genuine(self, params: Mapping[str, Any]) -> bool:
        """Whether Vonage signed these. Their age is not checked: a replay is as genuine."""
        given = str(params.get("sig", "")).lower()
        said = (f"&{name}={_plain(value)}" for name, value in sorted(params.items()) if name != "sig")
        sealed = hmac.new(self._secret, "".join(said).encode(), "sha256").hexdigest()
        return hmac.compare_digest(given.encode(), sealed.encode())


class SendGridSignature:
    """Checks against a webhook's public key, as SendGrid shows it or as a PEM file: of events, or of parsed mails."""

    def __init__(self, public_key: str) -> None:
        lines = (line.strip() for line in public_key.strip().splitlines())
        self._public_key = "".join(line for line in lines if not line.startswith("-----"))

    def is_genuine(self, raw_body: bytes, signature: str | None, timestamp: str | None) -> bool:
        """Whether SendGrid signed these very bytes. Their age is not checked: a replay is as genuine."""
        if not (self._public_key and signature and timestamp):
            return False
        try:
            return self._is_sealed(timestamp.encode() + raw_body, base64.b64decode(signature))
        except Exception as error:
            return _unreadable("SendGrid", error)

    def _is_sealed(self, words: bytes, seal: bytes) -> bool:
        """As the provider's own client checks it, but for any bytes: that takes text, and a mail's files are none."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.hashes import SHA256
        from sendgrid.helpers.eventwebhook import EventWebhook

        webhook: Callable[[str], Any] = EventWebhook
        try:
            webhook(self._public_key).public_key.verify(seal, words, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True


def _plain(value: object) -> str:
    """As Vonage writes a value before it signs."""
    return str(value).replace("&", "_").replace("=", "_")


def _unreadable(provider: str, error: Exception) -> bool:
    log.warning("a signature of %s could not be checked: %s", provider, type(error).__name__)
    return False
