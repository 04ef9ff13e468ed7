"""Nights handed over: at each opening of the policy's hours, one mail to the daytime desk with all that happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.domain import nights
from app.domain.calendar import CalendarError, Span
from app.domain.policy import SupportPolicy
from app.operations import outbox, record
from app.operations.handover import DESK
from app.store import log
from app.store import nights as kept
from app.store.base import put
from app.store.log import LogFilter, LogRow
from app.store.nights import Night

if TYPE_CHECKING:
    from app.operations.chores import Setting

LOOK = timedelta(hours=1)  # where the calendar cannot say when the next opening is
MOST = 200  # reports in one mail; the rest is at the desk

Line = dict[str, Any]


def hand_over(session: Session, setting: Setting) -> datetime:
    """Tells the daytime desk of the night that has ended, once. Due again at the next opening."""
    calendar, now = setting.rules.calendar, setting.now
    try:
        next_at = nights.next_opening(calendar, now)
        if next_at is None:
            return now + nights.LONGEST
        last = kept.latest(session)
        if last is None:
            began = nights.last_opening(calendar, now)
            put(session, Night, [{"until": began, "since": began, "told_at": None}])
            return next_at
        night = nights.ended(calendar, last.until, now)
    except CalendarError:
        return now + LOOK
    if night:
        put(session, Night, [{"until": night.ends, "since": night.starts, "told_at": now}])
        _tell(session, setting, night)
    return next_at


def _tell(session: Session, setting: Setting, night: Span) -> None:
    policy, now = setting.rules.policy, setting.now
    found = list(log.page(session, LogFilter(since=night.starts, until=night.ends), limit=MOST + 1))
    standing = list(log.page(session, LogFilter(status="open"), limit=MOST + 1))
    still_open = _grouped(session, standing[:MOST], policy)
    rows = [row for row in found[:MOST] if row[1] is None or row[1].resolved_at]
    refused = [_line(row, policy) for row in rows[::-1] if row[1] is None]
    done = _grouped(session, [row for row in rows if row[1]], policy)
    facts: Line = {
        "since": night.starts.isoformat(),
        "until": night.ends.isoformat(),
        "is_late": now - night.ends > nights.LATE,
        "reports": len(found),
        "left_out": len(found) > MOST or len(standing) > MOST,
        "open": still_open,
        "done": done,
        "refused": refused,
    }
    outbox.post(session, [outbox.to_address(setting.mint, DESK, policy.desk_mail, "night", now, **facts)])
    text = f"Handed the night over to the daytime desk at {policy.desk_mail}: {len(found)} reports, "
    text += f"{len(standing)} still open"
    record.append(session, [record.event("night.handed_over", text, now)])


def _grouped(session: Session, rows: Sequence[LogRow], policy: SupportPolicy) -> list[Line]:
    """The lines of reports with an incident, the oldest first; those that joined another stand with it."""
    lines: dict[str, Line] = {}
    joined: list[tuple[str, Line]] = []
    for row in rows[::-1]:
        incident = row[1]
        assert incident is not None
        if incident.lead_id:
            joined.append((incident.lead_id, _line(row, policy)))
        else:
            lines[incident.id] = _line(row, policy)
    elsewhere = kept.references(session, {lead for lead, _ in joined if lead not in lines})
    for lead, line in joined:
        if lead in lines:
            lines[lead]["with_it"].append(line)
        else:
            lines[line["reference"]] = {**line, "joined": elsewhere.get(lead, "")}
    return list(lines.values())


def _line(row: LogRow, policy: SupportPolicy) -> Line:
    report, incident, holder = row
    line: Line = {
        "reference": report.reference,
        "received_at": report.received_at.isoformat(),
        "services": ", ".join(_service(slug, policy) for slug in report.services),
        "company": report.company,
        "name": report.name,
        "is_verified": report.customer_id is not None,
        "verdict": report.verdict,
        "why": [f"{one['clause']}: {one['text']}" for one in report.reasons if one["outcome"] == "decides"],
        "was_handed_over": report.handed_over_at is not None,
        "with_it": [],
        "joined": "",
    }
    instants: Mapping[str, datetime | None] = {}
    if incident:
        instants = {
            "acknowledged_at": incident.acknowledged_at,
            "replied_at": incident.replied_at,
            "resolved_at": incident.resolved_at,
            "missed_at": incident.missed_at,
            "respond_by": None if incident.responded_at or incident.closed_by else incident.respond_by,
        }
    return line | {name: at.isoformat() if at else "" for name, at in instants.items()} | {"holder": holder or ""}


def _service(slug: str, policy: SupportPolicy) -> str:
    known = policy.service(slug) or policy.exclusion(slug)
    return known.name if known else {"unsure": "not sure which"}.get(slug, "something else")
