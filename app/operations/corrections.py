"""Corrections: the customer, or our staff, say an answer anew. The newest counts; the record keeps the older ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.sentences import say
from app.domain.tokens import Mint
from app.operations import record, resolution
from app.store import incidents
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.timeline import Event

CORRECTED, BY_US = "customer.corrected", "staff.corrected"
FIELDS = ("started", "errors", "name", "phone", "email")  # which the customer can say anew
LABELS = {field: say(f"told.label.{field}") for field in ("services", "company", *FIELDS)}


@dataclass(frozen=True, kw_only=True)
class Older:
    """An answer that was given before, the instant at which another took its place, and whether that was our doing."""

    words: str
    until: datetime
    is_by_us: bool


def can_correct(report: Report, incident: Incident | None) -> bool:
    """Whether the answers still matter: an incident is open for it, and is no drill."""
    return bool(report.incident_id and incident and not incident.resolved_at and not incident.is_drill)


def correct(
    session: Session, report: Report, told: Mapping[str, str], started_at: datetime | None, *, mint: Mint, now: datetime
) -> None:
    """Takes what differs as the newest answers; whoever has the incident gets them by mail. Nothing else is sent.

    `told`: the answers by field. `started_at`: the instant that the words for the start name, if any.
    """
    incident = incidents.held(session, report.incident_id) if report.incident_id else None
    session.refresh(report, with_for_update=True)  # two presses at once are one correction
    changed = {field: told[field] for field in FIELDS if field in told and told[field] != getattr(report, field)}
    if not changed or not can_correct(report, incident):
        return
    was = put_in(report, changed, started_at)
    said = answers(changed)
    event = record.event(
        CORRECTED, f"The customer corrected {compared(changed, was)}", now, actor=record.CUSTOMER, report_id=report.id,
        incident_id=report.incident_id, words=said, was=was,
    )  # fmt: skip
    record.append(session, [event])
    resolution.tell_holder(session, report, f"They correct what they told us.\n{said}", mint, now)


def put_in(report: Report, changed: Mapping[str, str], started_at: datetime | None) -> dict[str, str]:
    """Puts answers in the place of those that stood there, and returns the older ones by field."""
    was = {field: getattr(report, field) for field in changed}
    for field, words in changed.items():
        setattr(report, field, words)
    if "started" in changed:
        report.started_at = started_at
    return was


def answers(changed: Mapping[str, str]) -> str:
    """Answers with their labels, one a line."""
    return "\n".join(_answer(field, words) for field, words in changed.items())


def compared(changed: Mapping[str, str], was: Mapping[str, str]) -> str:
    """Answers with their labels, each with what stood there before, for colleagues."""
    return "; ".join(f"{_answer(field, changed[field])} (before: {was[field] or say('told.none')})" for field in was)


def older(events: Iterable[Event]) -> dict[str, list[Older]]:
    """By field, the answers that were corrected, newest first."""
    found: dict[str, list[Older]] = {}
    for event in events:
        for field, words in event.facts.get("was", {}).items() if event.kind in (CORRECTED, BY_US) else ():
            older_one = Older(words=words, until=event.at, is_by_us=event.kind == BY_US)
            found.setdefault(field, []).insert(0, older_one)
    return found


def _answer(field: str, words: str) -> str:
    return say("told.answer", label=LABELS[field], words=words or say("told.none"))
