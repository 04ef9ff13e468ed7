"""What the customer reads on their tracking page: recorded events in plain words, and one headline for the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.sentences import knows, listed, say
from app.domain.service_levels import measured


@dataclass(frozen=True, kw_only=True)
class State:
    """Where an incident stands, as a word of the one vocabulary, and its headline."""

    word: str
    headline: str
    slug: str


@dataclass(frozen=True, kw_only=True)
class Instants:
    """The instants of an incident that its state is read off.

    `is_quiet`: nobody is woken for it. `is_with_desk`: the daytime desk has accepted it.
    `is_duplicate`: it goes with another report of the same customer.
    """

    opened_at: datetime
    acknowledged_at: datetime | None
    replied_at: datetime | None
    resolved_at: datetime | None
    confirmed_at: datetime | None
    has_arrived: bool
    steps_taken: int
    is_quiet: bool = False
    is_with_desk: bool = False
    is_duplicate: bool = False


def state(instants: Instants, now: datetime, struggling: timedelta) -> State:
    """The state at `now`."""
    has_it = "with_desk" if instants.is_with_desk else "acknowledged"
    if instants.confirmed_at:
        return state_of("closed")
    if instants.resolved_at:
        return state_of("resolved")
    if instants.is_duplicate:
        return state_of("duplicate")
    if instants.acknowledged_at and instants.replied_at:
        headline = say("tracking.line.replied", has_it=say(f"tracking.headline.{has_it}"))
        return State(word=say("tracking.word.replied"), slug="replied", headline=headline)
    if instants.acknowledged_at:
        return state_of("acknowledged", has_it)
    if instants.is_quiet:
        return state_of("received", "quiet")
    if now - instants.opened_at >= struggling:
        return state_of("struggling")
    if instants.steps_taken > 1:
        return state_of("escalated")
    return state_of("delivered" if instants.has_arrived else "received")


def state_of(slug: str, headline: str = "") -> State:
    """The state of that slug; `headline`: the key of its headline, where it is not the usual one."""
    return State(word=say(f"tracking.word.{slug}"), slug=slug, headline=say(f"tracking.headline.{headline or slug}"))


def line(kind: str, facts: Mapping[str, Any]) -> str | None:
    """The event in the customer's words, or None where it is not for them."""
    if kind in _BECAME:
        return _delivery_line(_BECAME[kind], facts)
    if kind == "paged":
        return _paged_line(facts)
    if kind == "report.received" and facts.get("came_in"):
        return say("tracking.line.came_in_late", time=facts["came_in"])
    if kind == "report.during_maintenance":
        return say("tracking.line.during_maintenance", work=facts["maintenance"])
    if kind == "customer.attached":
        return say("tracking.line.attached", files=", ".join(facts.get("files", ())) or say("tracking.line.files"))
    if kind == "replied.telephone" and facts.get("told"):
        return say("tracking.line.told_at", time=facts["told"])
    if kind == "target.missed" and measured(facts) == "resolution":
        return say("tracking.line.missed_resolution")
    if kind == "reopened" and facts.get("by_us"):
        return say("tracking.line.reopened_by_us")
    if kind == "duplicate":
        known = say("tracking.line.joined_taken" if facts.get("is_taken") else "tracking.line.joined_waiting")
        return say("tracking.line.duplicate", known=known)
    if kind == "joined":
        known = say("tracking.line.joined_taken" if facts.get("is_taken") else "tracking.line.joined_waiting")
        is_same = facts.get("is_same", True)
        return say("tracking.line.joined" if is_same else "tracking.line.joined_storm", known=known)
    return say(f"tracking.event.{kind}") if knows(f"tracking.event.{kind}") else None


_BECAME = {"delivery.sent": "sent", "delivery.delivered": "delivered", "delivery.failed": "failed"}


def _delivery_line(became: str, facts: Mapping[str, Any]) -> str | None:
    if facts.get("wording") == "customer-received" and became == "sent":
        return say("tracking.line.confirmed")
    if facts.get("wording") != "page":
        return None
    medium = facts.get("medium", "")
    by = medium if knows(f"delivery.{became}.{medium}") else "other"
    return say(f"delivery.{became}.{by}", whom=_whom(facts.get("layer", "")))


def _paged_line(facts: Mapping[str, Any]) -> str:
    layers = facts.get("layers", [])
    verb = "ringing" if facts.get("by") == "call" else "alerting"
    if "everyone" in layers:
        return say(f"paged.{verb}", whom=say("tracking.line.everyone"))
    whom = listed(_whom(layer) for layer in layers) or _whom("primary")
    return say(f"paged.{verb}", whom=whom)


def _whom(layer: str) -> str:
    return say(f"tracking.whom.{layer if knows(f'tracking.whom.{layer}') else 'other'}")
