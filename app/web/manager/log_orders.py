"""The intake log's orders beside time: by a column, of as many reports as are counted, for all of them are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from sqlalchemy.orm import Session

from app.domain import log_marks
from app.store import log
from app.store.incidents import Incident
from app.store.log import COUNTED, LogFilter, LogRow
from app.web.manager.log_rows import service_words, standing, status_word
from app.web.room import now

_STATUSES = get_args(log_marks.Status)
_STANDINGS = ("missed", "at risk", "on track", "met", "")


@dataclass(frozen=True)
class Order:
    """An order in words, and what a row is put by: the smallest first."""

    words: str
    key: Callable[[LogRow], Any]


def found(session: Session, wanted: LogFilter, order: str) -> list[LogRow]:
    """All that match, in that order; what it does not tell apart has the newest first."""
    return sorted(log.page(session, wanted, limit=COUNTED), key=ORDERS[order].key)


def _service(row: LogRow) -> str:
    return service_words(row[0]).casefold()


def _customer(row: LogRow) -> tuple[bool, str]:
    company = row[0].company.casefold()
    return not company, company


def _status(row: LogRow) -> int:
    return _STATUSES.index(status_word(row))


def _acknowledged(row: LogRow) -> float:
    return _wait(row, lambda incident: incident.first_acknowledged_at)


def _replied(row: LogRow) -> float:
    return _wait(row, lambda incident: incident.replied_at)


def _target(row: LogRow) -> int:
    return _STANDINGS.index(standing(row[1]))


def _wait(row: LogRow, ended: Callable[[Incident], datetime | None]) -> float:
    """The longest wait first, whether it is over or not; what nobody was to do comes last."""
    report, incident, _ = row
    if incident is None:
        return 1
    return (report.received_at - (ended(incident) or incident.resolved_at or now())).total_seconds()


ORDERS = {
    "service": Order("Service, A to Z", _service),
    "customer": Order("Customer, A to Z", _customer),
    "status": Order("Status, unfinished first", _status),
    "acknowledged": Order("Longest to acknowledge first", _acknowledged),
    "replied": Order("Longest to reply first", _replied),
    "target": Order("Target, missed first", _target),
}
