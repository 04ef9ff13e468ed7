"""What the customer reads on their tracking page: recorded events in plain words, and one headline for the state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

_WHO = {"primary": "the on-call engineer", "backup": "a second engineer", "owner": "the engineer who had it"}


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


def state(instants: Instants, now: datetime, struggling: timedelta) -> State:
    """The state at `now`."""
    if instants.confirmed_at:
        return State(word="Closed", slug="closed", headline="It's working again")
    if instants.resolved_at:
        return State(word="Resolved", slug="resolved", headline="We think it's fixed")
    has_it = "Our daytime team has it now" if instants.is_with_desk else "An engineer is on it"
    if instants.acknowledged_at and instants.replied_at:
        return State(word="Replied", slug="replied", headline=f"We've replied. {has_it}")
    if instants.acknowledged_at:
        return State(word="Acknowledged", slug="acknowledged", headline=has_it)
    if instants.is_quiet:
        return State(word="Received", slug="received", headline="Our engineers have your report by email")
    if now - instants.opened_at >= struggling:
        return State(word="Paging", slug="struggling", headline="We haven't reached anyone yet")
    if instants.steps_taken > 1:
        return State(word="Paging", slug="escalated", headline="No answer yet: we've alerted more people")
    if instants.has_arrived:
        return State(word="Paging", slug="delivered", headline="The on-call engineer's phone has it")
    return State(word="Received", slug="received", headline="We're alerting an engineer")


def line(kind: str, facts: Mapping[str, Any]) -> str | None:
    """The event in the customer's words, or None where it is not for them."""
    if kind in ("delivery.sent", "delivery.delivered", "delivery.failed"):
        return _delivery_line(kind, facts)
    if kind == "paged":
        return _paged_line(facts)
    if kind == "report.received" and facts.get("came_in"):
        return f"We had received your report at {facts['came_in']}, and kept it while our records were out of reach"
    if kind == "report.during_maintenance":
        return f"You reported it during {facts['maintenance']}"
    if kind == "customer.attached":
        return f"You added {', '.join(facts['files'])}"
    if kind == "joined":
        known = "an engineer is already on it" if facts.get("is_taken") else "engineers are being alerted"
        if not facts.get("is_same", True):
            return f"Many reports are coming in, and engineers get yours with them: {known}"
        return f"Others have told us of the same trouble: {known}"
    return _LINES.get(kind)


_LINES = {
    "report.received": "We received your report",
    "paged.directly": "Until then, we had alerted our engineers directly",
    "report.handed_over": "We passed your report to the daytime team by email",
    "acknowledged": "An engineer acknowledged it and is on it",
    "accepted": "Our daytime team has it now",
    "undone": "That was a mistake, so we're alerting engineers again",
    "help.asked": "The engineer called in a colleague",
    "reply.promised": "The engineer said when they reply",
    "handed_back": "The engineer handed it back, so we're alerting others",
    "lapsed": "We had no sign of progress, so we're alerting engineers again",
    "replied.mail": "We replied to you by email",
    "replied.telephone": "An engineer spoke to you on the telephone",
    "target.missed": "We missed our aim to reply in time. It is now with the duty manager",
    "resolved": "The engineer thinks it's fixed",
    "reopened": "You told us that it's still broken, so we're on it again",
    "customer.added": "You added something",
    "customer.corrected": "You corrected what you told us",
    "customer.working": "You told us that it's working again",
}


def _delivery_line(kind: str, facts: Mapping[str, Any]) -> str | None:
    medium = {"sms": "Text", "mail": "Email", "voice": "Call"}.get(facts.get("medium", ""), "Message")
    if facts.get("wording") == "customer-received" and kind == "delivery.sent":
        return "Confirmation email sent to you"
    if facts.get("wording") != "page":
        return None
    who = _WHO.get(facts.get("layer", ""), "an engineer")
    if medium == "Call":
        return {
            "delivery.sent": f"Calling {who}",
            "delivery.delivered": f"The call to {who} was picked up",
            "delivery.failed": f"The call did not reach {who}",
        }[kind]
    became = {"delivery.sent": "sent to", "delivery.delivered": "delivered to", "delivery.failed": "could not reach"}
    return f"{medium} {became[kind]} {who}"


def _paged_line(facts: Mapping[str, Any]) -> str:
    layers = facts.get("layers", [])
    verb = "Ringing" if facts.get("by") == "call" else "Alerting"
    if "everyone" in layers:
        return f"{verb} the whole team and the duty manager"
    whom = " and ".join(_WHO.get(layer, "an engineer") for layer in layers) or "the on-call engineer"
    return f"{verb} {whom}"
