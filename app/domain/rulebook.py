"""A support policy with what is built from it once, so that its rules can be asked at any instant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain import bank_holidays
from app.domain.calendar import Calendar, HolidaysOfYear
from app.domain.hours import Hours
from app.domain.policy import SupportPolicy

Place = tuple[str | None, str | None]  # a tier and a region by slug; None where the policy has none


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """The policy, and a calendar for each of its tiers in each of its regions. Built once, shared by every thread."""

    policy: SupportPolicy
    calendars: Mapping[Place, Calendar]

    @classmethod
    def of(cls, policy: SupportPolicy, holidays_of_year: HolidaysOfYear = bank_holidays.of_year) -> Rulebook:
        """The rulebook of a policy that has been read. Tiers and regions with the same hours share a calendar."""
        built: list[tuple[Hours, Calendar]] = []
        calendars = {}
        for tier, region in places(policy):
            hours = policy.hours_of(policy.tier(tier), policy.region(region))
            known = next((calendar for other, calendar in built if other == hours), None)
            calendars[tier, region] = known or Calendar(hours, holidays_of_year)
            built.append((hours, calendars[tier, region]))
        return cls(policy=policy, calendars=calendars)

    @property
    def calendar(self) -> Calendar:
        """The hours of a customer of whom nothing is known."""
        return self.calendar_of(None, None)

    def calendar_of(self, tier: str | None, region: str | None) -> Calendar:
        """The hours of a customer's tier and region, by slug. None, or an unknown one, is the default."""
        return self.calendars[self.place(tier, region)]

    def calendars_by_region(self) -> dict[str, Calendar]:
        """The hours of each region, by its name; those of the policy, under no name, where it has no regions."""
        regions = {region.name: self.calendar_of(None, region.slug) for region in self.policy.regions}
        return regions or {"": self.calendar}

    def place(self, tier: str | None, region: str | None) -> Place:
        """Those slugs, or the defaults in their stead; None where the policy has no tiers, or no regions."""
        if (tier, region) in self.calendars:
            return tier, region
        bought = self.policy.tier(tier) or self.policy.tier(None)
        contracted = self.policy.region(region) or self.policy.region(None)
        return bought.slug if bought else None, contracted.slug if contracted else None


def places(policy: SupportPolicy) -> Iterator[Place]:
    """Every tier in every region."""
    for tier in policy.tiers or (None,):
        for region in policy.regions or (None,):
            yield tier.slug if tier else None, region.slug if region else None


def place_words(tier: str | None, region: str | None) -> str:
    """ " in tier 'standard' in region 'uk'", as far as there are any."""
    return f"{f' in tier {tier!r}' if tier else ''}{f' in region {region!r}' if region else ''}"
