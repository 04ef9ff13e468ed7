"""Attachments: screenshots and logs that the customer adds to a report that was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.amounts import amount
from app.domain.file_kinds import TEXT, Kind, NoText, picture_kind, plain_text
from app.domain.file_names import kept_name, plain_name
from app.domain.sentences import say
from app.domain.tokens import Mint
from app.operations import record, resolution
from app.pictures import Unreadable, made_anew
from app.store import attachments
from app.store.attachments import Attachment, AttachmentContent
from app.store.reports import Report

MOST_FILES = 5  # of one report, and looked at in one go
MOST_BYTES = 5 * 1024 * 1024  # of one file, as it comes


@dataclass(frozen=True)
class NewFile:
    """A file as it came: a name that somebody gave it, and bytes that may be anything."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A file that is not kept, by its plain name, and the reason in words for whoever sent it."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A file that is what it should be, with its bytes as they may be kept. `fingerprint` is of those that came."""

    name: str
    kind: Kind
    content: bytes = field(repr=False)
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of some files: `kept` holds those too that had been kept before, `added` only what is new."""

    kept: tuple[Attachment, ...]
    refused: tuple[Refusal, ...]
    added: tuple[Attachment, ...]


def attach(
    session: Session,
    report: Report,
    files: Sequence[NewFile | Examined | Refusal],
    *,
    mint: Mint,
    now: datetime,
    by: str,
) -> Outcome:
    """Keeps what can be kept of `files`, says so, and mails whoever holds the incident. The same bytes are kept once.

    `by` is who added them, on the customer's side ("the customer"). What was not examined yet is examined now.
    """
    looked = examined(files)
    session.refresh(report, with_for_update=True)  # two windows at once share the same places
    there = {one.fingerprint: one for one in attachments.of(session, report.id, None)}
    kept: dict[str, Attachment] = {}
    refused: list[Refusal] = []
    new: list[tuple[Attachment, bytes]] = []
    for one in looked:
        if isinstance(one, Refusal):
            refused.append(one)
        elif one.fingerprint not in there and len(there) >= MOST_FILES:
            refused.append(Refusal(name=one.name, reason=FULL))
        else:
            if one.fingerprint not in there:
                there[one.fingerprint] = _row(report, one, there.values(), mint, now, by)
                new.append((there[one.fingerprint], one.content))
            kept[one.fingerprint] = there[one.fingerprint]
    added = tuple(row for row, _ in new)
    if added:
        _keep(session, new)
        _say(session, report, added, mint, now, by)
    return Outcome(kept=tuple(kept.values()), refused=tuple(refused), added=added)


def examined(files: Sequence[NewFile | Examined | Refusal]) -> list[Examined | Refusal]:
    """Judges files by their bytes, and makes pictures anew. That may take seconds: do it before a turn to write."""
    looked: list[Examined | Refusal] = []
    for one in files:
        if not isinstance(one, NewFile):
            looked.append(one)
        elif len(looked) < MOST_FILES:
            looked.append(_examined(one))
        else:
            looked.append(Refusal(name=plain_name(one.name), reason=FULL))
    return looked


def listed(files: Sequence[Attachment]) -> str:
    """ "screenshot.png (1.2 MB) and portal.log (3 KB)"."""
    words = [f"{one.name} ({amount(one.size)})" for one in files]
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


FULL = say("attachments.full", files=MOST_FILES)
EMPTY = say("attachments.empty")


def _examined(file: NewFile) -> Examined | Refusal:
    name, kind = plain_name(file.name), picture_kind(file.content) or TEXT
    try:
        content = _fit_to_keep(file.content, kind)
    except (_Unfit, NoText, Unreadable) as reason:
        return Refusal(name=name, reason=str(reason))
    return Examined(name=name, kind=kind, content=content, fingerprint=hashlib.sha256(file.content).hexdigest())


def _fit_to_keep(content: bytes, kind: Kind) -> bytes:
    if not content:
        raise _Unfit(EMPTY)
    if len(content) > MOST_BYTES:
        raise _Unfit(say("attachments.too_large", size=amount(len(content)), megabytes=MOST_BYTES // 1024**2))
    return made_anew(content, kind) if kind.is_picture else plain_text(content).encode()


class _Unfit(Exception):
    """The file is not looked at any further, for this reason."""


def _row(
    report: Report, file: Examined, others: Collection[Attachment], mint: Mint, now: datetime, by: str
) -> Attachment:
    return Attachment(
        id=mint.id(),
        report_id=report.id,
        name=kept_name(file.name, file.kind, {other.name for other in others}),
        kind=file.kind.slug,
        size=len(file.content),
        fingerprint=file.fingerprint,
        added_at=now,
        added_by=by,
    )


def _keep(session: Session, new: Sequence[tuple[Attachment, bytes]]) -> None:
    session.add_all([row for row, _ in new])
    session.flush()
    session.add_all([AttachmentContent(attachment_id=row.id, content=content) for row, content in new])
    session.flush()


def _say(session: Session, report: Report, added: Sequence[Attachment], mint: Mint, now: datetime, by: str) -> None:
    text = f"{by[:1].upper()}{by[1:]} added {listed(added)}"
    said = record.event(
        "customer.attached",
        text,
        now,
        actor=by,
        report_id=report.id,
        incident_id=report.incident_id,
        files=[one.name for one in added],
    )
    record.append(session, [said])
    resolution.tell_holder(session, report, text, mint, now, wording="customer-files")
