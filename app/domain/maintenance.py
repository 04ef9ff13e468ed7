"""Maintenance windows: when work on a service is announced, whom it concerns, and whether notice of it still stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from app.domain import times
from app.domain.calendar import Calendar, CalendarError
from app.domain.local import Local
from app.domain.policy import SupportPolicy
from app.domain.sentences import listed, say
from app.domain.triage import UNSURE

Kind = Literal["planned", "emergency"]
Standing = Literal["coming", "running", "over", "cancelled"]

KINDS: dict[Kind, str] = {"planned": say("maintenance.planned"), "emergency": say("maintenance.emergency")}
LONGEST = timedelta(days=31)
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Window:
    """Work on some services, half-open; no services named means all. `published_at` is when notice was given."""

    kind: Kind
    services: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    published_at: datetime
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def over_at(self) -> datetime:
        """When the work is over: early, if it was ended early."""
        return min(self.ended_at or self.ends_at, self.ends_at)

    def standing(self, at: datetime) -> Standing:
        """Where it stands at an instant."""
        if self.cancelled_at and self.cancelled_at <= at:
            return "cancelled"
        if at < self.starts_at:
            return "coming"
        return "running" if at < self.over_at else "over"

    def concerns(self, service: str) -> bool:
        """Whether the service is worked on."""
        return not self.services or service in self.services


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a window cannot be: the field that is at fault, and the words for it."""

    field: Literal["starts_at", "ends_at", "published_at"]
    words: str


def fault(window: Window, now: datetime) -> Fault | None:
    """What is wrong with a window that somebody enters now, or None."""
    if window.ends_at <= window.starts_at:
        return Fault(field="ends_at", words="The end must be later than the start")
    if window.ends_at - window.starts_at > LONGEST:
        return Fault(field="ends_at", words=f"This is longer than {LONGEST.days} days: check both dates")
    if window.starts_at - now > FURTHEST:
        return Fault(field="starts_at", words="This is more than a year ahead: check the year")
    if window.published_at > now:
        return Fault(field="published_at", words="Notice cannot have been given later than now")
    if window.kind == "planned" and window.published_at >= window.starts_at:
        words = "Planned maintenance is announced before it starts: say when, or choose emergency maintenance"
        return Fault(field="published_at", words=words)
    return None


def keeps_notice(before: Window, after: Window) -> bool:
    """Whether what was announced covers the changed window: no service and no minute is new."""
    same_services = not before.services or (bool(after.services) and set(after.services) <= set(before.services))
    return same_services and before.starts_at <= after.starts_at and after.ends_at <= before.ends_at


def notice(window: Window, calendar: Calendar) -> timedelta | None:
    """The business time between notice and start; None where the calendar does not know."""
    try:
        return max(calendar.business_between(window.published_at, window.starts_at), timedelta(0))
    except CalendarError:
        return None


def worked_on(window: Window, policy: SupportPolicy) -> str:
    """The names of the services: "CRM and Website"; "all services" where none is named."""
    known = {service.slug: service.name for service in policy.services}
    return listed(known.get(slug, slug) for slug in window.services) or say("maintenance.all_services")


def told(window: Window, policy: SupportPolicy, at: datetime, local: Local | None = None) -> str:
    """ "planned maintenance of the CRM, until 4:00am", as it is said at an instant. `local`: else the policy's."""
    until = times.near_time(window.over_at, at, local or policy.hours.local)
    return say("maintenance.until", work=_work(window, policy), time=until)


def tells_of(words: str, window: Window, policy: SupportPolicy) -> bool:
    """Whether that was said of the window, or of one like it, whatever end it had then."""
    before, _, after = say("maintenance.until", work=_work(window, policy), time="\0").partition("\0")
    return words.startswith(before) and words.endswith(after)


def _work(window: Window, policy: SupportPolicy) -> str:
    return say("maintenance.work", kind=KINDS[window.kind], services=worked_on(window, policy))


def met_by(windows: Iterable[Window], chosen: Collection[str], policy: SupportPolicy) -> list[Window]:
    """The windows that concern what a report chose. A reporter who is not sure which service it is may mean any."""
    services = [service.slug for service in policy.services if service.slug in chosen or UNSURE in chosen]
    return [window for window in windows if any(window.concerns(service) for service in services)]
