"""Urgency: what another severity does to the paging of an incident, at once and from then on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import escalation, times
from app.domain.policy import SupportPolicy
from app.operations import acknowledgement, paging, record, storms, watching
from app.store import groups
from app.store.database import leave_work
from app.store.incidents import Incident


def follow(session: Session, incident: Incident, policy: SupportPolicy, before: str, now: datetime) -> str:
    """Makes the incident follow the steps of the severity that it has now, and says what that does. Nothing: no change.

    More severe than `before`: the steps begin at once. Less severe: what waits to be sent is not sent, and the next
    message has the time that follows a first step. One that has joined another is paged for by itself only where it is
    the more severe of the two.
    """
    steps = policy.escalation_of(incident.severity).as_taken
    if escalation.thawed(incident.promise["escalation"]) == steps:
        return ""
    incident.promise = {**incident.promise, "escalation": escalation.frozen(steps)}
    level = policy.severity(incident.severity)
    name = level.name if level else incident.severity
    _let_go(session, incident, policy, now)
    if incident.is_waiting and incident.lead_id:
        lead = session.get_one(Incident, incident.lead_id)
        if _rank(policy, incident.severity) >= _rank(policy, lead.severity):
            return f"It goes with {lead.reference}, which is paged for both"
        incident.leave_lead()
        paging.start_again(session, incident, now, f"now {name}")
        return f"It goes with {lead.reference} no more. Paging begins for it alone, by the steps of {name}"
    if not incident.is_waiting:
        return f"If paging begins again, it follows the steps of {name}"
    if _rank(policy, incident.severity) < _rank(policy, before) or not incident.round:
        paging.start_again(session, incident, now, f"now {name}")
        return f"Paging begins anew, by the steps of {name}"
    paging.stop(session, incident, f"now {name}")
    incident.step = 1
    incident.paging_since, incident.paging_because = now, f"now {name}"
    incident.next_page_at = now + escalation.wait_after(steps, 0)
    leave_work(session)
    next_at = times.day_and_time(incident.next_page_at, policy.hours.local)
    return (
        f"{'Paging' if steps.wakes else 'Paging goes quiet, and'} goes on by the steps of {name}: the next is {next_at}"
    )


def _let_go(session: Session, lead: Incident, policy: SupportPolicy, now: datetime) -> None:
    """What has joined an incident that is the milder one now must not go quiet with it: the oldest leads the others."""
    rank = _rank(policy, lead.severity)
    leaving = [one for one in groups.of_lead(session, lead) if _rank(policy, one.severity) < rank]
    if not leaving:
        return
    first, *others = leaving
    first.leave_lead()
    if first.is_waiting:
        paging.start_again(session, first, now, f"It is not with {lead.reference} any more")
    else:
        acknowledgement.sign_of_life(session, first, now)
    watching.plan(first)
    for one in others:
        storms.join(one, first, now)
    for one in leaving:
        text = f"It goes with {lead.reference} no more, which is the milder one now"
        record.happened(session, one, "left", text, now)


def _rank(policy: SupportPolicy, severity: str) -> int:
    """Nought is the most severe; one that the policy does not know counts as that."""
    slugs = [one.slug for one in policy.severities]
    return slugs.index(severity) if severity in slugs else 0
