"""Hours of support, as values: a week on the wall clock of a zone, and the holidays that are left out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.local import Language, Local, zone_words
from app.domain.sentences import say

Minutes = int  # of a local day, 0 to 1440
Week = tuple[tuple[tuple[Minutes, Minutes], ...], ...]  # Monday first

CALLED = say("gate.public_holiday")


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """The public holidays of a subdivision, with dates that the file adds or takes away.

    Without a subdivision they are those of the whole country. A half day closes at the minute given. `called` is what
    people there call one.
    """

    country: str
    subdivision: str
    added: Mapping[date, str]
    removed: frozenset[date]
    half_days: Mapping[date, Minutes] = field(default_factory=dict)
    called: str = CALLED


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Opening hours on the wall clock of `zone`: per weekday (Monday first) half-open intervals of minutes.

    `zone_name` is what people call the zone, `language` how they write a date.
    """

    zone: str
    week: Week
    holidays: Holidays | None
    clause: str
    zone_name: str = ""
    language: Language = "en-GB"

    @property
    def local(self) -> Local:
        """How times are said there."""
        return Local(zone=self.zone, name=self.zone_name or zone_words(self.zone), language=self.language)

    @property
    def holiday_called(self) -> str:
        """What a holiday is called there: "bank holiday"."""
        return self.holidays.called if self.holidays else CALLED


@dataclass(frozen=True, kw_only=True)
class TierHours:
    """A tier's own week. Its zone, with its name, is the region's where it names none; so is the language.

    The region's holidays are its own only if it keeps them.
    """

    zone: str | None
    week: Week
    holidays: Holidays | None
    keeps_holidays: bool
    clause: str
    zone_name: str = ""
    language: Language | None = None

    def over(self, hours: Hours) -> Hours:
        """The tier's hours in a place whose own hours are those."""
        return Hours(
            zone=self.zone or hours.zone,
            week=self.week,
            holidays=hours.holidays if self.keeps_holidays else self.holidays,
            clause=self.clause,
            zone_name=self.zone_name if self.zone else hours.zone_name,
            language=self.language or hours.language,
        )
