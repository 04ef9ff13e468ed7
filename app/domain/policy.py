"""What a support policy says, as values. A policy file (`policy_file`) is read into these once, at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Minutes = int  # of a local day, 0 to 1440


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One numbered sentence of the vendor's policy, in our own words."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Holidays:
    """The public holidays of a subdivision, with dates that the file adds or takes away."""

    country: str
    subdivision: str
    added: Mapping[date, str]
    removed: frozenset[date]


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Opening hours on the wall clock of `zone`: per weekday (Monday first) half-open intervals of minutes."""

    zone: str
    week: tuple[tuple[tuple[Minutes, Minutes], ...], ...]
    holidays: Holidays | None
    clause: str


@dataclass(frozen=True, kw_only=True)
class Gate:
    """When the emergency form is open."""

    opens: Literal["outside-hours", "always"]
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Service:
    """A covered service: `name` for people, `short` for texts ("CRM"), `clause` covers it."""

    slug: str
    name: str
    short: str
    clause: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Something that a reporter can choose and the policy does not cover, with what they can do instead."""

    slug: str
    name: str
    clause: str
    advice: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which reports are covered: by service (the deciding clause first), and only if everyone is affected."""

    services_clauses: tuple[str, ...]
    everyone_clause: str | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something that the policy asks the customer to supply. `field` is the form field's name."""

    field: str
    label: str
    hint: str
    clause: str
    required: bool


@dataclass(frozen=True, kw_only=True)
class Severity:
    """How bad it is; the file lists the most severe first."""

    slug: str
    name: str
    definition: str
    clause: str


@dataclass(frozen=True, kw_only=True)
class Target:
    """A promised time: a response or a resolution within `within`, elapsed or counted in business hours."""

    measures: Literal["response", "resolution"]
    severity: str
    counted: Literal["elapsed", "business"]
    within: timedelta
    clause: str


@dataclass(frozen=True, kw_only=True)
class Route:
    """A normal way to reach support."""

    kind: Literal["app", "web", "mail", "telephone"]
    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class EscalationStep:
    """Whom to page `after` the incident opened: rota layers by slug, or "everyone"."""

    after: timedelta
    pages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EscalationPolicy:
    """The steps in order; the last one is repeated every `repeat` until somebody acknowledges."""

    steps: tuple[EscalationStep, ...]
    repeat: timedelta


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of the rota ("primary"), and what people call it."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Managers are told at this share of the response target, unless it was acknowledged or replied to by then."""

    percent: int
    unless: Literal["acknowledged", "replied"]


@dataclass(frozen=True, kw_only=True)
class Watch:
    """How the response target is watched, and how long an acknowledgement lasts without a sign of life."""

    layer: str
    marks: tuple[Mark, ...]
    lapse: timedelta
    struggling: timedelta


@dataclass(frozen=True, kw_only=True)
class SupportPolicy:
    """A vendor's whole support policy. `digest` is the SHA-256 of the file that it was read from."""

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

    def service(self, slug: str) -> Service | None:
        """The covered service of that slug."""
        return next((service for service in self.services if service.slug == slug), None)

    def exclusion(self, slug: str) -> Exclusion | None:
        """The exclusion of that slug."""
        return next((exclusion for exclusion in self.exclusions if exclusion.slug == slug), None)
