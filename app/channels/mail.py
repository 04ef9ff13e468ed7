"""Mail by SendGrid or by SMTP: how one is sent, and what the answers mean."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from app.channels.failures import fit_to_keep, garbled, interrupted, wait_asked
from app.domain.delivery import Message, Outcome, Refused, Sent, Unavailable

if TYPE_CHECKING:
    from email.message import EmailMessage
    from smtplib import SMTP

ORIGIN = "https://api.sendgrid.com"
OUR_SETUP = (401, 403, 404, 405, 415)
NOT_SIGNED_IN = (530, 534, 535, 538)
LONGEST_LINE = 900  # of a header: a Message-ID cannot be folded, and would be encoded until nobody knows it again
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SendGridMail:
    """Sends plain text from `sender`, an address or "Name <address>", with every kind of tracking off."""

    provider = "sendgrid"

    def __init__(self, api_key: str, sender: str, base_url: str | None = None, timeout: float = 10) -> None:
        from email.utils import parseaddr

        from sendgrid.sendgrid import SendGridAPIClient

        if not (api_key and sender):
            raise ValueError("SendGrid needs an API key and a sender")
        # At DEBUG this logger writes the key and the whole mail.
        logging.getLogger("python_http_client").setLevel(logging.WARNING)
        self._new_client: Callable[..., Any] = SendGridAPIClient
        self._api_key = api_key
        self._sender_name, self._sender = parseaddr(sender)
        self._origin = (base_url or ORIGIN).rstrip("/")
        self._timeout = timeout

    def send(self, message: Message) -> Outcome:
        """Hands one mail to SendGrid. Sent means queued there."""
        if _breaks_a_header(message):
            return _BROKEN_HEADER
        try:
            # A client's headers are one dictionary, which every request changes: each send has a client of its own.
            client = self._new_client(self._api_key, host=self._origin)
            client.client.timeout = self._timeout
            return _accepted(client.send(self._asked(message)), message)
        except Exception as error:
            return _sendgrid_failure(error)

    def _asked(self, message: Message) -> dict[str, Any]:
        asked = {
            "personalizations": [
                {"to": [_person(message.to, message.to_name)], "custom_args": {"delivery": message.id}}
            ],
            "from": _person(self._sender, self._sender_name),
            "subject": _one_line(message.subject),
            "content": [{"type": "text/plain", "value": message.body}],
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": {"enable": False},
                "subscription_tracking": {"enable": False},
                "ganalytics": {"enable": False},
            },
        }
        if message.reply_to:
            asked["reply_to"] = {"email": message.reply_to}
        if message.headers:
            asked["headers"] = dict(message.headers)
        return asked


class SmtpMail:
    """Sends plain text by `url`, smtp://user:password@host:587 (with STARTTLS where offered) or smtps://.

    `now` dates the mails; without it the server that takes them does.
    """

    provider = "smtp"

    def __init__(self, url: str, sender: str, timeout: float = 10, now: Callable[[], datetime] | None = None) -> None:
        import ssl
        from email.utils import parseaddr

        parts = urlsplit(url)
        name, address = parseaddr(sender)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in address:
            raise ValueError("mail by SMTP needs smtp://host or smtps://host, and a sender with an address")
        self._encrypted = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._encrypted else 587)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._sender_name, self._sender = name, address
        self._domain = address.rpartition("@")[2]
        self._timeout = timeout
        self._now = now
        self._tls = ssl.create_default_context()

    def send(self, message: Message) -> Outcome:
        """Hands one mail to the server, over a connection of its own."""
        if _breaks_a_header(message):
            return _BROKEN_HEADER
        try:
            mail = self._composed(message)
        except Exception as error:
            return _not_a_mail(error)
        return self._handed_over(mail, message.to)

    def _composed(self, message: Message) -> EmailMessage:
        from email.headerregistry import Address
        from email.message import EmailMessage
        from email.policy import SMTP as WIRE

        mail = EmailMessage(policy=WIRE.clone(cte_type="7bit"))
        mail["From"] = Address(_one_line(self._sender_name), addr_spec=self._sender)
        mail["To"] = Address(_one_line(message.to_name), addr_spec=message.to)
        if message.reply_to:
            mail["Reply-To"] = Address(addr_spec=message.reply_to)
        mail["Subject"] = _one_line(message.subject)
        for name, value in {"Message-ID": f"<{message.id}@{self._domain}>", **message.headers}.items():
            mail[name] = value
        mail["X-Delivery"] = message.id
        if self._now:
            mail["Date"] = self._now()
        mail.set_content(message.body)
        return mail

    def _handed_over(self, mail: EmailMessage, to: str) -> Outcome:
        from smtplib import SMTPException, SMTPNotSupportedError, SMTPResponseException

        ours, left = True, False
        try:
            with closing(self._connected()) as server:
                self._sign_in(server)
                _checked(server.mail(self._sender))
                ours = False
                _checked(server.rcpt(to))
                left = True
                _checked(server.data(mail.as_bytes(policy=mail.policy.clone(max_line_length=LONGEST_LINE))))
                with suppress(Exception):
                    server.putcmd("quit")
            return Sent(provider_id=str(mail["Message-ID"]))
        except SMTPResponseException as answer:
            return _smtp_refusal(answer.smtp_code, answer.smtp_error, ours=ours)
        except SMTPNotSupportedError:
            return Refused(code="sign-in", words="the server has no way to sign in that we know", ours=True)
        except UnicodeError as error:
            return _not_a_mail(error)
        except Exception as error:
            # smtplib wraps what the network said in an error of its own, without naming it as the cause.
            wrapped = error.__context__ if isinstance(error, SMTPException) else None
            return replace(interrupted(wrapped or error), unknown=left)

    def _connected(self) -> SMTP:
        from smtplib import SMTP, SMTP_SSL

        # Without a name of ours, smtplib asks the resolver for one, for as long as that takes.
        if self._encrypted:
            return SMTP_SSL(self._host, self._port, self._domain, timeout=self._timeout, context=self._tls)
        return SMTP(self._host, self._port, self._domain, timeout=self._timeout)

    def _sign_in(self, server: SMTP) -> None:
        from smtplib import SMTPResponseException

        server.ehlo_or_helo_if_needed()
        encrypted = self._encrypted
        if not encrypted and server.has_extn("starttls"):
            server.starttls(context=self._tls)
            server.ehlo()
            encrypted = True
        if not self._user:
            return
        if not encrypted and self._host not in LOOPBACK:
            raise SMTPResponseException(538, "our password does not travel unencrypted")
        server.login(self._user, self._password)


def _not_a_mail(error: Exception) -> Refused:
    return Refused(code="content", words=f"no mail can be made of it ({type(error).__name__})")


def _breaks_a_header(message: Message) -> bool:
    headers = (message.subject, message.to, message.reply_to, *message.headers.values())
    return any(end in header for header in headers for end in "\r\n")


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _person(address: str, name: str) -> dict[str, str]:
    return {"email": address, "name": _one_line(name)} if name.strip() else {"email": address}


def _accepted(answer: Any, message: Message) -> Outcome:
    """202 means taken, with or without an id: its events carry our own."""
    if answer.status_code != 202:
        return garbled(f"an answer {answer.status_code} that is none of SendGrid's")
    return Sent(provider_id=answer.headers.get("X-Message-Id") or message.id)


def _sendgrid_failure(error: Exception) -> Refused | Unavailable:
    from http.client import HTTPException

    from python_http_client.exceptions import HTTPError

    if isinstance(error, HTTPError):
        return _sendgrid_refusal(error.status_code, _said(error.body), error.headers)
    if isinstance(error, (OSError, HTTPException)):
        return interrupted(error)
    return garbled(f"the answer could not be read ({type(error).__name__})")


def _sendgrid_refusal(status: int, words: str, headers: Any) -> Refused | Unavailable:
    code = str(status)
    if status in OUR_SETUP:
        return Refused(code=code, words=words, ours=True, for_all=True)
    if status in (408, 429):
        return Unavailable(code=code, words=words, retry_after=wait_asked(headers))
    if 400 <= status < 500:
        return Refused(code=code, words=words)
    return Unavailable(code=code, words=words, unknown=status >= 500, retry_after=wait_asked(headers))


def _said(body: bytes) -> str:
    """The messages in SendGrid's error, or that it gave none."""
    try:
        messages = [str(each["message"]) for each in json.loads(body)["errors"]]
    except (ValueError, KeyError, TypeError):
        messages = []
    return fit_to_keep("; ".join(messages)) or "no reason was given"


def _checked(reply: tuple[int, bytes]) -> None:
    from smtplib import SMTPResponseException

    code, words = reply
    if not 200 <= code < 300:
        raise SMTPResponseException(code, words)


def _smtp_refusal(code: int, words: bytes | str, *, ours: bool) -> Refused | Unavailable:
    said = fit_to_keep(words.decode(errors="replace") if isinstance(words, bytes) else words)
    if 500 <= code < 600:
        return Refused(code=str(code), words=said, ours=ours or code in NOT_SIGNED_IN)
    return Unavailable(code=str(code), words=said, unknown=not 400 <= code < 500)


_BROKEN_HEADER = Refused(code="content", words="a line break in a header")
