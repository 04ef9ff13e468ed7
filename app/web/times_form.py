"""Forms with local times that name one instant each: one that happens twice is asked about, a skipped one is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wtforms import Form, RadioField, StringField, ValidationError

from app.domain import local_time, times
from app.domain.words import cleaned
from app.web.room import desk, now

A_MINUTE = timedelta(minutes=1)  # a time that is typed has no seconds
WHICH = {"first": "The first, before the clocks go back", "second": "The second, after they went back"}


def which_field(time: str) -> RadioField:
    """The question which of two equal times is meant."""
    return RadioField(f"Which {time} do you mean? The clocks go back then", choices=WHICH, validate_choice=False)


def time_field(label: str) -> StringField:
    """A local date and time."""
    return StringField(label, filters=[cleaned])


class TimesForm(Form):
    """A form whose times are those of `zone`. Each has a field of its name, and one that ends in `_which`."""

    zone: str

    def asks(self, name: str) -> bool:
        """Whether the time in this field happens twice, so that it has to be asked which is meant."""
        wall = local_time.read(self[name].data or "")
        return wall is not None and len(local_time.instants(wall, self.zone)) > 1

    def expect_a_time(self, field: StringField, words: str) -> None:
        """ValidationError unless it is a time that happens."""
        wall = local_time.read(field.data or "")
        if wall is None:
            raise ValidationError(words)
        if not local_time.instants(wall, self.zone):
            raise ValidationError(f"{_spoken(wall)} does not happen: the clocks go forward then. Choose another time")

    def expect_a_choice(self, name: str, field: RadioField) -> None:
        """ValidationError where it has to be said which of two is meant."""
        if self.asks(name) and field.data not in WHICH:
            wall = local_time.read(self[name].data)
            assert wall is not None
            raise ValidationError(f"{_spoken(wall)} happens twice: say which one you mean")

    def instants(self, name: str) -> tuple[datetime, ...]:
        """The instants that a field names: one, or none where it is empty."""
        wall = local_time.read(self[name].data or "")
        found = local_time.instants(wall, self.zone) if wall else ()
        return found[1:] if self[f"{name}_which"].data == "second" and len(found) > 1 else found[:1]

    def since(self, name: str, start: datetime) -> datetime | None:
        """The instant that a field names, where it may be as early as `start`: in that very minute it is `start`."""
        at = next(iter(self.instants(name)), None)
        return start if at and at < start < at + A_MINUTE else at

    def expect_past(self, name: str, start: datetime) -> None:
        """ValidationError unless the time has been, and not before the report, which came at `start`."""
        at = self.since(name, start)
        if at and at < start:
            came = times.day_and_time(start, desk().policy.hours.local)
            raise ValidationError(f"That is before the report, which came {came}")
        if at and at > now():
            raise ValidationError("That is still to come: type a time that has been")


def _spoken(wall: datetime) -> str:
    """ "1:30am on Sunday 25 October 2026"."""
    at, there = wall.replace(tzinfo=UTC), replace(desk().policy.hours.local, zone="UTC")
    comma = "," if there.is_american else ""
    return f"{times.clock_time(at, there)} on {wall:%A}{comma} {times.calendar_day(wall, there)}"
