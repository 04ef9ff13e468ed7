"""Threads: how a reply to one of our mails finds its report. What gives access is a secret of 128 bits.

The reporter has it from our mails: it stands in the address that replies go to and in our Message-IDs, in letters that
no mail program changes the case of.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.inbound_mail import InboundMail
from app.domain.tokens import REFERENCE_LENGTH, REFERENCE_LETTERS

TAG_LENGTH = 26  # 128 bits in base 32
MOST_CLAIMS = 20
LONGEST_HEADER = 20_000

_REFERENCE = f"[{REFERENCE_LETTERS}]{{{REFERENCE_LENGTH}}}"
_TAGGED = re.compile(rf"(?<![A-Za-z0-9])({_REFERENCE})-([a-z2-7]{{{TAG_LENGTH}}})(?![A-Za-z0-9])", re.IGNORECASE)
_SPOKEN = re.compile(rf"(?<![A-Za-z0-9])({_REFERENCE})(?![A-Za-z0-9])")
_LINK = re.compile(r"(/(?:a|reports)/)[A-Za-z0-9_-]{22}")
_PLAIN_ID = re.compile(r"[!#-;=?-~]{3,250}")  # printable, without blanks, quotes and angles
_MESSAGE_ID = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A report's reference with the token that a mail brings along for it."""

    reference: str
    token: str


def reply_address(mailbox: str, reference: str, token: str) -> str:
    """Where replies about a report go."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+{_tagged(reference, token)}@{domain}"


def message_id(mailbox: str, reference: str, token: str, delivery_id: str) -> str:
    """The Message-ID of one mail about a report: the same, however often it is sent."""
    return f"<{_tagged(reference, token)}.{delivery_id}@{mailbox.rpartition('@')[2]}>"


def is_message_id(words: str) -> bool:
    """Whether somebody's Message-ID is fit to be named in a header of ours."""
    return _PLAIN_ID.fullmatch(words) is not None


def claims(mail: InboundMail) -> list[Claim]:
    """What the mail brings along: in its recipients, in the mails that it refers to, or in its subject."""
    places = (*mail.recipients, *_headers(mail, "to", "cc", "in-reply-to", "references"), mail.subject)
    found: dict[Claim, None] = {}
    for place in places:
        for match in _TAGGED.finditer(place[:LONGEST_HEADER]):
            claim = Claim(reference=match[1].upper(), token=_token_of(match[2]))
            found.setdefault(claim)
            if len(found) >= MOST_CLAIMS:
                return list(found)
    return list(found)


def spoken(mail: InboundMail) -> list[str]:
    """The references that the subject may name. They give access to nothing."""
    return list(dict.fromkeys(_SPOKEN.findall(mail.subject)))[:MOST_CLAIMS]


def refers_to(mail: InboundMail) -> list[str]:
    """The Message-IDs of the mails that this one answers, the nearest first."""
    found: list[str] = []
    for header in _headers(mail, "in-reply-to", "references"):
        found.extend(reversed(_MESSAGE_ID.findall(header[:LONGEST_HEADER])))
    return list(dict.fromkeys(found))[:MOST_CLAIMS]


def without_secrets(words: str) -> str:
    """Words as they may be stored: a reply quotes our links and our address, and those open something."""
    return _TAGGED.sub(r"\1-…", _LINK.sub(r"\1…", words))


def _headers(mail: InboundMail, *names: str) -> Iterator[str]:
    for name in names:
        yield from mail.headers.get(name, ())


def _tagged(reference: str, token: str) -> str:
    raw = base64.urlsafe_b64decode(token + "==")
    return f"{reference.lower()}-{base64.b32encode(raw).rstrip(b'=').decode().lower()}"


def _token_of(tag: str) -> str:
    """The token that a tag stands for. Every tag stands for one, and nearly all of them are nobody's."""
    try:
        raw = base64.b32decode(tag.upper() + "======")
    except binascii.Error:
        return ""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
