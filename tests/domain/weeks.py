"""Hours for tests, in the words of a policy file."""

from __future__ import annotations

from app.domain.hours import Holidays, Hours
from app.domain.policy_hours import WEEKDAYS


def hours(zone="Europe/London", holidays=None, **days):
    """Hours from "08:30-12:00 13:00-17:00" by weekday; `daily` gives every day the same."""
    week = tuple(day(days.get(weekday, days.get("daily", ""))) for weekday in WEEKDAYS)
    return Hours(zone=zone, week=week, holidays=holidays, clause="PS-1")


def day(words):
    return tuple((minutes(begins), minutes(ends)) for begins, ends in (pair.split("-") for pair in words.split()))


def minutes(words):
    hour, minute = words.split(":")
    return int(hour) * 60 + int(minute)


def england(added=None, removed=()):
    return Holidays(country="GB", subdivision="ENG", added=added or {}, removed=frozenset(removed))
