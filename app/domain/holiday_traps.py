"""What will hurt about the holidays of a policy's hours: data that ends, and dates that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from app.domain import bank_holidays
from app.domain.bank_holidays import HolidaysUnknown
from app.domain.hours import Holidays, Week
from app.domain.policy import SupportPolicy

YEARS_AHEAD = 2

_Hours = tuple[str, Week, Holidays | None]


def told(policy: SupportPolicy, today: date) -> Iterator[tuple[str, str]]:
    """Each trap, seen from a day: the key and the reason."""
    for key, week, rule in _every_hours(policy):
        if rule is not None:
            yield from _rule(f"{key}.holidays", week, rule, today)
        elif policy.gate.opens == "outside-hours" and not _never_closes(week):
            yield f"{key}.holidays", "is missing: the form is closed on public holidays"


def _every_hours(policy: SupportPolicy) -> Iterator[_Hours]:
    """The policy's hours, and those of tiers and regions that have their own. Holidays that are kept are told once."""
    yield "hours", policy.hours.week, policy.hours.holidays
    for number, region in enumerate(policy.regions, start=1):
        if region.hours:
            yield f"regions[{number}].hours", region.hours.week, region.hours.holidays
    for number, tier in enumerate(policy.tiers, start=1):
        if tier.hours and not tier.hours.keeps_holidays:
            yield f"tiers[{number}].hours", tier.hours.week, tier.hours.holidays


def _never_closes(week: Week) -> bool:
    return all(sum(ends - begins for begins, ends in day) == 24 * 60 for day in week)


def _rule(key: str, week: Week, rule: Holidays, today: date) -> Iterator[tuple[str, str]]:
    for year in range(today.year, today.year + YEARS_AHEAD + 1):
        try:
            bank_holidays.of_year(rule, year)
        except HolidaysUnknown as error:
            yield key, f"{error}: that year nobody knows when the hours are"
            return
    bare = replace(rule, added={}, removed=frozenset(), half_days={})
    yield from _nobodys(key, bare, today.year)
    yield from _idle(key, week, rule, bare)
    yield from _half_days(key, week, rule)


def _nobodys(key: str, bare: Holidays, year: int) -> Iterator[tuple[str, str]]:
    """A whole country's holidays are a trap where every part of it has more: they are those of no place."""
    parts = bank_holidays.subdivisions(bare.country)
    if parts and not bare.subdivision:
        common = _known(bare, year)
        if all(_known(replace(bare, subdivision=part), year) != common for part in parts):
            yield f"{key}.subdivision", f"every part of {bare.country} has other holidays than the whole; name one"


def _idle(key: str, week: Week, rule: Holidays, bare: Holidays) -> Iterator[tuple[str, str]]:
    """Dates that the file adds or removes to no effect."""
    for day in sorted(rule.added):
        if day in _known(bare, day.year):
            yield f"{key}.added", f"{day} is a holiday without it"
        elif not week[day.weekday()]:
            yield f"{key}.added", f"{day} is a {day:%A}, which has no hours anyway"
    for day in sorted(rule.removed):
        if day not in _known(bare, day.year) and day not in rule.added:
            yield f"{key}.removed", f"{day} is no holiday"


def _half_days(key: str, week: Week, rule: Holidays) -> Iterator[tuple[str, str]]:
    """Half days that close nothing, or everything."""
    for day, close in sorted(rule.half_days.items()):
        spans = week[day.weekday()]
        if day in _known(rule, day.year):
            yield f"{key}.half_days", f"{day} is a holiday, closed all day"
        elif not spans or close >= spans[-1][1]:
            yield f"{key}.half_days", f"{day} has no hours after that time anyway"
        elif close <= spans[0][0]:
            yield f"{key}.half_days", f"{day} closes before it opens"


def _known(rule: Holidays, year: int) -> frozenset[date]:
    try:
        return frozenset(bank_holidays.of_year(rule, year))
    except HolidaysUnknown:
        return frozenset()
