"""Triage: staff set an incident's severity and cause, with a reason. What follows for its clock is always said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import policy_file, targets, times
from app.domain.policy_file import PolicyError
from app.domain.rulebook import Rulebook
from app.operations import promising, record, urgency, watching
from app.store import policies
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import Staff


class TriageError(ValueError):
    """What was chosen cannot be: in words for whoever chose it."""


def rules_of(session: Session, judged: Incident | Report, rules: Rulebook) -> Rulebook:
    """The rules that it was judged by: today's, or else those of the text that was kept then."""
    if judged.policy_digest == rules.policy.digest:
        return rules
    kept = policies.of_digest(session, judged.policy_digest)
    try:
        policy = policy_file.parse(kept.text, f"{kept.name}.toml") if kept else None
    except PolicyError:
        policy = None
    if policy is None:
        raise TriageError(
            "Severity and cause cannot be set: the text of the policy that this was judged by cannot be read any more. "
            "Note what you found"
        )
    return Rulebook.of(policy)


def set_severity(
    session: Session, incident: Incident, severity: str, person: Staff, reason: str, *, rules: Rulebook, now: datetime
) -> None:
    """Another severity: its targets are counted anew, from the report on, and it is paged by that one's steps.

    The same one again changes nothing.
    """
    pinned = rules_of(session, incident, rules)
    before, after = pinned.policy.severity(incident.severity), pinned.policy.severity(severity)
    if after is None:
        raise TriageError("Choose one of the severities")
    _expect_reason(reason)
    if incident.severity == severity:
        return
    was, was_severity = incident.respond_by, incident.severity
    place = {"tier": incident.tier, "region": incident.region}
    promises = targets.promises(pinned, severity, incident.opened_at, **place)
    incident.severity = severity
    incident.respond_by = targets.earliest(promises, "response")
    incident.resolve_by = targets.earliest(promises, "resolution")
    incident.promise = {**incident.promise, **promising.timed(pinned, promises, incident.opened_at, **place)}
    incident.marks_passed = 0
    watching.judge_response(incident, now)
    watching.plan(incident)
    paged = urgency.follow(session, incident, pinned.policy, was_severity, now)
    text = (
        f"{person.first_name} set the severity to {after.name} (it was {before.name if before else 'none'}): {reason}. "
        f"{_due_words(was, incident.respond_by, pinned)}" + (f". {paged}" if paged else "")
    )
    facts = {"severity": severity, "respond_by": _iso(incident.respond_by), "resolve_by": _iso(incident.resolve_by)}
    record.happened(session, incident, "triaged.severity", text, now, person.name, **facts)


def set_cause(
    session: Session, incident: Incident, cause: str, person: Staff, reason: str, *, rules: Rulebook, now: datetime
) -> None:
    """Why it happened. A cause that the policy does not answer for closes the clock; any other lets it run."""
    pinned = rules_of(session, incident, rules)
    found = next((one for one in pinned.policy.causes if one.slug == cause), None)
    if cause and found is None:
        raise TriageError("Choose one of the causes")
    _expect_reason(reason)
    if (incident.cause or "") == cause:
        return
    incident.cause = found.slug if found else None
    incident.closed_by = found.clause if found and not found.is_covered else None
    watching.judge_response(incident, now)
    watching.plan(incident)
    what = f"found the cause: {found.name}" if found else "took the cause back"
    clock = f"The clock is closed by {incident.closed_by}" if incident.closed_by else "The clock runs"
    text = f"{person.first_name} {what}: {reason}. {clock}"
    clause = found.clause if found else ""
    record.happened(session, incident, "triaged.cause", text, now, person.name, cause=cause, clause=clause)


def _expect_reason(reason: str) -> None:
    if not reason:
        raise TriageError("Say why: colleagues read it later")


def _due_words(was: datetime | None, due: datetime | None, rules: Rulebook) -> str:
    local = rules.policy.hours.local
    told = [times.day_and_time(at, local) if at else "at no certain time" for at in (due, was)]
    return f"The reply is due {told[0]} (it was {told[1]})"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
