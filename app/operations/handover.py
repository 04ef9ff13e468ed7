"""Handing over: a report that is not for the night goes to the daytime desk by mail, so that nobody types it twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.policy import SupportPolicy
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.store.attachments import Attachment
from app.store.reports import Report

DESK = "Daytime desk"


def hand_over(
    session: Session, report: Report, policy: SupportPolicy, mint: Mint, now: datetime, told: Mapping[str, str]
) -> None:
    """Sends a report that is not for the night to the daytime desk by mail, once, so that nobody types it twice.

    `told` fills what the report left empty, by field; what the customer wrote before stays as it was.
    """
    session.refresh(report, with_for_update=True)  # two presses at once are one mail
    if report.handed_over_at or report.incident_id:
        return
    for name, words in told.items():
        if words and not getattr(report, name):
            setattr(report, name, words)
    report.handed_over_at = now
    record.append(session, [said(report.id, policy, now)])
    outbox.post(session, [mail(mint, report.id, policy, now)])


def add(
    session: Session, report: Report, policy: SupportPolicy, mint: Mint, now: datetime, files: Sequence[Attachment]
) -> None:
    """Tells the daytime desk of files that came with a report after it was handed over."""
    names = [file.name for file in files]
    told = outbox.to_address(mint, DESK, policy.desk_mail, "desk-files", now, report_id=report.id, files=names)
    outbox.post(session, [told])


def said(report_id: str, policy: SupportPolicy, now: datetime) -> record.Row:
    """What the timeline says of it."""
    text = f"Handed over to the daytime desk at {policy.desk_mail}"
    return record.event("report.handed_over", text, now, report_id=report_id)


def mail(mint: Mint, report_id: str, policy: SupportPolicy, now: datetime) -> outbox.Row:
    """The report for the daytime desk."""
    return outbox.to_address(mint, DESK, policy.desk_mail, "desk-handover", now, report_id=report_id)
