"""What a policy file promises: the targets, what a response holds, availability, storage and back-ups."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from app.domain.erasure import Periods
from app.domain.policy import Clause
from app.domain.policy_section import Section
from app.domain.rulebook import place_words
from app.domain.service_levels import MEASURES, Availability, Part, Response, Retention, Storage, Target, WorkingDays

ASAP = "as soon as possible"

_WORKING_DAYS = re.compile(r"([1-9][0-9]{0,2}) working days?")
_PERCENT = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,4})?|100) ?%")
_BYTES = re.compile(r"([1-9][0-9]{0,5}) (MB|GB|TB)")
_UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}


@dataclass(frozen=True, kw_only=True)
class Known:
    """What targets refer to, by slug."""

    clauses: Mapping[str, Clause]
    severities: Collection[str]
    tiers: Collection[str]
    regions: Collection[str]


def targets(root: Section, known: Known) -> tuple[Target, ...]:
    """The targets; every severity needs one for the response everywhere, or nobody would watch its incidents."""
    found = tuple(_target(section, known) for section in root.sections("targets", at_least=1))
    for severity in known.severities if found else ():
        for tier in known.tiers or (None,):
            for region in known.regions or (None,):
                if severity and not _is_answered(found, severity, tier, region):
                    where = place_words(tier, region)
                    root.fault("targets", f"no response is promised for severity {severity!r}{where}")
    return found


def response(section: Section | None, clauses: Mapping[str, Clause]) -> Response:
    """What meets the response target. Without the section it is a reply that holds whatever it does."""
    if section is None:
        return Response()
    found = Response(
        met_by=section.choice("met_by", ("reply", "acknowledgement")),
        clause=section.optional_name("clause", clauses, "clause"),
        parts=tuple(_part(table, clauses) for table in section.sections("parts")),
    )
    section.distinct(("parts",), "slug")
    section.done()
    return found


def availability(
    section: Section | None, clauses: Mapping[str, Clause], causes: Collection[str]
) -> Availability | None:
    """The availability that is promised, if any is."""
    if section is None:
        return None
    percent = section.matched("percent", _PERCENT, 'a share, as in "99.9 %"')
    found = Availability(
        percent=Decimal(percent[1]) if percent else Decimal(100),
        notice=section.duration("notice"),
        causes=section.names("causes", causes, "cause"),
        clause=section.name("clause", clauses, "clause"),
    )
    section.done()
    return found


def storage(section: Section | None, clauses: Mapping[str, Clause]) -> Storage | None:
    """What a customer may store, if that is limited."""
    if section is None:
        return None
    quota = section.matched("quota", _BYTES, 'an amount, as in "100 GB"')
    found = Storage(
        quota=int(quota[1]) * _UNITS[quota[2]] if quota else 0, clause=section.name("clause", clauses, "clause")
    )
    section.done()
    return found


def retention(section: Section | None, clauses: Mapping[str, Clause]) -> Retention | None:
    """How long back-ups are kept, if that is promised."""
    if section is None:
        return None
    found = Retention(
        daily=section.duration("daily", least=timedelta(days=1)),
        month_days=section.wholes("month_days", 1, 31),
        months=section.whole("months", 1, 120),
        clause=section.name("clause", clauses, "clause"),
    )
    section.done()
    return found


def personal(section: Section | None) -> Periods:
    """How long personal data are kept. What the policy leaves out is as by default."""
    if section is None:
        return Periods()
    most = {"details_months": 120, "bodies_days": 3650, "addresses_days": 3650}
    found = {key: section.whole(key, 1, limit) for key, limit in most.items() if key in section.table}
    section.done()
    return Periods(**found)


def _target(section: Section, known: Known) -> Target:
    within = _within(section)
    found = Target(
        measures=section.choice("measures", MEASURES),
        severity=section.name("severity", known.severities, "severity"),
        tiers=section.names("tiers", known.tiers, "tier"),
        regions=section.names("regions", known.regions, "region"),
        applies=section.choice("applies", ("any", "inside", "outside"), default="any"),
        strictly=section.flag("strictly", default=False),
        counted="elapsed" if within is None else section.choice("counted", ("elapsed", "business")),
        within=within,
        clause=section.name("clause", known.clauses, "clause"),
    )
    if isinstance(within, WorkingDays) and found.counted == "elapsed":
        section.fault("counted", 'working days are counted "business"')
    if found.strictly and found.applies == "any":
        section.fault("strictly", "means nothing for a target that applies at any hour")
    section.done()
    return found


def _within(section: Section) -> timedelta | WorkingDays | None:
    words = section.table.get("within")
    if words == ASAP:
        section.text("within")
        return None
    days = _WORKING_DAYS.fullmatch(words) if isinstance(words, str) else None
    if days:
        section.text("within")
        return WorkingDays(days=int(days[1]))
    return section.duration("within")


def _is_answered(found: Collection[Target], severity: str, tier: str | None, region: str | None) -> bool:
    """Whether a report of that severity has a response target at whatever hour it is made."""
    hours = {
        target.applies if target.strictly else "any"
        for target in found
        if (target.measures, target.severity) == ("response", severity)
        and target.within is not None
        and (not target.tiers or tier in target.tiers)
        and (not target.regions or region in target.regions)
    }
    return "any" in hours or hours == {"inside", "outside"}


def _part(section: Section, clauses: Mapping[str, Clause]) -> Part:
    found = Part(
        slug=section.slug("slug"),
        name=section.text("name"),
        clause=section.name("clause", clauses, "clause"),
        required=section.flag("required"),
        words=section.text("words", default=""),
    )
    section.done()
    return found
