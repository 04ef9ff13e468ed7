"""Evidence: all that the record holds about one incident, as a bundle that is signed and can be checked elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import chain, evidence, evidence_chain
from app.domain.times import iso
from app.domain.tokens import Mint
from app.store import attachments, deliveries, links, policies, reports, timeline
from app.store.attachments import Attachment
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import Staff

INSTANTS = ("opened_at", "respond_by", "resolve_by", "acknowledged_at", "first_acknowledged_at", "accepted_at",
            "replied_at", "responded_at", "missed_at", "resolved_at", "confirmed_at")  # fmt: skip
FACTS = ("id", "reference", "severity", "tier", "region", "services", "cause", "closed_by", "policy_digest")
PEOPLE = ("acknowledged_by", "replied_by", "resolved_by")
TOLD = ("id", "reference", "source", "services", "affected", "started", "errors", "company", "name", "phone", "email",
        "extra", "verdict", "reasons", "policy_digest")  # fmt: skip


def bundle(session: Session, incident: Incident, *, mint: Mint, now: datetime) -> bytes:
    """The bundle about an incident, signed."""
    unsigned = evidence.unsealed(mint.seal_keys()[0], **told(session, incident, now))
    return evidence.sealed(unsigned, mint.seal(evidence.sealed_words(unsigned)))


def told(session: Session, incident: Incident, now: datetime) -> dict[str, Any]:
    """What it says."""
    kept = policies.of_digest(session, incident.policy_digest)
    if kept is None:
        raise LookupError(f"the text of the policy of {incident.reference} is not kept")
    report = reports.of_incident(session, incident.id)
    return {
        "made_at": iso(now),
        "incident": _incident(session, incident),
        "targets": incident.promise.get("targets", []),
        "reports": [_report(report)],
        "policy": {"name": kept.name, "digest": kept.digest, "text": kept.text},
        "chain": _chain(session, timeline.of(session, report.id, incident.id)),
        "messages": _messages(session, incident),
        "attachments": [_attachment(session, one) for one in attachments.of(session, report.id, incident.id)],
    }


def _incident(session: Session, incident: Incident) -> dict[str, Any]:
    people = {name: getattr(incident, name) for name in PEOPLE}
    lead = session.get(Incident, incident.lead_id) if incident.lead_id else None
    return {
        **{name: getattr(incident, name) for name in FACTS},
        **{name: _instant(getattr(incident, name)) for name in INSTANTS},
        **{name: session.get_one(Staff, one).name if one else None for name, one in people.items()},
        "met_by": incident.promise.get("met_by"),
        "lead": lead.reference if lead else None,
    }


def _report(report: Report) -> dict[str, Any]:
    instants = {"received_at": iso(report.received_at), "started_at": _instant(report.started_at)}
    return {**{name: getattr(report, name) for name in TOLD}, **instants}


def _chain(session: Session, events: Sequence[timeline.Event]) -> dict[str, Any]:
    """The links of these events. The head is read last, so that it stands behind them all."""
    linked = links.of_events(session, [event.id for event in events])
    known = {event.id for event, _, _ in linked}
    waiting = [
        chain.Event(id=one.id, report_id=one.report_id, incident_id=one.incident_id, at=one.at, kind=one.kind,
                    actor=one.actor, text=one.text, facts=one.facts)
        for one in events if one.id not in known
    ]  # fmt: skip
    return evidence_chain.told(linked, waiting, links.head(session))


def _messages(session: Session, incident: Incident) -> list[dict[str, Any]]:
    """Each message as it went, with its receipts; no address, and no secret link."""
    receipts = deliveries.receipts_of(session, incident.id)
    return [
        {
            "to": one.person,
            "wording": one.wording,
            "medium": one.medium,
            "provider": one.provider,
            "state": one.state,
            "sent_at": _instant(one.sent_at),
            "delivered_at": _instant(one.delivered_at),
            "subject": one.subject,
            "body": one.body,
            "receipts": [{"at": iso(r.at), "status": r.status, "code": r.code} for r in receipts.get(one.id, ())],
        }
        for one in deliveries.of_incident(session, incident.id)
    ]


def _attachment(session: Session, file: Attachment) -> dict[str, Any]:
    """A file by its digests: as it is handed out, and as it came (a picture is made anew from its pixels)."""
    content = attachments.content_of(session, file.id)
    return {
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "added_at": iso(file.added_at),
        "added_by": file.added_by,
        "sha256": hashlib.sha256(content).hexdigest() if content is not None else None,
        "sha256_as_it_came": file.fingerprint,
    }


def _instant(at: datetime | None) -> str | None:
    return iso(at) if at else None
