"""The Monday mail: at the week's first opening, managers hear of the week before in ten lines, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.domain import breaches, figures, periods, weekly
from app.domain.calendar import CalendarError
from app.domain.delivery import Medium
from app.domain.periods import Stretch
from app.domain.service_levels import MEASURES, Measure
from app.operations import outbox, record
from app.store import incidents, load_figures, report_figures, staff, weeks
from app.store.base import put
from app.store.weeks import Week

if TYPE_CHECKING:
    from app.operations.chores import Setting

LOOK = timedelta(hours=1)  # where the calendar cannot say when the next opening is


def tell(session: Session, setting: Setting) -> datetime:
    """Tells the managers of the week that has ended, once. Due again at the first opening after the next one."""
    calendar, now = setting.rules.calendar, setting.now
    try:
        week = periods.week_before(calendar, now)
        due_at = weekly.due_at(calendar, week.ends_at)
        next_at = due_at if due_at > now else weekly.due_at(calendar, periods.week_of(calendar, now).ends_at)
    except CalendarError:
        return now + LOOK
    last = weeks.latest(session)
    if last is None:
        put(session, Week, [{"until": week.ends_at, "told_at": None}])
    elif due_at <= now and last.until < week.ends_at:
        put(session, Week, [{"until": week.ends_at, "told_at": now}])
        _tell(session, setting, week)
    return next_at


def _tell(session: Session, setting: Setting, week: Stretch) -> None:
    now = setting.now
    people = {person.id: person for person in staff.managing(session)}
    facts: dict[str, Any] = {"week": week.name, "slug": week.slug, "lines": _lines(session, setting, week)}
    rows = [
        outbox.to_method(
            setting.mint,
            people[method.staff_id],
            method,
            "weekly",
            now,
            lasts=outbox.MAIL_LASTS,
            priority=outbox.ROUTINE,
            **facts,
        )
        for method in staff.methods_of(session, list(people))
        if method.medium == Medium.MAIL
    ]
    outbox.post(session, rows)
    names = ", ".join(person.first_name for person in people.values()) or "nobody: there is no manager"
    record.append(session, [record.event("week.told", f"{week.name}: told {names}", now)])


def _lines(session: Session, setting: Setting, week: Stretch) -> Sequence[str]:
    reports = report_figures.handled(session, week.starts_at, week.ends_at)
    late: dict[Measure, list[str]] = {measures: [] for measures in MEASURES}
    for one in reports:
        for measures in breaches.missed(one, setting.now):
            late[measures].append(one.reference)
    return weekly.lines(
        figures.of(reports, setting.now),
        late,
        load_figures.loads(session, week.starts_at, week.ends_at, setting.rules.calendar),
        incidents.counts_open(session)[0],
        report_figures.drills(session, week.starts_at, week.ends_at),
    )
