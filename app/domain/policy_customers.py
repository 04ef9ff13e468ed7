"""What customers have bought, as a policy file says it: tiers, regions, and support in a term only."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain import policy_hours
from app.domain.policy import Clause, Region, TermRule, Tier
from app.domain.policy_section import Section


def tiers(root: Section, clauses: Mapping[str, Clause]) -> tuple[Tier, ...]:
    """The tiers; one of them is for customers of whom nothing is known."""
    found = tuple(_tier(section, clauses) for section in root.sections("tiers"))
    _expect_one_default(root, "tiers", [tier.is_default for tier in found])
    return found


def regions(root: Section, clauses: Mapping[str, Clause]) -> tuple[Region, ...]:
    """The regions, likewise."""
    found = tuple(_region(section, clauses) for section in root.sections("regions"))
    _expect_one_default(root, "regions", [region.is_default for region in found])
    return found


def term(section: Section | None, clauses: Mapping[str, Clause]) -> TermRule | None:
    """The clause that limits support to a customer's term, if there is one."""
    if section is None:
        return None
    rule = TermRule(clause=section.name("clause", clauses, "clause"))
    section.done()
    return rule


def _tier(section: Section, clauses: Mapping[str, Clause]) -> Tier:
    hours = section.optional_section("hours")
    tier = Tier(
        slug=section.own_slug("slug"),
        name=section.text("name"),
        clause=section.name("clause", clauses, "clause"),
        is_default=section.flag("default", default=False),
        hours=policy_hours.read_of_tier(hours, clauses) if hours else None,
    )
    section.done()
    return tier


def _region(section: Section, clauses: Mapping[str, Clause]) -> Region:
    hours = section.optional_section("hours")
    region = Region(
        slug=section.own_slug("slug"),
        name=section.text("name"),
        clause=section.name("clause", clauses, "clause"),
        is_default=section.flag("default", default=False),
        hours=policy_hours.read(hours, clauses) if hours else None,
    )
    section.done()
    return region


def _expect_one_default(root: Section, key: str, defaults: list[bool]) -> None:
    if defaults and defaults.count(True) != 1:
        root.fault(key, "exactly one of them has `default = true`, for customers of whom nothing is known")
