"""Resolution: the engineer thinks it is fixed, and the customer says whether it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import customer_mails, drill_end, outbox, paging, record, watching
from app.operations.cannot import ANEW, CannotBe, expect_kept
from app.store import groups, incidents, reports, staff
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import Staff


def resolve(session: Session, incident: Incident, person: Staff, words: str, *, mint: Mint, now: datetime) -> bool:
    """Closes the pager and asks the customer whether it works, which is an answer. False if it was resolved already.

    What has joined it is resolved with it: each customer is asked, and says for themselves if it is still broken.
    """
    if incident.resolved_at:
        return False
    if incident.is_drill:
        drill_end.stopped(session, incident, person, now)
        return True
    for one in (incident, *groups.of_lead(session, incident)):
        _resolve(session, one, person, words, mint=mint, now=now)
    return True


def _resolve(session: Session, incident: Incident, person: Staff, words: str, *, mint: Mint, now: datetime) -> None:
    incident.resolved_at = now
    incident.resolved_by = person.id
    incident.lapses_at = None
    watching.answered(incident, person, now)
    paging.stop(session, incident)
    watching.plan(incident)
    text = f"{person.first_name} resolved it" + (f": {words}" if words else "")
    record.happened(session, incident, "resolved", text, now, person.name, words=words)
    customer_mails.tell(session, incident, "customer-resolved", mint, now, words=words)


def add(session: Session, report: Report, words: str, *, mint: Mint, now: datetime) -> None:
    """The customer adds or corrects something: it is kept, and whoever has the incident gets it by mail."""
    _customer_said(session, report, "customer.added", f"The customer added: {words}", now, words)
    tell_holder(session, report, words, mint, now)


def works_again(session: Session, report: Report, *, mint: Mint, now: datetime) -> None:
    """The customer says that it works. A resolved incident is closed by it; an open one is the engineer's to close."""
    incident = incidents.held(session, report.incident_id) if report.incident_id else None
    if incident and incident.confirmed_at:
        return
    closes = bool(incident and incident.resolved_at)
    _customer_said(session, report, "customer.working", "The customer says that it works again", now, closes=closes)
    if incident and incident.resolved_at:
        incident.confirmed_at = now
    elif incident:
        tell_holder(session, report, "It works again, says the customer.", mint, now)


def still_broken(session: Session, report: Report, words: str, *, mint: Mint, now: datetime) -> None:
    """The customer says that a fix was none: the incident is open again, and paging begins anew, with its owner.

    Its owner is whoever resolved it.
    """
    incident = incidents.held(session, report.incident_id) if report.incident_id else None
    if incident is None or not incident.resolved_at or incident.is_drill:
        return
    owner = _opened_again(incident)
    text = "The customer says that it is still broken" + (f": {words}" if words else "")
    record.append(
        session,
        [
            record.event(
                "reopened", text, now, actor=record.CUSTOMER, report_id=report.id, incident_id=incident.id, words=words
            )
        ],
    )
    paging.page_owner_again(session, incident, owner, now, mint, "the customer says it is still broken")
    watching.plan(incident)


def reopen(session: Session, incident: Incident, person: Staff, reason: str, *, mint: Mint, now: datetime) -> bool:
    """A colleague says that it is not fixed after all: as if the customer had, who is told so. False if it is open."""
    if incident.is_drill:
        raise CannotBe("A drill is not opened again: start another")
    if not incident.resolved_at:
        return False
    expect_kept(reports.of_incident(session, incident.id), ANEW)
    owner = _opened_again(incident)
    text = f"{person.first_name} opened it again: {reason}"
    record.happened(session, incident, "reopened", text, now, person.name, by_us=True)
    customer_mails.tell(session, incident, "customer-reopened", mint, now)
    paging.page_owner_again(session, incident, owner, now, mint, f"{person.first_name} opened it again")
    watching.plan(incident)
    return True


def _opened_again(incident: Incident) -> str:
    """It is open, and with no other: what fixed those has not fixed this one. Returns who had fixed it, or had it."""
    owner = incident.resolved_by or incident.acknowledged_by or ""
    incident.resolved_at = incident.resolved_by = incident.confirmed_at = None
    incident.leave_lead()
    return owner


def _customer_said(
    session: Session, report: Report, kind: str, text: str, now: datetime, words: str = "", **facts: Any
) -> None:
    ties = {"report_id": report.id, "incident_id": report.incident_id}
    said = record.event(kind, text, now, actor=record.CUSTOMER, **ties, words=words, **facts)
    record.append(session, [said])


def tell_holder(
    session: Session, report: Report, words: str, mint: Mint, now: datetime, wording: str = "customer-said"
) -> None:
    """Mails whoever has the report's incident what the customer said or did; nobody, while nobody has it."""
    incident = incidents.held(session, report.incident_id) if report.incident_id else None
    if incident is None or not incident.acknowledged_by or incident.is_drill:
        return
    person = session.get_one(Staff, incident.acknowledged_by)
    pages = incidents.pages_of(session, incident.lead_id or incident.id)
    page = next((page for page in pages if page.staff_id == person.id), None)
    rows = [
        outbox.to_method(
            mint,
            person,
            method,
            wording,
            now,
            lasts=outbox.MAIL_LASTS,
            priority=outbox.NEWS,
            incident_id=incident.id,
            words=words,
            for_page=page.id if page else None,
        )
        for method in staff.methods_of(session, [person.id])
        if method.medium == Medium.MAIL
    ]
    outbox.post(session, rows)
