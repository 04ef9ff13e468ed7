"""Privacy: what is held about one person is handed out, or taken out at once. Either is an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import times
from app.domain.tokens import Mint
from app.operations import erasing, linking, record
from app.store import attachments, erasure, privacy, timeline
from app.store.deliveries import Delivery
from app.store.mails import Mail
from app.store.privacy import Holdings
from app.store.reports import Report


def export(session: Session, whom: str, *, by: str, now: datetime) -> dict[str, Any]:
    """Everything that is held about the person, as plain values. That it was handed out is an event."""
    held = privacy.held_about(session, whom)
    _happened(session, "exported", held, by, now)
    return {
        "asked_for": whom,
        "at": times.iso(now),
        "reports": [_report(session, one) for one in held.reports],
        "mails": [_mail(one) for one in held.mails],
        "messages": [_message(one) for one in held.messages if one.staff_id is None],
        "calls": [{"from": one.caller, "at": times.iso(one.began_at), "answers": one.answers} for one in held.calls],
    }


def erase(session: Session, whom: str, *, by: str, mint: Mint, now: datetime) -> Holdings:
    """Takes out what is held about the person, but for reports that are open: those are still worked on."""
    linking.link_all(session, mint, now)
    held = privacy.held_about(session, whom)
    still = {one.id for one in held.open_reports}
    for report in held.closed_reports:
        erasing.files(session, report, now, by)
        if report.erased_at is None:
            erasing.details(session, report, now, by)
    mails = [one.id for one in held.mails if one.report_id not in still]
    kept = {one.intent for one in held.open_reports}
    calls = [one.sid for one in held.calls if one.intent not in kept]
    erasure.cancel(session, held.closed_messages)
    erasure.addresses_of_messages(session, held.closed_messages)
    erasure.bodies_of_messages(session, held.closed_messages)
    erasure.addresses_of_mails(session, mails)
    erasure.bodies_of_mails(session, mails)
    erasure.callers(session, calls)
    erasure.recordings(session, calls)
    _happened(session, "erased", held, by, now)
    return held


def _happened(session: Session, what: str, held: Holdings, by: str, now: datetime) -> None:
    """The record says how much there was, and not about whom: else it would hold what was just erased."""
    told = ", ".join(f"{count} {name}" for name, count in held.counts.items())
    references = ", ".join(one.reference for one in held.reports) or "none"
    text = f"{by} {what} what is held about a person: {told}; reports: {references}"
    left = [one.reference for one in held.open_reports] if what == "erased" else []
    text += f"; left, because they are open: {', '.join(left)}" if left else ""
    record.append(session, [record.event(f"privacy.{what}", text, now, actor=by, counts=held.counts)])


def _report(session: Session, one: Report) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "received_at": times.iso(one.received_at),
        "came_by": one.source,
        "services": one.services,
        "affected": one.affected,
        "started": one.started,
        "errors": one.errors,
        "company": one.company,
        "name": one.name,
        "phone": one.phone,
        "email": one.email,
        "answers": one.extra,
        "verdict": one.verdict,
        "files": [{"name": file.name, "size": file.size} for file in attachments.of(session, one.id, None)],
        "what_happened": [
            {"at": times.iso(event.at), "what": event.text} for event in timeline.of(session, one.id, one.incident_id)
        ],
    }


def _mail(one: Mail) -> dict[str, Any]:
    return {"at": times.iso(one.received_at), "from": one.sender, "name": one.sender_name, "subject": one.subject,
            "words": one.words, "rest": one.rest, "files": one.files}  # fmt: skip


def _message(one: Delivery) -> dict[str, Any]:
    return {"at": times.iso(one.created_at), "to": one.address, "by": one.medium, "subject": one.subject,
            "body": one.body}  # fmt: skip
