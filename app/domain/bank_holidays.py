"""Which dates of a year are public holidays in a country's subdivision, and for which years that is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import holidays

from app.domain.hours import Holidays


class HolidaysUnknown(LookupError):
    """There is no data about the holidays of that year: it is unknown, which is not the same as none."""


def subdivisions(country: str) -> tuple[str, ...]:
    """The subdivisions of a country that the data knows, and () for a country that it does not know."""
    return tuple(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def countries() -> tuple[str, ...]:
    """The countries that the data knows."""
    return tuple(holidays.list_supported_countries(include_aliases=False))


def place_name(rule: Holidays) -> str:
    """ "England (GB)", or "the whole country (US)"."""
    names: Mapping[str, list[str]] = _data(rule.country, rule.subdivision).get_subdivision_aliases()
    if not rule.subdivision:
        return f"the whole country ({rule.country})"
    return f"{next(iter(names.get(rule.subdivision, ())), rule.subdivision)} ({rule.country})"


def last_year(rule: Holidays) -> int:
    """The last year that the data knows."""
    year: int = _data(rule.country, rule.subdivision).end_year
    return year


def of_year(rule: Holidays, year: int) -> Mapping[date, str]:
    """The holidays of a year by date, with the rule's own dates added and removed.

    A year outside of the data comes back empty from the library, without a word. Here it raises HolidaysUnknown.
    """
    data = _data(rule.country, rule.subdivision)
    found = holidays.country_holidays(
        rule.country,
        subdiv=rule.subdivision or None,
        years=year,
        expand=False,
        language=data.default_language,  # left to itself, the library picks one from the environment
    )
    if not data.start_year <= year <= data.end_year or not found:
        raise HolidaysUnknown(f"no public holidays are known for {rule.subdivision or rule.country} in {year}")
    ours = {day: name for day, name in rule.added.items() if day.year == year}
    return {day: name for day, name in {**found, **ours}.items() if day not in rule.removed}


@cache
def _data(country: str, subdivision: str) -> holidays.HolidayBase:
    """What the library knows about itself; no year is filled in."""
    return holidays.country_holidays(country, subdiv=subdivision or None, expand=False)
