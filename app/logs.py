"""Logs: one JSON object a line, of named fields alone, so that no secret can slip in."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset({
    "attempt", "away", "code", "delivery", "dispatcher", "event", "exception", "fault", "head", "level", "links",
    "medium", "ours", "provider", "route", "senders", "timestamp",
})  # fmt: skip


def set_up() -> None:
    """Writes the portal's own log to standard error, and quietens libraries that would write addresses or tokens."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _traceback,
            only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for name in ("werkzeug", "urllib3", "twilio", "python_http_client", "sqlalchemy.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)


def only_allowed(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every field that is not on the list, and says that it did."""
    dropped = sorted(set(fields) - ALLOWED)
    kept: dict[str, Any] = {name: value for name, value in fields.items() if name in ALLOWED}
    return {**kept, "dropped": dropped} if dropped else kept


def _traceback(_: Any, __: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Where a fault was, file by file, without its values: an error's message may hold what a customer typed."""
    if not fields.pop("exc_info", False):
        return fields
    error = sys.exc_info()[1]
    places = []
    trace = error.__traceback__ if error else None
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    fields["exception"] = " > ".join(places[-8:])
    return fields
