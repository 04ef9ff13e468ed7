"""Dossiers: what messages are about, read in a few questions for however many messages there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeVar

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from app.domain.maintenance import Window
from app.store import maintenance
from app.store.customers import Customer
from app.store.deliveries import Delivery
from app.store.incidents import Incident, Page
from app.store.reports import Report

T = TypeVar("T", Incident, Page, Report, Customer)

_IDS: BindParameter[str] = bindparam("ids", expanding=True)  # statements are built once: each turn asks them all


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What one message is about. `page`: whose link it carries; `customer`: the directory's name, if it is known.

    `running` are the maintenance windows of that instant, whatever they concern.
    """

    incident: Incident | None
    report: Report
    page: Page | None
    customer: str | None
    running: Sequence[Window]


class Dossiers:
    """The dossiers of some messages, as the database has them now. Without an instant no window is looked for."""

    def __init__(self, session: Session, messages: Sequence[Delivery], at: datetime | None = None) -> None:
        self._running = maintenance.running(session, at) if at else ()
        self._incidents = _by_id(session, Incident, {message.incident_id for message in messages})
        self._pages = _by_id(session, Page, {_page_of(message) for message in messages})
        self._reports = _by_id(session, Report, {message.report_id for message in messages})
        self._first_reports = _first_of(session, {m.incident_id for m in messages if not m.report_id})
        reports = (*self._reports.values(), *self._first_reports.values())
        self._customers = _by_id(session, Customer, {report.customer_id for report in reports})

    def about(self, message: Delivery) -> Dossier | None:
        """The dossier of one of the messages; None for a notice, which is about no report.

        LookupError where the database no longer has what it is about.
        """
        if not message.report_id and not message.incident_id:
            return None
        page_id = _page_of(message)
        if message.report_id:
            report = self._reports[message.report_id]
        else:
            report = self._first_reports[message.incident_id or ""]
        return Dossier(
            incident=self._incidents[message.incident_id] if message.incident_id else None,
            report=report,
            page=self._pages[page_id] if page_id else None,
            customer=self._customers[report.customer_id].name if report.customer_id else None,
            running=self._running,
        )


def _page_of(message: Delivery) -> str | None:
    return message.page_id or message.facts.get("for_page")


def _by_id(session: Session, table: type[T], ids: Collection[str | None]) -> dict[str, T]:
    wanted = [one for one in ids if one]
    return {row.id: row for row in session.scalars(_of_ids(table), {"ids": wanted})} if wanted else {}


@cache
def _of_ids(table: type[T]) -> Select[T]:
    return select(table).where(table.id.in_(_IDS))


def _first_of(session: Session, incident_ids: Collection[str | None]) -> dict[str | None, Report]:
    """The reports that opened the incidents."""
    wanted = [one for one in incident_ids if one]
    found: dict[str | None, Report] = {}
    for report in session.scalars(_OF_INCIDENTS, {"ids": wanted}) if wanted else ():
        found.setdefault(report.incident_id, report)
    return found


_OF_INCIDENTS = select(Report).where(Report.incident_id.in_(_IDS)).order_by(Report.received_at, Report.id)
