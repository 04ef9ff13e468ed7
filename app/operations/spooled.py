"""Spooled reports: what a report's file says while the database is away, and how it enters when it is back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import times
from app.domain.delivery import Medium
from app.domain.local import Local
from app.domain.rulebook import Rulebook
from app.domain.tokens import Mint
from app.operations import alarms, intake, record
from app.operations.intake import Filed, NewReport
from app.operations.silence import BY, Told
from app.store import reports

ALARM = "spool:"  # how the kinds begin: each machine has a spool of its own
WORDS = "a report that was kept in a file cannot be read: see the runbook"
_TEXTS = ("intent", "source", "affected", "started", "errors", "company", "name", "phone", "email", "way")


class Unreadable(Exception):
    """The file holds no report."""


@dataclass(frozen=True, kw_only=True)
class Spooled:
    """A report that waits in a file, and the instant at which it was received."""

    new: NewReport
    received_at: datetime


def name_of(new: NewReport) -> str:
    """The file's name: the same for the same form with the same words, however often it is sent."""
    told = _told(replace(new, started_at=None))  # "just now" is another instant at each press
    return f"{_form(new.intent)}-{_digest(json.dumps(told, sort_keys=True))[:16]}.json"


def of_intent(names: Collection[str], intent: str) -> list[str]:
    """Those of the files that are of this form."""
    return [name for name in names if name.startswith(_form(intent))] if names else []


def written(spooled: Spooled) -> bytes:
    """What the file says."""
    return json.dumps({"received_at": spooled.received_at.isoformat(), "report": _told(spooled.new)}).encode()


def read(content: bytes) -> Spooled:
    """The report of a file; Unreadable if there is none in it."""
    try:
        kept = json.loads(content)
        told, received_at = kept["report"], datetime.fromisoformat(kept["received_at"])
        new = _new_report(told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from None
    if received_at.tzinfo is None:
        raise Unreadable("no zone")
    return Spooled(new=new, received_at=received_at)


def enter(session: Session, spooled: Spooled, *, rules: Rulebook, mint: Mint, now: datetime) -> Filed:
    """Keeps it as it would have been kept when it was received, and pages for it now. A known one stays as it is."""
    at = spooled.received_at
    return intake.receive(session, [spooled.new], rules=rules, mint=mint, now=now, received_at=at)[0]


def cannot_be_read(session: Session, machine: str, now: datetime, mint: Mint) -> None:
    """An alarm: a customer waits, and we do not know for what."""
    alarms.sound(session, ALARM + machine, WORDS, now, mint)


def all_can_be_read(session: Session, machine: str, now: datetime) -> None:
    """Somebody has seen to it."""
    alarms.clear(session, [ALARM + machine], now)


def note_told(session: Session, told: Sequence[Told], intents: Collection[str], local: Local, now: datetime) -> None:
    """Writes down who was told past the outbox, with each report that it was about."""
    who = ", ".join(f"{one.person.name} by {BY[Medium(one.way.medium)]}" for one in told)
    text = f"Told directly, while the database was away ({times.short_time(told[0].at, local)}): {who}"
    known = [reports.by_intent(session, intent).id for intent in reports.intents_known(session, intents)]
    about: list[str | None] = [*known] or [None]
    rows = [record.event("paged.directly", text, now, report_id=report_id) for report_id in about]
    record.append(session, rows)


def _told(new: NewReport) -> dict[str, Any]:
    return {name.name: _plain(getattr(new, name.name)) for name in fields(new)}


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _new_report(told: Mapping[str, Any]) -> NewReport:
    needed = {one.name for one in fields(NewReport) if one.default is MISSING and one.default_factory is MISSING}
    values = {one.name: told[one.name] for one in fields(NewReport) if one.name in told or one.name in needed}
    started_at = values["started_at"]
    values["started_at"] = datetime.fromisoformat(started_at) if started_at else None
    values["services"] = tuple(values["services"])
    _expect(values, _TEXTS, lambda value: isinstance(value, str))
    _expect(values, ("extra", "told"), lambda value: isinstance(value, dict))
    if not values["intent"] or not all(isinstance(slug, str) for slug in values["services"]):
        raise ValueError("no report")
    return NewReport(**values)


def _expect(values: Mapping[str, Any], names: Sequence[str], is_right: Callable[[Any], bool]) -> None:
    wrong = [name for name in names if name in values and not is_right(values[name])]
    if wrong:
        raise ValueError(wrong[0])


def _form(intent: str) -> str:
    return _digest(intent)[:32]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode(errors="surrogatepass")).hexdigest()
