"""Maintenance windows: announced, changed before they start, ended early, cancelled; and said to a report in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain import exceptions
from app.domain.local import Local
from app.domain.maintenance import KINDS, Fault, Kind, Window, fault, keeps_notice, told
from app.domain.policy import SupportPolicy
from app.domain.tokens import Mint
from app.domain.triage import Decision, Reason
from app.operations import record
from app.store import maintenance
from app.store.maintenance import MaintenanceWindow
from app.store.staff import Staff


class WindowError(ValueError):
    """The window cannot be: `fault` says why, and at which field."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What somebody enters. `published_at` is when notice was given: None is now, or as it was if that still stands."""

    kind: Kind
    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    published_at: datetime | None
    note: str


def announce(session: Session, plan: Plan, who: Staff, *, mint: Mint, now: datetime) -> MaintenanceWindow:
    """Enters a window. WindowError if it cannot be."""
    window = _window(plan, now, now)
    kept = MaintenanceWindow(id=mint.id(), **_entered(window, plan, who, now), reason="")
    session.add(kept)
    session.flush()
    _happened(session, kept, "announced", who, now)
    return kept


def change(session: Session, window_id: str, plan: Plan, who: Staff, *, now: datetime) -> bool:
    """Changes a window that has not started. False if there is none. WindowError if it cannot be so.

    Notice stands only for what was announced: a window that is moved or widened counts as announced now.
    """
    kept = maintenance.held(session, window_id)
    if kept is None or kept.window.standing(now) != "coming":
        return False
    before = kept.window
    moved = _window(plan, before.published_at, now)
    window = moved if plan.published_at or keeps_notice(before, moved) else _window(plan, now, now)
    for field, value in _entered(window, plan, who, now).items():
        setattr(kept, field, value)
    _happened(session, kept, "changed", who, now)
    return True


def end(session: Session, window_id: str, reason: str, who: Staff, *, now: datetime) -> bool:
    """Ends a running window early. False if it does not run."""
    kept = maintenance.held(session, window_id)
    if kept is None or kept.window.standing(now) != "running":
        return False
    kept.ended_at, kept.reason = now, reason
    _happened(session, kept, "ended", who, now)
    return True


def cancel(session: Session, window_id: str, reason: str, who: Staff, *, now: datetime) -> bool:
    """Calls off a window that has not started. False if there is none."""
    kept = maintenance.held(session, window_id)
    if kept is None or kept.window.standing(now) != "coming":
        return False
    kept.cancelled_at, kept.reason = now, reason
    _happened(session, kept, "cancelled", who, now)
    return True


def _window(plan: Plan, published_at: datetime, now: datetime) -> Window:
    window = Window(
        kind=plan.kind,
        services=plan.services,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        published_at=plan.published_at or published_at,
    )
    found = fault(window, now)
    if found:
        raise WindowError(found)
    return window


def _entered(window: Window, plan: Plan, who: Staff, now: datetime) -> dict[str, Any]:
    """The columns that are somebody's words, with whose and when."""
    return {
        "kind": window.kind,
        "services": list(window.services),
        "starts_at": window.starts_at,
        "ends_at": window.ends_at,
        "published_at": window.published_at,
        "note": plan.note,
        "entered_at": now,
        "entered_by": who.id,
    }


def _happened(session: Session, kept: MaintenanceWindow, what: str, who: Staff, now: datetime) -> None:
    """The record has the whole window each time, so that what it was can be told after a change."""
    facts: dict[str, Any] = {
        "window": kept.id,
        "window_kind": kept.kind,
        "services": kept.services,
        "starts_at": kept.starts_at.isoformat(),
        "ends_at": kept.ends_at.isoformat(),
        "published_at": kept.published_at.isoformat(),
        "note": kept.note,
        "reason": kept.reason,
    }
    text = f"{who.first_name} {what} {KINDS[kept.window.kind]}"
    record.append(session, [record.event(f"maintenance.{what}", text, now, actor=who.name, **facts)])


def remarked(decision: Decision, windows: Sequence[Window], policy: SupportPolicy, now: datetime) -> Decision:
    """The decision, with what the policy has to say of the windows that the report fell into. The verdict stays."""
    clause = exceptions.of(policy).clause
    if not windows or not clause:
        return decision
    detail = " ".join(f"Reported during {told(window, policy, now)}." for window in windows)
    reason = Reason(clause=clause, text=policy.clauses[clause].text, outcome="noted", detail=detail)
    return replace(decision, reasons=(*decision.reasons, reason))


def said(
    report_id: str, windows: Sequence[Window], policy: SupportPolicy, now: datetime, local: Local
) -> list[record.Row]:
    """That a report was made during these windows, for its timeline; to the customer by their own clocks."""
    return [
        record.event(
            "report.during_maintenance",
            f"Reported during {told(window, policy, now)}",
            now,
            report_id=report_id,
            maintenance=told(window, policy, now, local),
        )
        for window in windows
    ]
