"""The fold: what the timeline alone says of an incident, worked out without the portal's help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WAKING = {"sms", "voice"}


@dataclass
class Told:
    """One incident as its events tell it, as they were written. `leads`: all incidents, by reference."""

    leads: Mapping[str, Told] = field(default_factory=dict)
    lead: str = ""
    has_joined: bool = False
    holder: str = ""
    acknowledged_at: datetime | None = None
    replied_at: datetime | None = None
    resolved_at: datetime | None = None
    confirmed_at: datetime | None = None
    has_arrived: bool = False
    is_resolution_missed: bool = False
    turns: list[list[str]] = field(default_factory=list)
    holes: set[str] = field(default_factory=set)
    again_because: str = ""
    faults: list[tuple[str, str]] = field(default_factory=list)

    def take(self, event: Any) -> None:
        """One event more."""
        act = getattr(self, "_" + event.kind.replace(".", "_"), None)
        if act:
            act(event)

    def headline(self, promise: dict[str, Any], opened_at: datetime, now: datetime) -> str:
        """What the customer's page has to say at `now`."""
        if self.confirmed_at:
            return "It's working again"
        if self.resolved_at:
            return "We think it's fixed"
        if self.acknowledged_at:
            return "We've replied. An engineer is on it" if self.replied_at else "An engineer is on it"
        steps = promise["escalation"]["steps"]
        if not any(WAKING & set(step["media"]) or step["calls"] is not None for step in steps):
            return "Our engineers have your report by email"
        if now - opened_at >= timedelta(seconds=promise["struggling"]):
            return "We haven't reached anyone yet"
        people = [step["pages"] for step in steps if not step["only_calls"]]
        is_wider = len(self.turns) > 1 or any(turn != people[0] for turn in self.turns)
        if is_wider and len(people) > 1:
            return "No answer yet: we've alerted more people"
        return "The on-call engineer's phone has it" if self.has_arrived else "We're alerting an engineer"

    # -- one method a kind

    def _acknowledged(self, event: Any) -> None:
        if self.acknowledged_at and not event.text.endswith(f"took it over from {self.holder.split()[0]}"):
            self.faults.append(("P6", f"{event.actor} acknowledged what {self.holder} had"))
        self.acknowledged_at, self.holder = event.at, event.actor

    def _handed_back(self, event: Any) -> None:
        self._anew("handed it back")

    def _lapsed(self, event: Any) -> None:
        self._anew("No word from")

    def _undone(self, event: Any) -> None:
        self._anew("pressed by mistake")

    def _joined(self, event: Any) -> None:
        """From now on whoever has its lead has it."""
        self.lead, self.has_joined = event.facts["lead"], True
        lead = self.leads[self.lead]
        if bool(lead.acknowledged_at) != event.facts["is_taken"]:
            self.faults.append(("P18", f"{event.text}: whether somebody has that one is told wrongly"))
        if not lead.acknowledged_at:
            self.acknowledged_at, self.holder = None, ""
        elif lead.holder != self.holder:
            self.acknowledged_at, self.holder = event.at, lead.holder

    def _reopened(self, event: Any) -> None:
        self.resolved_at = self.confirmed_at = None
        self.lead = ""
        self._anew("still broken")

    def _anew(self, because: str) -> None:
        self.acknowledged_at, self.holder = None, ""
        self.turns, self.again_because = [], because

    def _replied_mail(self, event: Any) -> None:
        if "The response target goes on" not in event.text:
            self.replied_at = self.replied_at or event.at

    _replied_telephone = _replied_mail

    def _resolved(self, event: Any) -> None:
        self.resolved_at = event.at
        self.replied_at = self.replied_at or event.at

    def _target_missed(self, event: Any) -> None:
        if event.facts.get("measures") == "resolution":
            self.is_resolution_missed = True

    def _customer_working(self, event: Any) -> None:
        if self.resolved_at and not self.confirmed_at:
            self.confirmed_at = event.at

    def _paged(self, event: Any) -> None:
        if self.lead:
            self.faults.append(("P13", f"paged though {self.lead} is paged for it: {event.text}"))
        if self.acknowledged_at or self.resolved_at:
            self.faults.append(("P5", f"paged though {self.holder or 'nobody'} had it: {event.text}"))
        if self.again_because not in event.text:
            self.faults.append(("P5", f"a later page does not say why ({self.again_because}): {event.text}"))
        if event.facts.get("by") != "call":
            self.turns.append([layer for layer in event.facts["layers"] if layer != "owner"])

    def _nobody_on_call(self, event: Any) -> None:
        self.turns.append(list(event.facts["layers"]))
        self.holes |= set(event.facts["layers"])

    _nobody_left = _nobody_on_call

    def _delivery_delivered(self, event: Any) -> None:
        if event.facts.get("wording") == "page" and event.facts["medium"] in WAKING:
            self.has_arrived = True
