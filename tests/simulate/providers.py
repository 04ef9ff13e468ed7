"""Providers of a simulated night: each has spells in which something is wrong with it, and sends receipts."""

from __future__ import annotations

import random  # noqa: TID251
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.delivery import Medium, Message, Outcome, Receipt, Refused, Sent, Unavailable
from tests.simulate.agenda import Agenda

FAILED = Unavailable(code="500", words="an internal error", unknown=True)
TIMED_OUT = Unavailable(code="timeout", words="the provider did not answer in time", unknown=True)
TOO_MANY = Unavailable(code="429", words="too many requests", retry_after=timedelta(seconds=20))
OPTED_OUT = Refused(code="21610", words="the person has opted out by STOP", opted_out=True)
NO_SUCH = Refused(code="21211", words="not a valid number")
SUSPENDED = Refused(code="20005", words="the account is not active", ours=True, for_all=True)
UNREACHABLE = Unavailable(code="30003", words="the phone could not be reached")
LANDLINE = Refused(code="30006", words="a landline, or it cannot be reached")
FAULTS = ("500", "timeout", "429", "refused", "account", "lost", "undelivered", "late", "no receipts")
Arrives = Callable[[Medium, Message], bool]
Begins = Callable[[Message], None]
Says = Callable[[Receipt], None]


@dataclass(frozen=True, kw_only=True)
class Spell:
    """A while in which one thing is wrong; for one address alone if one is named."""

    fault: str
    begins: datetime
    ends: datetime
    address: str = ""


class Line:
    """One provider of one medium.

    `begins` hears of each send, `takes` of each that is not refused, `arrives` puts a message into somebody's hands,
    `says` hands in a receipt. `stopped`: who has texted STOP.
    """

    def __init__(
        self,
        medium: Medium,
        provider: str,
        agenda: Agenda,
        chance: random.Random,
        stopped: Container[str],
        begins: Begins,
        takes: Begins,
        arrives: Arrives,
        says: Says,
    ) -> None:
        self.medium, self.provider = medium, provider
        self._stopped = stopped
        self._known: dict[str, Receipt] = {}
        self.spells: list[Spell] = []
        self._agenda, self._chance = agenda, chance
        self._begins, self._takes, self._arrives, self._says = begins, takes, arrives, says
        self._count = 0

    def send(self, message: Message) -> Outcome:
        """Takes the message, unless a spell says otherwise."""
        self._begins(message)
        fault = self._fault(message.to)
        if fault in ("500", "429", "account"):
            return {"500": FAILED, "429": TOO_MANY, "account": SUSPENDED}[fault]
        if message.to in self._stopped:
            return OPTED_OUT
        if fault == "refused":
            return self._chance.choice((OPTED_OUT, NO_SUCH))
        self._takes(message)
        self._count += 1
        provider_id = f"{self.provider}-{self.medium}-{self._count}"
        if fault == "undelivered":
            self._reports(message, provider_id, "failed", 8, self._chance.choice((UNREACHABLE, LANDLINE)))
        elif fault != "lost":
            self._agenda.after(self._way_there(), lambda: self._hands_over(message, provider_id, fault))
        return TIMED_OUT if fault == "timeout" else Sent(provider_id=provider_id)

    def became(self, delivery_id: str, provider_id: str) -> Receipt | None:
        """What is known of a message; nothing, while the provider answers nothing."""
        known = self._known.get(provider_id)
        return None if known is None or self._fault("") in ("500", "429", "account", "timeout") else known

    def _fault(self, to: str) -> str:
        now = self._agenda.clock.true
        spell = next((s for s in self.spells if s.begins <= now < s.ends and s.address in ("", to)), None)
        if spell is None or self._chance.random() < 0.1:
            return ""
        return spell.fault

    def _way_there(self) -> timedelta:
        return timedelta(seconds=self._chance.uniform(1, 9))

    def _hands_over(self, message: Message, provider_id: str, fault: str) -> None:
        got_it = self._arrives(self.medium, message)
        if fault == "no receipts":
            if got_it or self.medium != Medium.VOICE:
                self._known[provider_id] = _receipt(message, self.provider, provider_id, "delivered", None)
            return
        late = self._chance.uniform(300, 1800) if fault == "late" else 0
        if self.medium == Medium.VOICE and not got_it:
            self._reports(message, provider_id, "failed", 20 + late, None)
            return
        self._reports(message, provider_id, "sent", self._chance.uniform(0, 5) + late, None)
        self._reports(message, provider_id, "delivered", self._chance.uniform(0, 5) + late, None)
        if self._chance.random() < 0.1:
            self._reports(message, provider_id, "delivered", self._chance.uniform(0, 120), None)

    def _reports(
        self, message: Message, provider_id: str, status: str, seconds: float, refused: Refused | Unavailable | None
    ) -> None:
        receipt = _receipt(message, self.provider, provider_id, status, refused)
        if status != "sent":
            self._known[provider_id] = receipt
        self._agenda.after(timedelta(seconds=seconds), lambda: self._says(receipt))


def _receipt(
    message: Message, provider: str, provider_id: str, status: str, refused: Refused | Unavailable | None
) -> Receipt:
    return Receipt(
        delivery_id=message.id,
        provider=provider,
        provider_id=provider_id,
        event_key=f"{provider_id}:{status}",
        status=status,  # type: ignore[arg-type]
        code=refused.code if refused else "no-answer" if status == "failed" else "",
        words=refused.words if refused else "nobody picked up" if status == "failed" else "",
        refused=refused,
    )
