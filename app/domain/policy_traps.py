"""What is allowed in a policy and will hurt all the same: warnings, where `policy_file` finds faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain import bank_holidays
from app.domain.bank_holidays import HolidaysUnknown
from app.domain.policy import Holidays, SupportPolicy

YEARS_AHEAD = 2

# The numbers that Ofcom keeps for television and radio drama: they reach nobody.
_DRAMA = re.compile(
    r"0(?:1(?:1[3-8]|[2-6]1)4960|1914980|2079460|2896496|2920180|1632960|7700900|8081570|9098790|3069990)[0-9]+"
)


@dataclass(frozen=True, kw_only=True)
class Trap:
    """A value of the policy that will hurt, and how."""

    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


def check(policy: SupportPolicy, today: date) -> list[Trap]:
    """The traps of a policy, seen from a day."""
    return [*_telephones(policy), *_holidays(policy, today), *_paging(policy)]


def is_drama(number: str) -> bool:
    """Whether a telephone number is one of Ofcom's for drama."""
    digits = re.sub(r"[^0-9+]", "", number)
    return _DRAMA.fullmatch(re.sub(r"^(?:\+44|0044)0?", "0", digits)) is not None


def _telephones(policy: SupportPolicy) -> Iterator[Trap]:
    numbers = {"telephone": policy.telephone}
    numbers |= {f"routes ({route.label})": route.value for route in policy.routes if route.kind == "telephone"}
    for key, number in numbers.items():
        if is_drama(number):
            yield Trap(key=key, reason=f"{number} is of Ofcom's range for drama and reaches nobody; replace it")


def _holidays(policy: SupportPolicy, today: date) -> Iterator[Trap]:
    rule = policy.hours.holidays
    if rule is None:
        if policy.gate.opens == "outside-hours":
            yield Trap(key="hours.holidays", reason="is missing: the form is closed on public holidays")
        return
    for year in range(today.year, today.year + YEARS_AHEAD + 1):
        try:
            bank_holidays.of_year(rule, year)
        except HolidaysUnknown as error:
            yield Trap(key="hours.holidays", reason=f"{error}: that year nobody knows when the hours are")
            return
    yield from _idle(policy, rule)


def _idle(policy: SupportPolicy, rule: Holidays) -> Iterator[Trap]:
    """Dates that the file adds or removes to no effect."""
    bare = Holidays(country=rule.country, subdivision=rule.subdivision, added={}, removed=frozenset())
    for day in sorted(rule.added):
        if day in _known(bare, day.year):
            yield Trap(key="hours.holidays.added", reason=f"{day} is a holiday without it")
        elif not policy.hours.week[day.weekday()]:
            yield Trap(key="hours.holidays.added", reason=f"{day} is a {day:%A}, which has no hours anyway")
    for day in sorted(rule.removed):
        if day not in _known(bare, day.year) and day not in rule.added:
            yield Trap(key="hours.holidays.removed", reason=f"{day} is no holiday")


def _known(rule: Holidays, year: int) -> frozenset[date]:
    try:
        return frozenset(bank_holidays.of_year(rule, year))
    except HolidaysUnknown:
        return frozenset()


def _paging(policy: SupportPolicy) -> Iterator[Trap]:
    first, last = policy.escalation.steps[0], policy.escalation.steps[-1]
    if first.after > timedelta(0):
        yield Trap(key="escalation.steps[1].after", reason=f"nobody is paged in the first {first.after}")
    if "everyone" not in last.pages:
        yield Trap(key="escalation.steps", reason="the last step does not page everyone, and it is the one repeated")
    if not policy.watch.marks:
        yield Trap(key="watch.marks", reason="are missing: nobody hears that the response target is in danger")
