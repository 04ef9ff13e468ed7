"""What a support policy says, as values. A policy file (`policy_file`) is read into these once, at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.erasure import Periods
from app.domain.hours import Hours, TierHours
from app.domain.local import Local
from app.domain.paging_plan import EscalationPolicy, Layer, Watch
from app.domain.service_levels import Availability, Response, Retention, Storage, Target
from app.domain.ways_in import Kind, WayIn


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One numbered sentence of the vendor's policy, in our own words."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Gate:
    """When the emergency form is open."""

    opens: Literal["outside-hours", "inside-hours", "always"]
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A level of support that a customer has bought. Without hours of its own it has those of the customer's region."""

    slug: str
    name: str
    clause: str
    is_default: bool
    hours: TierHours | None


@dataclass(frozen=True, kw_only=True)
class Region:
    """Where a customer's contract was made. Without hours of its own it has the policy's."""

    slug: str
    name: str
    clause: str
    is_default: bool
    hours: Hours | None


@dataclass(frozen=True, kw_only=True)
class Service:
    """A covered service: `name` for people, `short` for texts ("CRM"), `clause` covers it. `is_core` is for triage.

    runbook: the web page that tells engineers what to do when it is down, or nothing.
    """

    slug: str
    name: str
    short: str
    clause: str
    hint: str = ""
    is_core: bool = True
    runbook: str = ""


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Something that a reporter can choose and the policy does not cover, with what they can do instead."""

    slug: str
    name: str
    clause: str
    advice: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A cause that staff may find at triage. Nothing is promised for it any more, unless it is covered all the same.

    `is_maintenance`: it is what a maintenance window explains.
    """

    slug: str
    name: str
    clause: str
    is_covered: bool = False
    is_maintenance: bool = False


@dataclass(frozen=True, kw_only=True)
class Triage:
    """Staff decide how severe it is, by that clause. Without it the answers do, and staff may correct them."""

    clause: str


@dataclass(frozen=True, kw_only=True)
class TermRule:
    """Support holds only in a customer's term."""

    clause: str


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which reports are covered: by service (the deciding clause first), and only if everyone is affected."""

    services_clauses: tuple[str, ...]
    everyone_clause: str | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of the answers that a question offers."""

    slug: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that the policy asks the customer to supply. `field` is the form field's name.

    It is asked as words, as words with files beside them, or as a choice of one; only a choice has choices.
    """

    field: str
    label: str
    hint: str
    clause: str
    required: bool
    asked: Literal["words", "files", "choice"] = "words"
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Severity:
    """How bad it is; the file lists the most severe first."""

    slug: str
    name: str
    definition: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """Answers that suggest a severity: each fact of `when` has one of its values. A fact not named may be anything."""

    severity: str
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Route:
    """A normal way to reach support."""

    kind: Literal["app", "web", "mail", "telephone"]
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Helpline:
    """Reports are taken by telephone, by that clause. `greeting` is what a caller hears first."""

    clause: str
    greeting: str


@dataclass(frozen=True, kw_only=True)
class SupportPolicy:
    """A vendor's whole support policy. `digest` is the SHA-256 of the file's `text`.

    `escalations` are the steps of severities that have their own; `escalation` are those of all others.
    """

    name: str
    vendor: str
    product: str
    brand: str
    title: str
    digest: str
    telephone: str
    desk_mail: str
    clauses: Mapping[str, Clause]
    hours: Hours
    gate: Gate
    services: tuple[Service, ...]
    exclusions: tuple[Exclusion, ...]
    scope: Scope
    questions: tuple[Question, ...]
    severities: tuple[Severity, ...]
    targets: tuple[Target, ...]
    routes: tuple[Route, ...]
    layers: tuple[Layer, ...]
    escalation: EscalationPolicy
    watch: Watch
    escalations: Mapping[str, EscalationPolicy] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()
    regions: tuple[Region, ...] = ()
    term: TermRule | None = None
    triage: Triage | None = None
    causes: tuple[Cause, ...] = ()
    suggests: tuple[Suggestion, ...] = ()
    response: Response = field(default_factory=Response)
    availability: Availability | None = None
    storage: Storage | None = None
    retention: Retention | None = None
    personal: Periods = field(default_factory=Periods)
    ways_in: tuple[WayIn, ...] = ()
    helpline: Helpline | None = None
    staff_countries: tuple[str, ...] = ()
    alone: tuple[int, int] = (3, 20)  # incidents an hour that page by themselves: of strangers, of a known customer
    text: str = field(default="", repr=False)

    def service(self, slug: str) -> Service | None:
        """The covered service of that slug."""
        return next((service for service in self.services if service.slug == slug), None)

    def way_in(self, kind: Kind) -> WayIn | None:
        """The way in of that kind, if the policy names it."""
        return next((way for way in self.ways_in if way.kind == kind), None)

    def cause(self, slug: str) -> Cause | None:
        """The cause of that slug."""
        return next((cause for cause in self.causes if cause.slug == slug), None)

    def exclusion(self, slug: str) -> Exclusion | None:
        """The exclusion of that slug."""
        return next((exclusion for exclusion in self.exclusions if exclusion.slug == slug), None)

    def severity(self, slug: str) -> Severity | None:
        """The severity of that slug."""
        return next((severity for severity in self.severities if severity.slug == slug), None)

    def escalation_of(self, severity: str) -> EscalationPolicy:
        """The steps by which incidents of that severity are paged. One that is not known is as the most severe."""
        known = severity if self.severity(severity) else self.severities[0].slug
        return self.escalations.get(known, self.escalation)

    def tier(self, slug: str | None) -> Tier | None:
        """The tier of that slug, or the default one. None: there are no tiers, or none of that slug."""
        return next((tier for tier in self.tiers if (tier.is_default if slug is None else tier.slug == slug)), None)

    def region(self, slug: str | None) -> Region | None:
        """The region of that slug, or the default one. None: there are no regions, or none of that slug."""
        found = (region for region in self.regions if (region.is_default if slug is None else region.slug == slug))
        return next(found, None)

    def hours_of(self, tier: Tier | None, region: Region | None) -> Hours:
        """The hours that apply to a customer: the tier's own, else the region's own, else the policy's."""
        local = region.hours if region and region.hours else self.hours
        return tier.hours.over(local) if tier and tier.hours else local

    def local_of(self, tier: str | None, region: str | None) -> Local:
        """How a customer of that tier and region says times; one of whom nothing is known, as the policy's hours do."""
        bought, there = self.tier(tier) or self.tier(None), self.region(region) or self.region(None)
        return self.hours_of(bought, there).local
