"""A parsed mail as SendGrid posts it, in our words: decoded, whatever its charset says, never refused for its form."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.parser import HeaderParser
from email.utils import getaddresses, parseaddr
from typing import Any

from app.domain.html_text import text_of
from app.domain.inbound_mail import InboundMail, MailFile
from app.domain.words import cleaned

LONGEST_TEXT = 200_000  # characters of a mail's words that are read
LONGEST_LINE = 1_000
MOST_FILES = 50

_CHARSETS = re.compile(
    r"utf-?(8|7|16|32)|iso8859|cp\d|koi8|big5|gb|hz|euc|shift_?jis|iso2022|mac|latin|ascii|tis|johab|kz1048|ptcp", re.I
)
_DKIM = re.compile(r"@?([a-z0-9._-]+)\s*:\s*([a-z]+)", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")

Fields = Mapping[str, bytes]
Files = Sequence[tuple[str, bytes]]


def sendgrid_mail(fields: Fields, files: Files) -> InboundMail:
    """The mail in a post of Inbound Parse: its fields as they came, and the files beside them, each with its name."""
    charsets = _json_object(fields.get("charsets"))

    def said(name: str) -> str:
        return decoded(fields.get(name, b""), str(charsets.get(name) or ""))

    headers = _headers(decoded(fields.get("headers", b""), ""))
    text, html = said("text"), said("html")
    if "email" in fields:  # sent whole, as "POST the raw, full MIME message" does
        headers, text, html, files = _whole(fields["email"])
    name, address = _person(said("from") or _first(headers, "from"))
    envelope = _json_object(fields.get("envelope"))
    return InboundMail(
        message_id=_message_id(headers),
        sender=address,
        sender_name=_line(name),
        recipients=_recipients(envelope, said("to") or _first(headers, "to")),
        subject=_line(said("subject") or _words(_first(headers, "subject"))),
        text=_body(text, html),
        headers=headers,
        return_path=_return_path(envelope),
        spf=_line(said("SPF")).lower(),
        dkim=tuple((domain.lower(), result.lower()) for domain, result in _DKIM.findall(said("dkim")[:LONGEST_TEXT])),
        spam_score=_score(said("spam_score")),
        files=tuple(
            MailFile(name=_line(name) or "a file without a name", content=content)
            for name, content in files[:MOST_FILES]
        ),
    )


def decoded(raw: bytes, charset: str) -> str:
    """Bytes as words: in the charset that was named, if they fit it; else in UTF-8; else as old Windows programs do."""
    for name in (_known(charset), "utf-8"):
        try:
            return raw.decode(name) if name else raw.decode("ascii")
        except (UnicodeError, LookupError):
            continue
    return raw.decode("cp1252", errors="replace")


def _known(charset: str) -> str:
    """The codec of a charset's name; nothing for what is none, or no charset at all."""
    try:
        name = codecs.lookup(charset.strip()).name if charset.strip().isascii() else ""
    except (LookupError, ValueError):
        return ""
    return name if _CHARSETS.match(name) else ""


def _body(text: str, html: str) -> str:
    """The plain words; the HTML's where there are none."""
    plain = cleaned(text[:LONGEST_TEXT])
    return plain or cleaned(text_of(html))[:LONGEST_TEXT]


def _headers(words: str) -> dict[str, tuple[str, ...]]:
    """All values of each header, by its name in small letters."""
    found: dict[str, list[str]] = {}
    for name, value in HeaderParser().parsestr(words[:LONGEST_TEXT]).items():
        found.setdefault(name.lower(), []).append(" ".join(str(value).split()))
    return {name: tuple(values) for name, values in found.items()}


def _whole(raw: bytes) -> tuple[dict[str, tuple[str, ...]], str, str, Files]:
    mail = message_from_bytes(raw, policy=policy.default)
    headers = _headers(decoded(raw.partition(b"\r\n\r\n")[0], ""))
    parts = {"plain": "", "html": ""}
    files = []
    for part in mail.walk():
        kind, subtype = part.get_content_maintype(), part.get_content_subtype()
        name = part.get_filename()
        if name or part.get_content_disposition() == "attachment":
            files.append((str(name or ""), _bytes_of(part)))
        elif kind == "text" and subtype in parts and not parts[subtype]:
            parts[subtype] = decoded(_bytes_of(part), part.get_content_charset("") or "")
    return headers, parts["plain"], parts["html"], files


def _bytes_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _person(words: str) -> tuple[str, str]:
    """A name and an address, the address in small letters."""
    name, address = parseaddr(words)
    return _line(_words(name)), _line(address).lower()


def _recipients(envelope: Mapping[str, Any], to: str) -> tuple[str, ...]:
    given = envelope.get("to")
    envelope_to = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    addresses = [address for _, address in getaddresses([to])]
    return tuple(dict.fromkeys(_line(one).lower() for one in [*envelope_to, *addresses] if one))


def _return_path(envelope: Mapping[str, Any]) -> str | None:
    given = envelope.get("from")
    return _line(given).strip("<>").lower() if isinstance(given, str) else None


def _message_id(headers: Mapping[str, tuple[str, ...]]) -> str:
    value = _first(headers, "message-id")
    match = _MESSAGE_ID.search(value)
    return _line(match[1] if match else value)


def _first(headers: Mapping[str, tuple[str, ...]], name: str) -> str:
    return headers.get(name, ("",))[0]


def _words(header: str) -> str:
    """A header's words, where it still is as it travelled: =?utf-8?q?...?="""
    try:
        return str(make_header(decode_header(header))) if "=?" in header else header
    except (ValueError, LookupError):
        return header


def _score(words: str) -> float | None:
    try:
        score = float(words)
    except ValueError:
        return None
    return score if abs(score) < 1_000 else None


def _line(words: str) -> str:
    return " ".join(cleaned(words[: 4 * LONGEST_LINE]).split())[:LONGEST_LINE]


def _json_object(raw: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads((raw or b"").decode(errors="replace"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
