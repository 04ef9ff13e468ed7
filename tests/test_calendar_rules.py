"""Calendars that would keep whoever reads them busy: each is refused at once, with the line of what does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import calendar_files
from app.calendar_rules import CalendarFileError

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
NEVER = "it recurs on no day or began too long ago"
TOO_FAST = "an event recurs by the hour or faster"
TOO_FAR = "a change of it is too far from what it changes"
ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
{rule}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T000000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*lines: str, uid: str = "a", starts: str = ":20261122T000000Z", ends: str = "DURATION:PT1H") -> str:
    told = ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTART{starts}", ends, "SUMMARY:Dana", *lines, "END:VEVENT")
    return "\n".join(told) + "\n"


def times(*parts: str) -> list[datetime]:
    words = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + "".join(parts) + "END:VCALENDAR\n"
    found = calendar_files.read(words.replace("\n", "\r\n").encode(), NOW, NOW + timedelta(days=400), "Europe/London")
    return [one.starts_at for one in found]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("RRULE:FREQ=SECO\n\n NDLY", TOO_FAST),
        ("R RULE:FREQ=HOURLY", TOO_FAST),
        ("RRULE:FREQ=DAILY;BYHOUR=1,2,3", TOO_FAST),
        ("RRULE:FREQ=DAILY;INTERVAL=0", "a rule that cannot be"),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", NEVER),
        ("RRULE:FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30", NEVER),
        ("RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", NEVER),
        ("RRULE:FREQ=YEARLY;BYDAY=MO;BYSETPOS=365", NEVER),
    ],
)
def test_a_rule_that_would_never_end_is_named(rule: str, words: str):
    with pytest.raises(CalendarFileError, match=rf"^line \d+: {words}"):
        times(event(rule))


@pytest.mark.parametrize("parts", [{"starts": ":00010101T000000Z"}, {"ends": "DTEND:00010101T000000Z"}])
def test_an_event_that_began_long_ago_is_refused(parts: dict[str, str]):
    with pytest.raises(CalendarFileError, match=f"line 4: {NEVER}"):
        times(event("RRULE:FREQ=DAILY", **parts))


def test_many_rules_share_what_may_be_looked_at():
    seldom = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"

    with pytest.raises(CalendarFileError, match=NEVER):
        times(*[event(seldom, uid=str(number)) for number in range(100)])


def test_a_file_has_at_most_5000_times():
    with pytest.raises(CalendarFileError, match="at more than 5,000 times"):
        times(*[event("RRULE:FREQ=DAILY", uid=str(number)) for number in range(20)])
    with pytest.raises(CalendarFileError, match="at more than 5,000 times"):
        times(event(*[f"RDATE:20270101T{n // 3600:02}{n // 60 % 60:02}{n % 60:02}Z" for n in range(5001)]))


def test_a_change_that_leads_into_the_far_future_is_refused():
    with pytest.raises(CalendarFileError, match=TOO_FAR):
        times(event("RRULE:FREQ=DAILY"), event("RECURRENCE-ID;RANGE=THISANDFUTURE:99990101T000000Z"))
    with pytest.raises(CalendarFileError, match=TOO_FAR):
        times(event("RRULE:FREQ=DAILY"), event("RECURRENCE-ID:99990101T000000Z", "RRULE:FREQ=DAILY"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("RRULE:FREQ=SECO\n\n NDLY", TOO_FAST),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "a time zone whose clocks do not change once a year"),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", NEVER),
    ],
)
def test_a_zones_rules_are_judged_before_it_is_read(rule: str, words: str):
    zone, starts = ZONE.format(name=f"Bad {len(rule)}", rule=rule), f";TZID=Bad {len(rule)}:20261122T000000"

    with pytest.raises(CalendarFileError, match=rf"^line \d+: {words}"):
        times(zone, event(starts=starts))


def test_what_calendars_really_write_is_taken():
    zone = ZONE.format(name="Our office", rule="RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")

    assert times(zone, event(starts=";TZID=Our office:20270701T170000")) == [datetime(2027, 7, 1, 16, tzinfo=UTC)]
    for rule, count in {
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR;WKST=SU": 144,
        "FREQ=MONTHLY;BYDAY=-1FR": 13,
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1": 13,
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29": 0,
        "FREQ=WEEKLY;UNTIL=20261231T000000Z": 5,
        "FREQ=WEEKLY;UNTIL=19990101T000000Z": 0,
        "FREQ=DAILY;COUNT=3": 3,
    }.items():
        assert len(times(event(f"RRULE:{rule}", starts=":20200105T000000Z"))) <= count + 2, rule
        assert len(times(event(f"RRULE:{rule}"))) >= min(count, 3), rule
