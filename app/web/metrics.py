"""Metrics: the promises' own figures for Prometheus, read from the database as it is at that moment."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.exposition import CONTENT_TYPE, Metric, Sample, age, histogram, one, written
from app.domain.periods import LAST_DAY, month_began
from app.operations import rota_gaps
from app.store import alarms, beats, figures, incidents
from app.web import metrics_promises
from app.web.room import desk, now

BOUNDS = (1, 2, 5, 10, 20, 30, 60, 120, 300)  # seconds to the first page; ten are promised, sixty at most

blueprint = Blueprint("metrics", __name__)


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Whoever brings METRICS_TOKEN; without one this machine in the demo, and nobody in production."""
    settings = desk().settings
    if settings.metrics_token:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode()):
            return Response(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    elif settings.is_production or request.remote_addr not in ("127.0.0.1", "::1"):
        abort(404)
    return None


@blueprint.get("/metrics")
def show() -> ResponseReturnValue:
    """Every figure."""
    with desk().database.reading() as db:
        found = [*_incidents(db), *_messages(db), *_health(db), *metrics_promises.every(db)]
    return Response(written(found), content_type=CONTENT_TYPE)


def _incidents(db: Session) -> list[Metric]:
    total, waiting = incidents.counts_open(db)
    oldest, late = age(figures.oldest_waiting(db), now()) or 0, age(figures.next_page(db), now()) or 0
    return [
        one("portal_incidents_open", "Incidents that are not resolved.", total),
        one("portal_incidents_unacknowledged", "Open incidents that nobody has.", waiting),
        one("portal_oldest_unacknowledged_seconds", "Age of the oldest of those; 0 without one.", oldest),
        one("portal_next_page_overdue_seconds", "How late the next page is; 0 if it is not.", late),
        histogram(
            "portal_first_page_seconds",
            "From an incident to its first page handed over, of this month (UTC).",
            figures.first_pages(db, month_began(now())),
            BOUNDS,
        ),
    ]


def _messages(db: Session) -> list[Metric]:
    samples = [
        Sample(value=count, labels={"state": state, "medium": medium, "provider": provider or ""})
        for state, medium, provider, count in figures.deliveries_since(db, now() - LAST_DAY)
    ]
    means = "Messages of the last 24 hours by how they stand."
    return [
        Metric(name="portal_deliveries", kind="gauge", means=means, samples=samples),
        one("portal_opted_out", "Numbers of staff that asked for no more texts.", figures.opted_out(db)),
    ]


def _health(db: Session) -> list[Metric]:
    beat, spool = beats.latest(db, now()), desk().spool
    gaps = rota_gaps.found(db, desk().rules, now(), now() + rota_gaps.HORIZON)
    ahead = min(((gap.starts_at - now()).total_seconds() for gap in gaps), default=None)
    standing = [Sample(value=1, labels={"kind": alarm.kind}) for alarm in alarms.standing(db)]
    return [
        one("portal_dispatcher_beat_age_seconds", "Since the newest sign of life.",
            age(beat.at if beat else None, now())),
        one("portal_audit_passed", "1 while the newest audit found no fault.", bool(beat and not beat.fault)),
        one("portal_spool_waiting", "Reports in this machine's files.", len(spool.waiting())),
        one("portal_rota_gap_ahead_seconds", "Until nobody is on call; none within 14 days: no sample.",
            None if ahead is None else max(ahead, 0)),
        Metric(name="portal_alarm", kind="gauge", means="1 for each alarm that stands.", samples=standing),
    ]  # fmt: skip
