"""The days that the rota's page shows: fourteen from now on, or from the day that its address names."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request
from wtforms import Form, StringField, ValidationError

from app.domain import times
from app.domain.opening_times import reached
from app.domain.words import cleaned
from app.web.room import desk, now

DAYS = 14
LENGTH = timedelta(days=DAYS)
MONTHS = 13  # back and ahead


@dataclass(frozen=True, kw_only=True)
class Span:
    """Fourteen days. `first` is the day they begin on; where none was asked for, they begin now (`is_next`)."""

    first: date
    starts_at: datetime
    ends_at: datetime
    is_next: bool
    earlier: date | None
    later: date | None


class SpanForm(Form):
    """From which day on."""

    first = StringField("Show from", name="from", filters=[cleaned])

    day: date | None = None

    def validate_first(self, field: StringField) -> None:
        """A day that is near enough, or none."""
        if not field.data:
            return
        earliest, latest = _bounds()
        try:
            day = date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError(f"“{field.data}” is not a date") from None
        if not earliest <= day <= latest:
            local = desk().policy.hours.local
            from_day, until = (times.calendar_day(one, local) for one in (earliest, latest))
            raise ValidationError(f"“{field.data}” is too far away: choose a day from {from_day} to {until}")
        self.day = day


def asked() -> tuple[Span, SpanForm]:
    """The span of the address, with its form; the next fourteen days where there is none, or none such.

    The form's field holds the day that is shown, whatever was typed: a browser drops what is no date from a date field.
    """
    form = SpanForm(request.args if request.method == "GET" else None)
    form.validate()
    span = _of(form.day)
    form.first.data = span.first.isoformat()
    return span, form


def _of(day: date | None) -> Span:
    """Fourteen days from that one, or from now."""
    zone, at = ZoneInfo(desk().policy.hours.zone), now()
    first = day or at.astimezone(zone).date()
    earliest, latest = _bounds()
    before, after = max(first - LENGTH, earliest), min(first + LENGTH, latest)
    return Span(
        first=first,
        starts_at=reached(zone, datetime.combine(day, time())) if day else at,
        ends_at=reached(zone, datetime.combine(day + LENGTH, time())) if day else at + LENGTH,
        is_next=day is None,
        earlier=before if before < first else None,
        later=after if after > first else None,
    )


def _bounds() -> tuple[date, date]:
    """The first day and the last that can be asked for."""
    today = now().astimezone(ZoneInfo(desk().policy.hours.zone)).date()
    return _months_on(today, -MONTHS), _months_on(today, MONTHS)


def _months_on(day: date, months: int) -> date:
    """The same day of another month, or its last where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
