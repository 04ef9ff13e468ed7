"""When it started, as people say it: "2:10am", "21/11 22:30", "November 21, 10:30 PM", "20 minutes ago"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.local import Local

_NUMBERS = {
    "half an": 0.5, "an": 1, "a": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50,
}  # fmt: skip
_AGO = re.compile(
    r"(?:(?<![\d.])(\d{1,2}) ?(?:h|hr|hrs|hour|hours)(?: and)? ?)?"
    rf"((?<![\d.])\d{{1,3}}(?:\.\d)?|\b(?:{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}))"
    r" ?(m|min|mins|minute|minutes|h|hr|hrs|hour|hours) ago"
)
_NAMED_CLOCK = {"midnight": "00:00", "midday": "12:00", "noon": "12:00"}
_CLOCK = re.compile(r"(?<![\d/-])(\d{1,2})[:.](\d{2})(?::\d{2})? ?([ap]m)?|(?<![\d/:-])(\d{1,2}) ?([ap]m)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHED_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\b")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}")
_MONTH_FIRST = re.compile(rf"\b{_MONTH}[a-z]*\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(z|[+-]\d{2}:\d{2})", re.ASCII)
_AHEAD = timedelta(minutes=5)  # by how much a program's clock may be ahead of ours
_LONGEST_AGO = timedelta(days=366)  # an outage that began before is a slip of somebody's, and no outage
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def understood(words: str, now: datetime, local: Local) -> datetime | None:
    """The instant that the words name, within the year before `now`; None where they name none: the words are kept.

    `local`: by whose clocks, and whether the day or the month goes first in "11/12".
    """
    start = _named(words, now, local)
    return start if start and now - _LONGEST_AGO <= start <= now else None


def _named(words: str, now: datetime, local: Local) -> datetime | None:
    words = " ".join(words.lower().split())
    zone = local.zone
    if is_instant(words):
        return _instant(words, now)
    ago = _AGO.search(words)
    if ago:
        unit = timedelta(hours=1) if ago[3].startswith("h") else timedelta(minutes=1)
        return now - timedelta(hours=int(ago[1] or 0)) - (_NUMBERS.get(ago[2]) or float(ago[2])) * unit
    for name, said in _NAMED_CLOCK.items():
        words = re.sub(rf"\b{name}\b", said, words)
    clock = _CLOCK.search(_without_dates(words))
    if clock is None:
        return None
    hour, minute = int(clock[1] or clock[4]), int(clock[2] or 0)
    half = clock[3] or clock[5]
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    try:
        day = _day(words, today, local)
        start = _on(day or today, hour, minute, zone)
    except (ValueError, OverflowError):
        return None
    if start > now and day is None:
        return _on(today - timedelta(days=1), hour, minute, zone)
    return start


def is_instant(words: str) -> bool:
    """Whether they are an instant in ISO 8601 with its offset, as programs say it."""
    return _INSTANT.fullmatch(words.lower()) is not None


def _instant(words: str, now: datetime) -> datetime | None:
    try:
        start = datetime.fromisoformat(words.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return min(start, now) if start <= now + _AHEAD else None


def _on(day: date, hour: int, minute: int, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _day(words: str, today: date, local: Local) -> date | None:
    if "yesterday" in words:
        return today - timedelta(days=1)
    if "today" in words:
        return today
    if iso := _ISO_DATE.search(words):
        return date(int(iso[1]), int(iso[2]), int(iso[3]))
    if slashed := _SLASHED_DATE.search(words):
        day, month = (slashed[2], slashed[1]) if local.is_american else (slashed[1], slashed[2])
        return _latest(int(day), int(month), int(slashed[3]) if slashed[3] else None, today)
    if named := _DAY_FIRST.search(words):
        return _latest(int(named[1]), _MONTHS.index(named[2]) + 1, None, today)
    if named := _MONTH_FIRST.search(words):
        return _latest(int(named[2]), _MONTHS.index(named[1]) + 1, None, today)
    return None


def _latest(day: int, month: int, year: int | None, today: date) -> date:
    """That day of the year named, or else of the last year in which it was not in the future."""
    found = date(year or today.year, month, day)
    return found.replace(year=found.year - 1) if year is None and found > today else found


def _without_dates(words: str) -> str:
    for pattern in (_ISO_DATE, _SLASHED_DATE, _DAY_FIRST, _MONTH_FIRST):
        words = pattern.sub(" ", words)
    return words.replace("t", " ", 1) if re.match(r"\s*t\d", words) else words
