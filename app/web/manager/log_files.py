"""The intake log as files: exactly what is filtered, as it is read, with no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, stream_with_context
from flask.typing import ResponseReturnValue

from app import spreadsheets
from app.domain.cells import guarded
from app.web.manager import log_filter
from app.web.manager.cells import line
from app.web.manager.log_columns import every, header
from app.web.manager.log_filter import Asked
from app.web.room import desk

MINUTES = ("minutes to acknowledge", "minutes to reply")


def as_csv() -> ResponseReturnValue:
    """All that match, as CSV, with times in the policy's zone."""
    asked, zone = _asked(), desk().policy.hours.zone
    return _sent(stream_with_context(_lines(asked, zone)), "text/csv", "csv")


def as_xlsx() -> ResponseReturnValue:
    """The same as a spreadsheet: text stays text, and minutes are numbers."""
    asked, zone = _asked(), desk().policy.hours.zone
    rows = ([guarded(cell) for cell in row] for row in every(asked, zone))
    head = header(zone)
    numbers = [place for place, column in enumerate(head) if column in MINUTES]
    title = f"Intake log. Times are {zone}."
    return _sent(stream_with_context(spreadsheets.blocks(title, head, rows, numbers)), spreadsheets.KIND, "xlsx")


def _asked() -> Asked:
    with desk().database.reading() as db:
        asked = log_filter.asked(db)
    if asked.problem:
        abort(404)
    return asked


def _sent(parts: Iterator[str] | Iterator[bytes], kind: str, ending: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="intake-log.{ending}"'}
    return Response(parts, mimetype=kind, headers=named)


def _lines(asked: Asked, zone: str) -> Iterator[str]:
    yield line(header(zone))
    for row in every(asked, zone):
        yield line(row)
