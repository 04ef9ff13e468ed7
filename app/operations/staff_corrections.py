"""Staff corrections: a colleague sets right what a customer told us. The record keeps what it was, and who did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.answers import AFFECTED, UNSURE, Affected
from app.domain.policy import SupportPolicy
from app.domain.rulebook import Rulebook
from app.domain.sentences import say
from app.domain.tokens import Mint
from app.domain.triage import Answers, AnswersError, Decision, decide
from app.operations import corrections, record, resolution, triage
from app.operations.cannot import CannotBe, expect_kept
from app.store import reports
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import Staff

FIELDS = ("company", *corrections.FIELDS)


def correct(
    session: Session,
    incident: Incident,
    told: Mapping[str, str],
    services: Sequence[str],
    started_at: datetime | None,
    by: Staff,
    *,
    rules: Rulebook,
    mint: Mint,
    now: datetime,
) -> bool:
    """Takes what differs as the newest answers. False if nothing does.

    `told`: the answers by field. What was decided stays: services that would be decided otherwise are refused. Once it
    is resolved, nobody is told.
    """
    report = reports.of_incident(session, incident.id)
    session.refresh(report, with_for_update=True)
    expect_kept(report)
    changed = {field: told[field] for field in FIELDS if field in told and told[field] != getattr(report, field)}
    has_moved = set(services) != set(report.services)
    if not changed and not has_moved:
        return False
    moved, was = ({}, {}) if not has_moved else _moved(session, incident, report, services, rules)
    was |= corrections.put_in(report, changed, started_at)
    changed = moved | changed
    text = f"{by.first_name} corrected what the customer told us: {corrections.compared(changed, was)}"
    said = corrections.answers(changed)
    record.happened(session, incident, corrections.BY_US, text, now, by.name, words=said, was=was)
    if incident.acknowledged_by != by.id and not incident.resolved_at:
        words = f"{by.first_name} corrects what they told us.\n{said}"
        resolution.tell_holder(session, report, words, mint, now)
    return True


def _moved(
    session: Session, incident: Incident, report: Report, services: Sequence[str], rules: Rulebook
) -> tuple[dict[str, str], dict[str, str]]:
    """Puts other services in the place of those that were told; returns their names, and those of the older ones."""
    pinned = triage.rules_of(session, incident, rules)
    was, will_be = (_decided(pinned, incident, report, one) for one in (report.services, services))
    if (was.verdict, was.severity) != (will_be.verdict, will_be.severity):
        reason = will_be.reasons[0]
        raise CannotBe(
            f"With these services the policy decides otherwise ({reason.clause}: {reason.detail or reason.text}) "
            "and what was decided stays. Set the severity or the cause instead, or note what you found"
        )
    older = _names(report.services, pinned.policy)
    report.services = list(services)
    incident.services = list(will_be.covered) or [UNSURE]
    return {"services": _names(services, pinned.policy)}, {"services": older}


def _decided(rules: Rulebook, incident: Incident, report: Report, services: Sequence[str]) -> Decision:
    """What the policy says of these services at the instant of the report, all else being equal."""
    affected: Affected = next((one for one in AFFECTED if one == report.affected), "unsure")
    asked = Answers(services=tuple(services), affected=affected, tier=incident.tier, region=incident.region)
    try:
        return decide(rules, asked, report.received_at)
    except AnswersError as error:
        raise CannotBe(f"The policy that this was judged by does not know that: {error}") from error


def _names(services: Sequence[str], policy: SupportPolicy) -> str:
    known = {one.slug: one.name for one in policy.services} | {one.slug: one.name for one in policy.exclusions}
    own = {"other": say("told.service_other"), UNSURE: say("told.service_unsure")}
    return ", ".join(known.get(slug) or own.get(slug, slug) for slug in services)
