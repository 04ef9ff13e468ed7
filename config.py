"""Settings: everything that an operator decides, read from the environment once and checked as a whole."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import config_oidc
import config_texts
from config_oidc import Oidc
from config_texts import Twilio, Vonage

DEMO_SECRET = "only-for-the-demo-" + "0" * 24
DEMO_MAILBOX = "emergency@portal.example"
SHORTEST_TOKEN = 16
LONGEST_PUBLIC_URL = 60  # characters: the link has to leave room for words in one text message


class SettingsError(Exception):
    """All that is wrong with the environment, one line a fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The portal cannot start:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, kw_only=True)
class SendGrid:
    """SendGrid's account. `webhook_key` is the public key that its events are signed with."""

    api_key: str = field(repr=False)
    sender: str
    webhook_key: str | None
    base_url: str | None


@dataclass(frozen=True, kw_only=True)
class MailIn:
    """Where mails come in. `key` is the public key that they are signed with, `secret` the password that they bring."""

    address: str
    key: str | None
    secret: str | None = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The portal's settings. `from_env` is the only way in; docs/settings.md has a row for each."""

    environment: Literal["demo", "production"]
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(repr=False)
    public_url: str
    port: int
    trusted_proxies: int
    database_url: str = field(repr=False)
    spool: Path
    policy: str
    twilio: Twilio | None
    vonage: Vonage | None
    sendgrid: SendGrid | None
    mail_in: MailIn | None
    smtp_url: str | None = field(repr=False)
    mail_sender: str
    oidc: Oidc | None
    heartbeat_url: str | None = field(repr=False)
    metrics_token: str | None = field(repr=False)
    dispatchers: int
    webhooks_to_private: bool
    clock_start: datetime | None

    @property
    def is_production(self) -> bool:
        """Whether real people are paged."""
        return self.environment == "production"

    @property
    def has_own_secret(self) -> bool:
        """Whether the secret key is the portal's own, and not the one that every demo has."""
        return self.secret_key != DEMO_SECRET

    @property
    def public_host(self) -> str:
        """The host that links are built with."""
        return urlsplit(self.public_url).hostname or ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Reads the settings, or raises one `SettingsError` that lists everything that is wrong."""
        return _Reading(os.environ if env is None else env).settings()


class _Reading:
    """One pass over the environment, which gathers faults instead of stopping at the first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.faults: list[str] = []

    def settings(self) -> Settings:
        environment = self.one_of("ENVIRONMENT", ("demo", "production"))
        production = environment == "production"
        port = self.whole("PORT", 8000, least=0, most=65535)
        settings = Settings(
            environment="production" if production else "demo",
            secret_key=self.secret(production),
            secret_key_fallbacks=self.several("SECRET_KEY_FALLBACKS"),
            public_url=self.public_url(production, port),
            port=port,
            trusted_proxies=self.whole("TRUSTED_PROXIES", 0, least=0, most=10),
            database_url=self.database_url(production),
            spool=self.spool(),
            policy=self.text("POLICY") or "prospect365",
            twilio=config_texts.twilio(self, production),
            vonage=config_texts.vonage(self, production),
            sendgrid=self.sendgrid(),
            mail_in=self.mail_in(production),
            smtp_url=self.url("SMTP_URL", ("smtp", "smtps")),
            mail_sender=self.text("SENDGRID_FROM") or "emergency@localhost",
            oidc=config_oidc.read(self, production),
            heartbeat_url=self.url("HEARTBEAT_URL", ("http", "https")),
            metrics_token=self.metrics_token(),
            dispatchers=self.whole("DISPATCHERS", 16, least=1, most=256),
            webhooks_to_private=self.one_of("WEBHOOKS_TO_PRIVATE", ("no", "yes")) == "yes",
            clock_start=self.clock_start(production),
        )
        if production:
            self.providers(settings)
        if self.faults:
            raise SettingsError(self.faults)
        return settings

    def secret(self, production: bool) -> str:
        secret = self.text("SECRET_KEY")
        if production and not secret:
            self.faults.append(
                "SECRET_KEY is missing. Make one: python3 -c 'import secrets; print(secrets.token_hex(32))'"
            )
        elif production and (len(secret) < 32 or secret == DEMO_SECRET):
            self.faults.append("SECRET_KEY is too easy to guess: at least 32 random characters, and not the demo's")
        return secret or DEMO_SECRET

    def metrics_token(self) -> str | None:
        token = self.text("METRICS_TOKEN")
        if token and len(token) < SHORTEST_TOKEN:
            self.faults.append(f"METRICS_TOKEN is too easy to guess: at least {SHORTEST_TOKEN} random characters")
        return token or None

    def public_url(self, production: bool, port: int) -> str:
        url = (self.text("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
        try:
            parts = urlsplit(url)
            plain = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.path or parts.query)
            plain = plain and "@" not in parts.netloc and (parts.port is None or parts.port > 0)
        except ValueError:
            plain = False
        if not plain:
            self.faults.append(f"PUBLIC_URL is not an origin such as https://emergency.example.com: {url!r}")
        elif production and not url.startswith("https://"):
            self.faults.append(
                f"PUBLIC_URL must be https in production, so that links and sign-ins stay private: {url!r}"
            )
        if len(url) > LONGEST_PUBLIC_URL:
            self.faults.append(
                f"PUBLIC_URL has {len(url)} characters; at most {LONGEST_PUBLIC_URL} fit into a text message"
            )
        return url

    def database_url(self, production: bool) -> str:
        url = self.text("DATABASE_URL") or "sqlite:///var/portal.db"
        if url.startswith(("postgres://", "postgresql://")):
            url = "postgresql+psycopg://" + url.split("://", 1)[1]
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            self.faults.append("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
        if url.startswith("sqlite") and (url == "sqlite:///" or "memory" in url):
            self.faults.append(
                "DATABASE_URL names a database in memory, which forgets every report when the process ends"
            )
        if production and not self.text("DATABASE_URL"):
            self.faults.append("DATABASE_URL is missing: say where reports are kept")
        return url

    def spool(self) -> Path:
        """Where reports wait while the database is away: beside a SQLite file, unless it is said."""
        kind, _, file = self.text("DATABASE_URL").partition(":///")
        beside = f"{file.partition('?')[0] or 'var/portal.db'}-spool" if kind in ("", "sqlite") else "var/spool"
        return Path(self.text("SPOOL") or beside)

    def sendgrid(self) -> SendGrid | None:
        if not self.complete(("SENDGRID_API_KEY", "SENDGRID_FROM"), needed_for="SENDGRID_API_KEY"):
            return None
        return SendGrid(
            api_key=self.text("SENDGRID_API_KEY"),
            sender=self.text("SENDGRID_FROM"),
            webhook_key=self.text("SENDGRID_WEBHOOK_KEY") or None,
            base_url=self.url("SENDGRID_BASE_URL", ("http", "https")),
        )

    def mail_in(self, production: bool) -> MailIn | None:
        address, key = self.text("INBOUND_MAIL_ADDRESS"), self.text("SENDGRID_INBOUND_KEY") or None
        secret = self.text("INBOUND_MAIL_SECRET") or None
        if not (address or key or secret):
            return None if production else MailIn(address=DEMO_MAILBOX, key=None, secret=None)
        if not re.fullmatch(r"[a-z0-9._-]{1,31}@[a-z0-9-]+(\.[a-z0-9-]+)+", address.lower()):
            self.faults.append(f"INBOUND_MAIL_ADDRESS is no address with up to 31 letters before the @: {address!r}")
        if not (key or secret):
            self.faults.append("SENDGRID_INBOUND_KEY or INBOUND_MAIL_SECRET is missing: no mail would be let in")
        if secret and len(secret) < 16:
            self.faults.append("INBOUND_MAIL_SECRET is too easy to guess: at least 16 random characters")
        return MailIn(address=address.lower(), key=key, secret=secret)

    def providers(self, settings: Settings) -> None:
        if settings.twilio is None and not self.text("TWILIO_ACCOUNT_SID"):
            self.faults.append(
                "TWILIO_ACCOUNT_SID, TWILIO_API_KEY, TWILIO_API_SECRET and TWILIO_FROM are missing: no text can be sent"
            )
        if settings.sendgrid is None and settings.smtp_url is None and not self.text("SENDGRID_API_KEY"):
            self.faults.append("SENDGRID_API_KEY with SENDGRID_FROM, or SMTP_URL, is missing: no mail can be sent")
        if settings.smtp_url and not self.text("SENDGRID_FROM"):
            self.faults.append("SENDGRID_FROM is missing: the address that mail comes from, by SMTP too")

    def clock_start(self, production: bool) -> datetime | None:
        if not (words := self.text("CLOCK_START")):
            return None
        if production:
            self.faults.append("CLOCK_START is for the demo alone: in production the clock is the real one")
        try:
            start = datetime.fromisoformat(words)
        except ValueError:
            self.faults.append(f"CLOCK_START is not an instant such as 2026-12-25T03:00:00Z: {words!r}")
            return None
        if start.tzinfo is None:
            self.faults.append(f"CLOCK_START has no zone; end it with Z: {words!r}")
            return None
        return start

    # -- kinds of values

    def text(self, name: str) -> str:
        return self.env.get(name, "").strip()

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name) or allowed[0]
        if value not in allowed:
            self.faults.append(f"{name} is {value!r}; it can be {' or '.join(allowed)}")
        return value

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        words = self.text(name)
        if not words:
            return default
        if not re.fullmatch(r"\d{1,9}", words) or not least <= int(words) <= most:
            self.faults.append(f"{name} is {words!r}; it must be a whole number from {least} to {most}")
            return default
        return int(words)

    def url(self, name: str, schemes: tuple[str, ...]) -> str | None:
        url = self.text(name)
        if not url:
            return None
        try:
            parts = urlsplit(url)
            fine = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            fine = False
        if not fine:
            self.faults.append(f"{name} must begin with {' or '.join(s + '://' for s in schemes)} and name a host")
        return url.rstrip("/")

    def telephone(self, name: str) -> str:
        import phonenumbers  # costs 30 ms, and only a configured provider needs it

        words = self.text(name)
        try:
            number = phonenumbers.parse(words, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            self.faults.append(f"{name} is not a telephone number such as +447700900365: {words!r}")
            return words
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def complete(self, names: tuple[str, ...], needed_for: str | None = None) -> bool:
        """Whether all of `names` are set; some but not all is a fault (unless `needed_for` itself is not set)."""
        missing = [name for name in names if not self.text(name)]
        unwanted = needed_for is not None and not self.text(needed_for)
        if missing and len(missing) < len(names) and not unwanted:
            self.faults.append(
                f"{' and '.join(missing)} must be set too, beside {next(n for n in names if n not in missing)}"
            )
        return not missing
