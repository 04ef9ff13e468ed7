"""The intake log: every report, whatever its verdict, filtered by what stands in the URL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import targets
from app.domain.triage import OTHER, UNSURE
from app.domain.words import cleaned
from app.store import beats, incidents, reports, timeline
from app.store.incidents import Incident
from app.store.reports import STATUSES, LogFilter, LogRow
from app.web.manager.cells import line
from app.web.manager.guard import person
from app.web.room import desk, now

PAGE = 50
NIGHTS = (("", "Any time"), ("night", "Last night"), ("week", "Last 7 days"), ("month", "Last 31 days"))
VERDICTS = (("", "Any outcome"), ("accepted", "Accepted"), ("declined", "Not covered"), ("closed", "Gate closed"))
STATUS_WORDS = {
    "open": "Open",
    "waiting": "Nobody has it",
    "resolved": "Resolved",
    "missed": "Target missed",
    "unverified": "Unverified customer",
    "drills": "Drills",
}
COLUMNS = (
    "reference", "reported", "services", "affected", "company", "name", "verified", "outcome", "clauses", "status",
    "acknowledged", "minutes to acknowledge", "by", "replied", "minutes to reply", "reply due", "target", "resolved",
    "during maintenance",
)  # fmt: skip


def intake_log() -> ResponseReturnValue:
    """The newest reports that match, fifty a page."""
    wanted = _wanted()
    with desk().database.reading() as db:
        rows = list(reports.log_page(db, wanted, before=_before(), limit=PAGE + 1))
        total, waiting = incidents.counts_open(db)
        beat = beats.latest(db)
        in_maintenance = _in_maintenance(db, rows)
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return render_template(
        "manager/log.html",
        rows=rows,
        in_maintenance=in_maintenance,
        standing=standing,
        status=status_word,
        filters={name: cleaned(value) for name, value in request.args.items()},
        nights=NIGHTS,
        verdicts=VERDICTS,
        statuses=[("", "Any status"), *((slug, STATUS_WORDS[slug]) for slug in STATUSES)],
        next_page=_link(before=f"{rows[-1][0].received_at.isoformat()} {rows[-1][0].id}") if more else None,
        csv_link="/manage/log.csv" + _link(),
        total=total,
        waiting=waiting,
        beat=beat,
        person=person(),
    )


def as_csv() -> ResponseReturnValue:
    """All that match, as CSV, with times in the policy's zone and no cell that a spreadsheet would run."""
    wanted, zone = _wanted(), desk().policy.hours.zone
    named = {"Content-Disposition": 'attachment; filename="intake-log.csv"'}
    return Response(stream_with_context(_csv(wanted, zone)), mimetype="text/csv", headers=named)


def standing(incident: Incident | None) -> str:
    """How the response target stands, as a word; nothing where no clock runs."""
    if incident is None or incident.respond_by is None or incident.closed_by:
        return ""
    return targets.standing(
        opened_at=incident.opened_at, due_at=incident.respond_by, met_at=incident.responded_at, now=now()
    )


def status_word(row: LogRow) -> str:
    """The row's status, in the one vocabulary."""
    report, incident, _ = row
    if incident is None:
        return "Handed over" if report.handed_over_at else "Not covered" if report.verdict == "declined" else "Closed"
    if incident.confirmed_at:
        return "Closed"
    if incident.resolved_at:
        return "Resolved"
    if incident.acknowledged_at:
        return "Replied" if incident.replied_at else "Acknowledged"
    return "Paging"


def _csv(wanted: LogFilter, zone: str) -> Iterator[str]:
    yield line([f"{column} ({zone})" if column in ("reported", "reply due") else column for column in COLUMNS])
    before: tuple[datetime, str] | None = None
    while True:
        with desk().database.reading() as db:
            rows = list(reports.log_page(db, wanted, before=before, limit=500))
            in_maintenance = _in_maintenance(db, rows)
        for row in rows:
            yield line([*_cells(row, zone), "yes" if row[0].id in in_maintenance else "no"])
        if len(rows) < 500:
            return
        before = (rows[-1][0].received_at, rows[-1][0].id)


def _cells(row: LogRow, zone: str) -> list[str]:
    report, incident, holder = row
    names = {service.slug: service.name for service in desk().policy.services}
    names |= {exclusion.slug: exclusion.slug for exclusion in desk().policy.exclusions}
    names |= {OTHER: "something else", UNSURE: "not sure which"}
    acknowledged = incident.first_acknowledged_at if incident else None
    replied = incident.replied_at if incident else None
    return [
        report.reference,
        _local(report.received_at, zone),
        ", ".join(names.get(slug, slug) for slug in report.services),
        report.affected,
        report.company,
        report.name,
        "yes" if report.customer_id else "no",
        report.verdict,
        " ".join(reason["clause"] for reason in report.reasons if reason["outcome"] == "decides"),
        status_word(row),
        _local(acknowledged, zone),
        _minutes(report.received_at, acknowledged),
        holder or "",
        _local(replied, zone),
        _minutes(report.received_at, replied),
        _local(incident.respond_by if incident else None, zone),
        standing(incident),
        _local(incident.resolved_at if incident else None, zone),
    ]


def _local(at: datetime | None, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def _minutes(start: datetime, end: datetime | None) -> str:
    return f"{(end - start).total_seconds() / 60:.1f}" if end else ""


def _in_maintenance(db: Session, rows: Sequence[LogRow]) -> set[str]:
    """The reports of these rows that were made during a maintenance window."""
    return timeline.reports_with(db, "report.during_maintenance", [report.id for report, _, _ in rows])


def _wanted() -> LogFilter:
    args = request.args
    verdict, status = args.get("verdict", ""), args.get("status", "")
    service = args.get("service", "")
    return LogFilter(
        since=_since(args.get("when", "")),
        verdict=verdict if verdict in dict(VERDICTS) else "",
        status=status if status in STATUSES else "",
        service=service if desk().policy.service(service) else "",
        search=cleaned(args.get("search"))[:100],
    )


def _since(when: str) -> datetime | None:
    """The start of the span that was chosen; "last night" is the last 18 hours."""
    spans = {"night": timedelta(hours=18), "week": timedelta(days=7), "month": timedelta(days=31)}
    return now() - spans[when] if when in spans else None


def _before() -> tuple[datetime, str] | None:
    at, _, report_id = cleaned(request.args.get("before")).partition(" ")
    try:
        instant = datetime.fromisoformat(at)
        return (instant.astimezone(UTC), report_id) if instant.tzinfo and report_id else None
    except (ValueError, OverflowError):
        return None


def _link(**changes: Any) -> str:
    kept = {key: value for key, value in request.args.items() if value and key != "before"}
    query = urlencode(kept | changes)
    return f"?{query}" if query else ""
