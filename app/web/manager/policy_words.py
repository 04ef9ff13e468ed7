"""The policy in plain words, from its data alone: the tables and sentences that the policy page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from app.domain import bank_holidays, customer_groups, targets, times
from app.domain.bank_holidays import HolidaysUnknown
from app.domain.hours import Holidays, Hours, Minutes
from app.domain.local import Local
from app.domain.paging_plan import EscalationPolicy
from app.domain.policy import Severity, SupportPolicy
from app.domain.rulebook import Place, Rulebook
from app.domain.service_levels import Measure, Target
from app.web.customer.forms import AFFECTED

GATE = {
    "outside-hours": "The form is open outside the hours of support, and closed inside them.",
    "inside-hours": "The form is open inside the hours of support, and closed outside them.",
    "always": "The form is open at any hour. The hours of support are what times are counted in.",
}
CORE = {"yes": "it is a core service", "no": "it is not a core service"}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AHEAD = timedelta(days=365)
MIDNIGHT = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Week:
    """The hours of some customers, in words for each weekday, Monday first."""

    customers: str
    hours: Hours
    days: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class HolidaysKept:
    """The holidays of some customers: the rule, its half days in words, the dates ahead, and the years not known.

    Without a rule they keep none.
    """

    customers: str
    rule: Holidays | None
    place: str
    half_days: Mapping[date, str]
    ahead: tuple[tuple[date, str], ...]
    unknown: str


@dataclass(frozen=True, kw_only=True)
class Promised:
    """The targets of a severity for some customers."""

    severity: Severity
    customers: str
    targets: tuple[Target, ...]

    def of(self, measures: Measure) -> list[Target]:
        """Those about a response, or about a resolution."""
        return [target for target in self.targets if target.measures == measures]


def weeks(policy: SupportPolicy) -> list[Week]:
    """The hours per weekday, once for all customers who share them."""
    return [
        Week(customers=customers, hours=hours, days=tuple(_day(day, hours.local) for day in hours.week))
        for customers, hours in customer_groups.sharing(policy, lambda place: _hours(policy, place))
    ]


def holidays(policy: SupportPolicy, today: date) -> list[HolidaysKept]:
    """The holidays, and those of the next twelve months, once for all customers who share them."""
    shared = customer_groups.sharing(policy, lambda place: _hours(policy, place).holidays)
    return [_kept(customers, rule, today, _local(policy, rule)) for customers, rule in shared]


def promised(rules: Rulebook) -> list[Promised]:
    """The targets of each severity, once for all customers who share them."""
    return [
        Promised(severity=severity, customers=customers, targets=made)
        for severity in rules.policy.severities
        for customers, made in _applying(rules, severity)
    ]


def suggested_by(policy: SupportPolicy, severity: str) -> list[str]:
    """Each set of answers that suggests a severity: “Is there a way round it?”: “No”."""
    return [
        ", and ".join(_fact(policy, fact, values) for fact, values in row.when.items())
        for row in policy.suggests
        if row.severity == severity
    ]


def ladders(policy: SupportPolicy) -> list[tuple[str, EscalationPolicy]]:
    """The steps of the escalation, once for all severities that share them, with the names of those."""
    shared: dict[int, list[Severity]] = {}
    for severity in policy.severities:
        shared.setdefault(id(policy.escalation_of(severity.slug)), []).append(severity)
    return [(" and ".join(one.name for one in some), policy.escalation_of(some[0].slug)) for some in shared.values()]


def _hours(policy: SupportPolicy, place: Place) -> Hours:
    tier, region = place
    return policy.hours_of(policy.tier(tier), policy.region(region))


def _applying(rules: Rulebook, severity: Severity) -> list[tuple[str, tuple[Target, ...]]]:
    def of(place: Place) -> tuple[Target, ...]:
        tier, region = place
        return targets.applying(rules, severity.slug, tier=tier, region=region)

    return customer_groups.sharing(rules.policy, of)


def _day(intervals: tuple[tuple[Minutes, Minutes], ...], local: Local) -> str:
    if intervals == ((0, 24 * 60),):
        return "all day"
    return ", ".join(f"{_clock(begins, local)}-{_clock(ends, local)}" for begins, ends in intervals) or "closed"


def _clock(minutes: Minutes, local: Local) -> str:
    """A minute of the day as the clock shows it; its last one is past what any clock shows."""
    if minutes == MIDNIGHT:
        return "midnight" if local.is_american else "24:00"
    return times.wall_time(time(minutes // 60, minutes % 60), local)


def _local(policy: SupportPolicy, rule: Holidays | None) -> Local:
    """How times are said where those holidays are kept."""
    regions = [region.hours for region in policy.regions if region.hours]
    return next((hours for hours in (policy.hours, *regions) if hours.holidays is rule), policy.hours).local


def _kept(customers: str, rule: Holidays | None, today: date, local: Local) -> HolidaysKept:
    ahead, unknown = _ahead(rule, today) if rule else ((), "")
    return HolidaysKept(
        customers=customers,
        rule=rule,
        place=bank_holidays.place_name(rule) if rule else "",
        half_days={day: _clock(close, local) for day, close in sorted(rule.half_days.items())} if rule else {},
        ahead=ahead,
        unknown=unknown,
    )


def _ahead(rule: Holidays, today: date) -> tuple[tuple[tuple[date, str], ...], str]:
    """The holidays of the next twelve months in order, and what is not known of them."""
    found: dict[date, str] = {}
    last = today + AHEAD
    for year in range(today.year, last.year + 1):
        try:
            found |= bank_holidays.of_year(rule, year)
        except HolidaysUnknown as error:
            return _between(found, today, last), str(error)
    return _between(found, today, last), ""


def _between(found: Mapping[date, str], first: date, last: date) -> tuple[tuple[date, str], ...]:
    return tuple((day, name) for day, name in sorted(found.items()) if first <= day < last)


def _fact(policy: SupportPolicy, fact: str, values: tuple[str, ...]) -> str:
    """“Who is affected?”: “Everyone”, "it is a core service"."""
    if fact == "core":
        return " or ".join(CORE[value] for value in values)
    question = next((one for one in policy.questions if one.field == fact), None)
    labels = {choice.slug: choice.label for choice in question.choices} if question else AFFECTED
    asked = question.label if question else "Who is affected?"
    return f"“{asked}”: {' or '.join(f'“{labels[value]}”' for value in values)}"
