"""Shift checks: when somebody who goes on call is asked to prove their phone, and in what words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain import local_time, times
from app.domain.calendar import Calendar, CalendarError, in_utc
from app.domain.gsm7 import SEGMENT, gsm7, septets
from app.domain.local import Local
from app.domain.on_call import OnCall
from app.domain.policy import SupportPolicy

QUIET_FROM, QUIET_UNTIL = time(22), time(7)  # nobody is asked between these, on the clocks of the policy's zone
EVENING = time(20)  # they are asked then, before such a night
USUAL = time(17)  # where the hours of support never close
LONG = timedelta(days=6)  # whoever has been on call for so long is asked once a week


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Somebody is to be asked at an instant, because they are on call from `from_at` on."""

    staff_id: str
    at: datetime
    from_at: datetime


def moments(spans: Iterable[OnCall], calendar: Calendar, start: datetime, end: datetime) -> list[Moment]:
    """Whom to ask between two instants, in order: at the start of each span, and once a week while it lasts."""
    zone = calendar.hours.zone
    weekly = weekly_between(calendar, start, end)
    found = []
    for span in spans:
        instants = {polite(span.starts_at, zone)}
        instants |= {at for at in weekly if span.starts_at <= at - LONG and at < span.ends_at}
        found += [Moment(staff_id=span.staff_id, at=at, from_at=span.starts_at) for at in instants if start < at <= end]
    return sorted(found, key=lambda one: (one.at, one.from_at, one.staff_id))


def polite(at: datetime, zone: str) -> datetime:
    """The instant itself; or 20:00 of the evening before, where it lies in the night."""
    local = at.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    evening = local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)
    return _on(evening, EVENING, zone)


def weekly_between(calendar: Calendar, start: datetime, end: datetime) -> list[datetime]:
    """When those are asked whose time on call goes on and on: as the hours of support end first in a week."""
    days = {in_utc(at).astimezone(calendar.zone).date() for at in (start, end)}
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    return sorted(_of_week(calendar, monday) for monday in mondays)


def text(policy: SupportPolicy, facts: Mapping[str, Any], link: str) -> str:
    """The text of a check: one segment, whatever the link's length."""
    asked, begins = datetime.fromisoformat(facts["at"]), datetime.fromisoformat(facts["from_at"])
    head, what = f"{policy.brand} pager check", f"you are on call{_from(begins, asked, policy.hours.local)}"
    candidates = (
        f"{head}: {what}. Tap to confirm this phone works: {link} then press the button",
        f"{head}: {what}. Confirm that this phone works: {link}",
        f"{head}: {what}. Confirm: {link}",
        f"{head}: {link}",
    )
    return next((one for one in map(gsm7, candidates) if septets(one) <= SEGMENT), gsm7(candidates[-1]))


def warning(policy: SupportPolicy, facts: Mapping[str, Any], _: str) -> str:
    """The text to the rota's owners: who has not confirmed, and what the receipts said of the first."""
    lines = facts["lines"]
    names = ", ".join(line["name"] for line in lines)
    verb = "has" if len(lines) == 1 else "have"
    head = f"{policy.brand} rota: {names} {verb} not confirmed the pager check"
    ends = (f": {lines[0]['said']}. See the rota." if len(lines) == 1 else ". See the rota, and your mail.", ".")
    few = f"{policy.brand} rota: {len(lines)} people have not confirmed the pager check. See the rota."
    return next((one for one in (gsm7(head + end) for end in ends) if septets(one) <= SEGMENT), gsm7(few))


def _from(begins: datetime, asked: datetime, local: Local) -> str:
    if begins < asked - timedelta(days=1):
        return ""
    there = ZoneInfo(local.zone)
    is_today = begins.astimezone(there).date() == asked.astimezone(there).date()
    return f" from {times.short_time_near(begins, asked, local)}{' today' if is_today else ''}"


def _of_week(calendar: Calendar, monday: date) -> datetime:
    zone = calendar.hours.zone
    try:
        closes = calendar.next_close(_on(monday, time(), zone))
    except CalendarError:
        closes = None
    return polite(closes or _on(monday, USUAL, zone), zone)


def _on(day: date, clock: time, zone: str) -> datetime:
    """That time on that day; where the clocks leave it out, an hour later."""
    found = local_time.instants(datetime.combine(day, clock), zone)
    return found[0] if found else _on(day, time(clock.hour + 1, clock.minute), zone)
