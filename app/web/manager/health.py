"""Health at the desk: whether somebody can be paged now, and everything that this rests on, with its newest word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import bank_holidays
from app.domain.delivery import Medium, State
from app.domain.periods import LAST_DAY
from app.store import beats, deliveries, drills, figures, links, observations, staff, verifications, webhooks
from app.store.beats import Beat
from app.store.observations import Observation
from app.web import health
from app.web.manager.drills import held
from app.web.manager.guard import person
from app.web.room import desk, now

MEDIA = {Medium.SMS: "Texts", Medium.MAIL: "Mail", Medium.VOICE: "Calls"}
FAILED = (State.REFUSED, State.EXHAUSTED)
YEARS_AHEAD = 2  # fewer years of holidays than that are worth a word


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One provider of one medium: how its messages of the last day stand, and its last sign of life."""

    medium: str
    name: str
    made: int
    arrived: int
    failed: int
    taken_at: datetime | None
    arrived_at: datetime | None
    left: Observation | None


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    """One dispatcher, and how long ago it completed a cycle."""

    name: str
    ago: timedelta
    is_late: bool
    fault: str


def show() -> ResponseReturnValue:
    """Everything, as it is at this moment."""
    faults, spool = health.faults(), desk().spool
    with desk().database.reading() as db:
        seen = {one.kind: one for one in observations.every(db)}
        latest = next(iter(drills.latest(db, 1)), None)
        return render_template(
            "manager/health.html",
            faults=faults,
            dispatchers=[_dispatcher(beat) for beat in sorted(beats.every(db), key=lambda beat: beat.at, reverse=True)],
            has_heartbeat=desk().heartbeat is not None,
            heartbeat=seen.get(observations.HEARTBEAT),
            waiting=len(spool.waiting()),
            set_apart=len(spool.set_apart()),
            providers=_providers(db, seen),
            mute=staff.mute(db),
            refused=[(kind.removeprefix(observations.REFUSED), one) for kind, one in seen.items() if _is_refused(kind)],
            holidays=_holidays(),
            holidays_version=version("holidays"),
            drill=held(db, latest) if latest else None,
            head=links.head(db),
            unlinked=links.oldest_waiting(db),
            verified=verifications.newest(db),
            back_up=seen.get(observations.BACK_UP),
            failing=[one for one in webhooks.every(db) if one.failing_since and not one.ended_at],
            person=person(),
        )


def _dispatcher(beat: Beat) -> Dispatcher:
    ago = now() - beat.at
    return Dispatcher(name=beat.dispatcher, ago=ago, is_late=ago > health.LONGEST_SINCE_BEAT, fault=beat.fault)


def _providers(db: Session, seen: dict[str, Observation]) -> Sequence[Provider]:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for state, medium, provider, count in figures.deliveries_since(db, now() - LAST_DAY):
        counts.setdefault((medium, provider or ""), Counter())[state] += count
    found = []
    for medium, title in MEDIA.items():
        for channel in desk().channels.get(medium, ()):
            states = counts.get((medium, channel.provider), Counter())
            taken_at, arrived_at = deliveries.newest_by(db, medium, channel.provider, now() - LAST_DAY * 30)
            found.append(
                Provider(
                    medium=title,
                    name=channel.provider,
                    made=states.total(),
                    arrived=states[State.DELIVERED],
                    failed=sum(states[state] for state in FAILED),
                    taken_at=taken_at,
                    arrived_at=arrived_at,
                    left=seen.get(f"{observations.BALANCE}{channel.provider}"),
                )
            )
    return found


def _holidays() -> list[tuple[str, int, bool]]:
    """Each place whose holidays the policy keeps: until which year they are known, and whether that is near."""
    policy = desk().policy
    kept = [hours.holidays for hours in (policy.hours, *(region.hours for region in policy.regions)) if hours]
    known = {bank_holidays.place_name(rule): bank_holidays.last_year(rule) for rule in kept if rule}
    return [(place, last, last < now().year + YEARS_AHEAD) for place, last in sorted(known.items())]


def _is_refused(kind: str) -> bool:
    return kind.startswith(observations.REFUSED)
