"""One night for each fault: how long until another route was handed over, by the database's own instants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from app.domain.delivery import WAKING
from app.store.deliveries import Delivery
from tests.channels.providers import HANG_UP, RESET, Answer
from tests.faults.providers import DANA, Twilio, says
from tests.world import World

HARD = timedelta(seconds=30)
SILENCE = timedelta(seconds=120)

LATE = timedelta(seconds=100)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What happens to the first text, and within which time another route has to be handed over; None: within none.

    `answers` are Twilio's to the text; `said` are its receipts, each so long after the text was taken.
    """

    name: str
    within: timedelta | None
    answers: tuple[Answer, ...] = ()
    said: tuple[tuple[timedelta, str, str], ...] = ()


def _refused(status: int, code: int) -> Answer:
    return Answer(status=status, body={"code": code, "message": "no", "status": status})


def _receipt(code: str, after: int = 5) -> tuple[tuple[timedelta, str, str], ...]:
    return ((timedelta(seconds=after), "undelivered", code),)


SECOND = timedelta(seconds=1)

FAULTS = (
    Fault(name="500", within=HARD, answers=(Answer(status=500),)),
    Fault(name="503", within=HARD, answers=(Answer(status=503),)),
    Fault(name="429", within=HARD, answers=(_refused(429, 20429),)),
    Fault(name="429, come back in an hour", within=HARD,
          answers=(Answer(status=429, body={"code": 20429, "message": "no"}, headers={"Retry-After": "3600"}),)),
    Fault(name="the connection is reset", within=HARD, answers=(RESET,)),
    Fault(name="no answer after sending", within=HARD, answers=(HANG_UP,)),
    *(Fault(name=f"401 {code}", within=HARD, answers=(_refused(401, code),)) for code in (20003,)),
    *(Fault(name=f"400 {code}", within=HARD, answers=(_refused(400, code),))
      for code in (21211, 21610, 21614, 21635, 21606, 21408, 21612, 30002, 30007)),
    *(Fault(name=f"receipt {code}", within=HARD, said=_receipt(code))
      for code in ("30002", "30004", "30005", "30006", "30007", "30034", "21610")),
    Fault(name="receipt 30003, twice", within=HARD,
          said=((5 * SECOND, "undelivered", "30003"), (20 * SECOND, "failed", "30003"))),
    Fault(name="accepted, then nothing", within=SILENCE),
    Fault(name="sent, then nothing", within=SILENCE, said=((5 * SECOND, "sent", ""),)),
    Fault(name="delivered, but late", within=SILENCE, said=((LATE, "delivered", ""),)),
    Fault(name="failed, said twice", within=HARD, said=_receipt("30005") + _receipt("30005", after=6)),
    Fault(name="failed, and sent after that", within=HARD, said=(*_receipt("30005"), (7 * SECOND, "sent", ""))),
    Fault(name="delivered in time", within=None, said=((5 * SECOND, "delivered", ""),)),
    Fault(name="delivered, and sent after that", within=None,
          said=((5 * SECOND, "delivered", ""), (9 * SECOND, "sent", ""))),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Took:
    """How long after the fault another route was handed over; None: none was, before the policy's own next call."""

    fault: Fault
    other_route: timedelta | None

    @property
    def is_fine(self) -> bool:
        """Whether it came in its time, or rightly did not."""
        if self.fault.within is None or self.other_route is None:
            return self.fault.within is self.other_route
        return self.other_route <= self.fault.within


def night(fault: Fault, world: World, twilio: Twilio) -> Took:
    """Carol reports, the fault happens to Dana's text, and two minutes pass."""
    if fault.answers:
        twilio.reacts(DANA, *fault.answers)
    reference = world.carol.reports("crm").reference
    began = world.clock.now()
    broke_at = began
    for after, status, code in fault.said:
        world.passes(seconds=(began + after - world.clock.now()).total_seconds())
        taken = twilio.took_for(DANA)
        assert says(world, taken[-1], status, code) == 204
        world.settles()
        broke_at = began + after if status in ("undelivered", "failed") and broke_at == began else broke_at
    world.passes(seconds=(began + timedelta(seconds=119) - world.clock.now()).total_seconds())
    first = next(iter(world.pages(reference)))
    routes = [one.sent_at for one in world.messages(reference) if one.sent_at and _is_other(one, first)]
    return Took(fault=fault, other_route=min(routes) - broke_at if routes else None)


def nights(open_one: Callable[[], tuple[World, Twilio]]) -> Iterator[Took]:
    """Every fault in a night of its own."""
    for fault in FAULTS:
        yield night(fault, *open_one())


def percentile(figures: list[timedelta], share: float) -> timedelta:
    """The smallest figure that so many of them do not exceed."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _is_other(one: Delivery, first: Delivery) -> bool:
    """A page that wakes, to another address or by another medium."""
    other = (one.medium, one.address) != (first.medium, first.address)
    return bool(one.page_id and one.medium in WAKING and other)
