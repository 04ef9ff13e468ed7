"""The settings of the providers of texts and calls: the first, and a second one for texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config import _Reading

TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_FROM")
VONAGE = ("VONAGE_API_KEY", "VONAGE_API_SECRET", "VONAGE_FROM")


@dataclass(frozen=True, kw_only=True)
class Twilio:
    """Twilio's account. `auth_tokens` check webhook signatures (several while one is being rotated).

    `balance_least`: below it an alarm is sounded, in the account's currency; 0: never.
    """

    account_sid: str
    api_key: str
    api_secret: str = field(repr=False)
    auth_tokens: tuple[str, ...] = field(repr=False)
    sender: str
    base_url: str | None
    balance_least: int


@dataclass(frozen=True, kw_only=True)
class Vonage:
    """Vonage's account. `signature_secret` checks that receipts are Vonage's, by HMAC with SHA-256."""

    api_key: str
    api_secret: str = field(repr=False)
    sender: str
    signature_secret: str | None = field(repr=False)
    base_url: str | None


def twilio(reading: _Reading, production: bool) -> Twilio | None:
    """Twilio's account, if it is there; what is wrong with it goes to the faults."""
    if not reading.complete(TWILIO):
        return None
    tokens = reading.several("TWILIO_AUTH_TOKEN")
    if production and not tokens:
        reading.faults.append("TWILIO_AUTH_TOKEN is missing: without it no receipt can be told from a forgery")
    return Twilio(
        account_sid=reading.text("TWILIO_ACCOUNT_SID"),
        api_key=reading.text("TWILIO_API_KEY"),
        api_secret=reading.text("TWILIO_API_SECRET"),
        auth_tokens=tokens,
        sender=reading.telephone("TWILIO_FROM"),
        base_url=reading.url("TWILIO_BASE_URL", ("http", "https")),
        balance_least=reading.whole("TWILIO_BALANCE_LEAST", 20, least=0, most=1_000_000),
    )


def vonage(reading: _Reading, production: bool) -> Vonage | None:
    """Vonage's account, if it is there; what is wrong with it goes to the faults."""
    if not reading.complete(VONAGE):
        return None
    secret = reading.text("VONAGE_SIGNATURE_SECRET") or None
    if production and secret is None:
        reading.faults.append("VONAGE_SIGNATURE_SECRET is missing: without it no receipt can be told from a forgery")
    return Vonage(
        api_key=reading.text("VONAGE_API_KEY"),
        api_secret=reading.text("VONAGE_API_SECRET"),
        sender=reading.telephone("VONAGE_FROM"),
        signature_secret=secret,
        base_url=reading.url("VONAGE_BASE_URL", ("http", "https")),
    )
