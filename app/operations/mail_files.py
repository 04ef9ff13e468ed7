"""The files of a mail: kept with its report like any that a customer adds. Each that cannot be is named, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import record
from app.operations.attachments import Examined, Refusal, attach
from app.store import timeline
from app.store.reports import Report

Files = Sequence[Examined | Refusal]  # looked at before the turn to write


def keep(session: Session, report_id: str, files: Files, *, mint: Mint, now: datetime) -> None:
    """Attaches them; the same ones again change nothing. What is refused is said, so that somebody can ask for it."""
    report = session.get_one(Report, report_id)
    outcome = attach(session, report, files, mint=mint, now=now, by=record.CUSTOMER)
    if not outcome.refused:
        return
    told = "; ".join(f"{one.name} ({one.reason})" for one in outcome.refused)
    text = f"Files of the mail that could not be kept: {told}"
    if all(event.text != text for event in timeline.of(session, report.id, report.incident_id)):
        said = record.event("mail.files", text, now, report_id=report.id, incident_id=report.incident_id)
        record.append(session, [said])
