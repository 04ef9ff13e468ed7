"""The weekly drill: it starts by itself, but not on a holiday and not beside a real emergency."""

from __future__ import annotations

from datetime import datetime, timedelta
from datetime import time as clock
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain import drill_times, times
from app.domain.rulebook import Rulebook
from app.operations import drills, record
from app.store import chores
from app.store import drills as kept
from app.store.drills import WEEKLY, DrillPlan
from app.store.staff import Staff

if TYPE_CHECKING:
    from app.operations.chores import Setting

CHORE = "drills"
LATE = timedelta(minutes=30)  # one whose time was missed by more, because the portal was away, waits for its next week
UNPLANNED = timedelta(days=1)


def hold(session: Session, setting: Setting) -> datetime:
    """Starts the drill that is due, or says why it waits for another week."""
    plan, now = kept.weekly(session), setting.now
    if plan is None or not plan.is_on or plan.next_at is None:
        return now + UNPLANNED
    if plan.next_at <= now:
        why = _skipped_because(session, setting, plan.next_at)
        if not why:
            drills.start(session, only=None, by=None, rules=setting.rules, mint=setting.mint, now=now)
        local = setting.rules.policy.hours.local
        moved = drill_times.next_at(plan.weekday, plan.time, now, local.zone)
        planned, plan.next_at, plan.note = plan.next_at, moved, ""
        if why:
            plan.note = f"{times.table_time(planned, local)}: {why}. Moved to {times.table_time(moved, local)}"
            record.append(session, [record.event("drill.skipped", f"No DRILL on {plan.note}", now)])
    return plan.next_at


def plan(
    session: Session, *, is_on: bool, weekday: int, time: str, by: Staff, rules: Rulebook, now: datetime
) -> DrillPlan:
    """Sets the day and the hour of the weekly drill, or turns it off."""
    local = rules.policy.hours.local
    found = kept.weekly(session) or DrillPlan(name=WEEKLY)
    found.is_on, found.weekday, found.time, found.note = is_on, weekday, time, ""
    found.next_at = drill_times.next_at(weekday, time, now, local.zone) if is_on else None
    session.add(found)
    session.flush()
    chores.bring_forward(session, CHORE, found.next_at or now)
    at = times.wall_time(clock.fromisoformat(time), local)
    when = f"every {drill_times.DAYS[weekday]} at {at}" if is_on else "no more"
    text = f"{by.first_name} set the weekly DRILL: {when}"
    record.append(session, [record.event("drill.planned", text, now, actor=by.name)])
    return found


def _skipped_because(session: Session, setting: Setting, planned: datetime) -> str:
    """Why the drill that was planned for then does not start now; empty where it does."""
    if setting.now - planned > LATE:
        return "the portal was away"
    calendar = setting.rules.calendar
    name = drill_times.holiday(calendar, planned)
    return name or _reason(drills.refused_because(session, None))


def _reason(why: str) -> str:
    return why[:1].lower() + why[1:]
