"""Refused reports: those of a period, each with the clause that decided, and who accepted it after all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.figures import ACCEPTED, DECLINED
from app.domain.refusals import Refusal, intent_of
from app.store.report_figures import BY_FORM, TAKEN_FURTHER_WITHIN
from app.store.reports import DRILL, Report
from app.store.timeline import OVERTURNED, Event

AT_ONCE = 500  # ids in one question


def of_period(session: Session, since: datetime, until: datetime, sent_again: Collection[str]) -> list[Refusal]:
    """What was refused of the reports that were received between two instants, oldest first.

    `sent_again`: references of those whose reporter sent the same form again, so that it was accepted.
    """
    query = (
        select(*_COLUMNS)
        .where(Report.received_at >= since, Report.received_at < until)
        .where(Report.verdict != ACCEPTED, Report.source != DRILL)
        .order_by(Report.received_at, Report.id)
    )
    rows = session.execute(query).all()
    events = _overturned(session, [row.id for row in rows if row.incident_id])
    return [_refusal(row, events.get(row.id), row.reference in sent_again) for row in rows]


def sent_again_as(session: Session, report: Report) -> str:
    """The reference of the accepted report that its reporter sent on the same form within a day; or nothing."""
    if report.verdict != DECLINED or report.source != BY_FORM:
        return ""
    until = report.received_at + TAKEN_FURTHER_WITHIN
    query = (
        select(Report.reference, Report.intent)
        .where(Report.verdict == ACCEPTED, Report.source == BY_FORM)
        .where(Report.received_at >= report.received_at, Report.received_at <= until)
        .order_by(Report.received_at, Report.id)
    )
    again = (
        row.reference
        for row in session.execute(query)
        if intent_of(row.intent, report.services, report.affected) == report.intent
    )
    return next(again, "")


def _overturned(session: Session, ids: Sequence[str]) -> dict[str, Event]:
    """The events by which these reports were accepted after all, by report."""
    found: dict[str, Event] = {}
    for at in range(0, len(ids), AT_ONCE):
        query = select(Event).where(Event.report_id.in_(ids[at : at + AT_ONCE]), Event.kind == OVERTURNED)
        found |= {event.report_id or "": event for event in session.scalars(query)}
    return found


def _refusal(row: Any, event: Event | None, is_sent_again: bool) -> Refusal:
    deciding = next((reason for reason in row.reasons if reason["outcome"] == "decides"), {"clause": "", "text": ""})
    return Refusal(
        reference=row.reference,
        received_at=row.received_at,
        verdict=row.verdict,
        clause=deciding["clause"],
        words=deciding["text"],
        customer_id=row.customer_id,
        overturned_by=event.actor if event else "",
        overturned_at=event.at if event else None,
        reason=event.facts.get("reason", "") if event else "",
        is_sent_again=is_sent_again,
    )


_COLUMNS: tuple[Any, ...] = (
    *(Report.id, Report.reference, Report.received_at, Report.verdict, Report.reasons),
    *(Report.customer_id, Report.incident_id),
)
