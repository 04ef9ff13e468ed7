"""The promises' figures: what the record says of how each is kept, of this month or of the last day.

Each is a question that an index bounds by that span. The metrics and the page "Our promises" ask the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Float, TextClause, and_, cast, extract, func, or_, select, text
from sqlalchemy.orm import Session

from app.domain.figures import ACCEPTED, CLOSED, DECLINED
from app.domain.refusals import intent_of
from app.domain.tallies import Tally
from app.store.deliveries import PAGE_WENT, Delivery
from app.store.incidents import Incident
from app.store.log_marks import LogMark
from app.store.reports import Report, was_overturned
from app.store.shift_checks import ShiftCheck
from app.store.staff import Staff
from app.store.timeline import COUNTED, Event
from app.store.webhooks import WebhookEndpoint

VERDICTS = (ACCEPTED, CLOSED, DECLINED)
STANDINGS = ("met", "missed")
NEWEST = 30  # refusals, and acceptances, that are compared: what a flood adds is left out
MINUTE = 60
MILLISECONDS = 1_000


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """The rounds of paging that wrote to people, and in how many of them everybody was by two ways or more."""

    two_ways: int
    others: int


def marks(session: Session, since: datetime) -> dict[str, int]:
    """How many reports of each verdict came since then, and of each standing of their target; drills aside."""
    wanted = [*(f"verdict:{one}" for one in VERDICTS), *(f"standing:{one}" for one in STANDINGS)]
    query = select(LogMark.mark, func.count()).where(LogMark.mark.in_(wanted), LogMark.received_at >= since)
    found = {row[0]: row[1] for row in session.execute(query.group_by(LogMark.mark))}
    return {mark.partition(":")[2]: found.get(mark, 0) for mark in wanted}


def next_reply(session: Session) -> datetime | None:
    """By when the next customer is promised a response that has not come; drills aside."""
    is_early = Incident.promise["met_by"].as_string() == "acknowledgement"
    has_none = and_(Incident.replied_at.is_(None), or_(Incident.first_acknowledged_at.is_(None), ~is_early))
    awaited = (_IS_OPEN, ~Incident.is_drill, Incident.closed_by.is_(None), func.coalesce(has_none, True))
    return session.scalar(select(func.min(Incident.respond_by)).where(*awaited))


def answers(session: Session, since: datetime) -> tuple[Tally, Tally]:
    """How long incidents since then took to be acknowledged, and to have a person's reply: by minutes begun.

    What was refused at first and accepted later is left out: nobody was to answer it before.
    """
    acknowledged, replied = (
        _seconds(session, later, Incident.opened_at).label(name)
        for name, later in (("acknowledged", Incident.first_acknowledged_at), ("replied", Incident.replied_at))
    )
    counted = (Incident.opened_at >= since, ~Incident.is_drill, ~was_overturned(Incident.id))
    took = select(acknowledged, replied).where(*counted).cte("took")
    took = took.prefix_with("MATERIALIZED")  # else each length is worked out several times over
    groups = (_minutes(took.c.acknowledged).label("one"), _minutes(took.c.replied).label("other"))
    query = select(*groups, func.count(), func.sum(took.c.acknowledged), func.sum(took.c.replied))
    rows = session.execute(query.group_by("one", "other")).all()
    return _tally([(row[0], row[2], row[3]) for row in rows]), _tally([(row[1], row[2], row[4]) for row in rows])


def lapses(session: Session, since: datetime) -> int:
    """How many acknowledgements have lapsed since then, without a sign of life; drills aside."""
    return _happened(session, "lapsed", since)


def unproven(session: Session, since: datetime) -> int:
    """How many pages of which no proof came were gone around since then; drills aside."""
    return _happened(session, "unproven", since)


def rounds(session: Session, since: datetime) -> Rounds:
    """The rounds since then, without those that only ring whoever was written to; drills aside."""
    wrote = and_(Event.facts["by"].as_string() == "", Event.facts["ways"].as_integer() > 0)
    query = select(Event.facts["ways"].as_integer().label("ways"), func.count()).where(wrote, *_counted("paged", since))
    found = session.execute(query.join(Incident, Incident.id == Event.incident_id).group_by("ways")).all()
    two_ways = sum(count for ways, count in found if ways > 1)
    return Rounds(two_ways=two_ways, others=sum(count for _, count in found) - two_ways)


def late_pages(session: Session, since: datetime, longest_send: timedelta) -> int:
    """Pages made since then whose send began after the acknowledgement that stands now: there should be none.

    When a send began is not kept, but when its provider took it is. So a page counts that was made after the
    acknowledgement and went, or that was taken later after it than the longest send lasts. A call for help is none.
    """
    query = (
        select(func.count())
        .select_from(Delivery)
        .join(Incident, Incident.id == Delivery.incident_id)
        .where(Delivery.created_at >= since, Delivery.wording == "page", PAGE_WENT)
        .where(Incident.acknowledged_at.is_not(None), ~Incident.is_drill)
    )
    taken_after = _seconds(session, Delivery.sent_at, Incident.acknowledged_at) > longest_send.total_seconds()
    return session.scalar(query.where(or_(Delivery.created_at > Incident.acknowledged_at, taken_after))) or 0


def shift_checks(session: Session, since: datetime) -> tuple[int, int]:
    """How many people were asked since then to prove their phone, and how many did."""
    day = (since - timedelta(days=1)).date().isoformat()  # the index is by person and day, of whatever zone
    asked = (ShiftCheck.staff_id.in_(select(Staff.id)), ShiftCheck.day >= day, ShiftCheck.asked_at >= since)
    row = session.execute(select(func.count(), func.count(ShiftCheck.confirmed_at)).where(*asked)).one()
    return row[0], row[1]


def failing_webhooks(session: Session) -> int:
    """How many endpoints that are told of events take none."""
    which = (WebhookEndpoint.failing_since.is_not(None), WebhookEndpoint.ended_at.is_(None))
    return session.scalar(select(func.count()).select_from(WebhookEndpoint).where(*which)) or 0


def overturned(session: Session, since: datetime) -> int:
    """How many reports refused since then were accepted after all: by a colleague, or sent again and then accepted.

    Of the latter ("It now affects everyone") the newest forms are looked at.
    """
    by_colleague = (
        select(func.count(Report.id.distinct()))
        .join(LogMark, LogMark.report_id == Report.id)
        .where(LogMark.mark.in_([f"verdict:{DECLINED}", f"verdict:{CLOSED}"]), LogMark.received_at >= since)
        .where(Report.incident_id.is_not(None))
    )
    return _sent_again(session, since) + (session.scalar(by_colleague) or 0)


def _sent_again(session: Session, since: datetime) -> int:
    refused, accepted = (_newest_forms(session, verdict, since) for verdict in (DECLINED, ACCEPTED))
    return sum(
        any(two.received_at >= one.received_at and intent_of(two.intent, one.services, one.affected) == one.intent
            for two in accepted)
        for one in refused
    )  # fmt: skip


def _newest_forms(session: Session, verdict: str, since: datetime) -> Sequence[Any]:
    query = (
        select(Report.intent, Report.services, Report.affected, Report.received_at)
        .join(LogMark, LogMark.report_id == Report.id)
        .where(LogMark.mark == f"verdict:{verdict}", LogMark.received_at >= since, Report.source == "form")
        .where((Report.verdict == ACCEPTED) | Report.incident_id.is_(None))
        .order_by(LogMark.received_at.desc(), LogMark.report_id.desc())
    )
    return session.execute(query.limit(NEWEST)).all()


def _happened(session: Session, kind: str, since: datetime) -> int:
    query = select(func.count()).select_from(Event).join(Incident, Incident.id == Event.incident_id)
    return session.scalar(query.where(*_counted(kind, since))) or 0


def _counted(kind: str, since: datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    return Event.kind == kind, text(COUNTED), Event.at >= since, ~Incident.is_drill


def _seconds(session: Session, later: Any, earlier: Any) -> ColumnElement[float]:
    """How far two instants are apart."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(extract("epoch", later - earlier), Float)
    return (func.julianday(later) - func.julianday(earlier)) * 86_400.0


def _minutes(seconds: ColumnElement[float]) -> ColumnElement[int]:
    """Minutes begun, by whole milliseconds."""
    exact = cast(func.round(seconds * MILLISECONDS), BigInteger)
    return (exact + (MINUTE * MILLISECONDS - 1)) // (MINUTE * MILLISECONDS)


def _tally(rows: Sequence[tuple[int | None, int, float | None]]) -> Tally:
    known = [(float(minutes * MINUTE), count, total or 0) for minutes, count, total in rows if minutes is not None]
    return Tally.of(((length, count) for length, count, _ in known), round(sum(total for *_, total in known), 3))


_IS_OPEN = Incident.resolved_at.is_(None)
