"""Manners: which mails no person wrote just now. They wake nobody and are never answered, so that no two machines talk.

RFC 3834 names the header; the others are what programs really send.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from app.domain.inbound_mail import InboundMail, bare

_DAEMONS = re.compile(r"(mailer-daemon|postmaster|mail-?daemon|bounces?([-+=].*)?)", re.IGNORECASE)
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")


def automatic(mail: InboundMail, own: Collection[str]) -> str:
    """Why no person wrote this mail just now, in words; empty where one did. `own` are our mailboxes."""
    return next((because for because, applies in _SIGNS if applies(mail, own)), "")


def _is_own(mail: InboundMail, own: Collection[str]) -> bool:
    return bare(mail.sender) in own


def _is_bounce(mail: InboundMail, _: Collection[str]) -> bool:
    is_report = any(value.strip().lower().startswith("multipart/report") for value in _all(mail, "content-type"))
    is_daemons = _DAEMONS.fullmatch(mail.sender.partition("@")[0]) is not None
    return mail.return_path == "" or is_report or is_daemons or "x-failed-recipients" in mail.headers


def _is_auto_submitted(mail: InboundMail, _: Collection[str]) -> bool:
    said = any(value.partition(";")[0].strip().lower() not in ("", "no") for value in _all(mail, "auto-submitted"))
    older = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-autoreply-from", "x-mail-autoreply")
    return said or any(name in mail.headers for name in older)


def _is_bulk(mail: InboundMail, _: Collection[str]) -> bool:
    named = (*_all(mail, "precedence"), *_all(mail, "x-precedence"))
    return any(value.strip().lower() in _BULK for value in named)


def _wants_no_answer(mail: InboundMail, _: Collection[str]) -> bool:
    return any(value.strip().lower() not in ("", "none") for value in _all(mail, "x-auto-response-suppress"))


def _is_listed(mail: InboundMail, _: Collection[str]) -> bool:
    return any(name.startswith("list-") for name in mail.headers)


def _all(mail: InboundMail, name: str) -> tuple[str, ...]:
    return mail.headers.get(name, ())


_SIGNS: tuple[tuple[str, Callable[[InboundMail, Collection[str]], bool]], ...] = (
    ("it comes from an address of our own", _is_own),
    ("it tells that a mail could not be delivered", _is_bounce),
    ("a program sent it by itself (Auto-Submitted)", _is_auto_submitted),
    ("it went to many (Precedence)", _is_bulk),
    ("a program sent it by itself (X-Auto-Response-Suppress)", _wants_no_answer),
    ("it came by a mailing list (List-)", _is_listed),
)
