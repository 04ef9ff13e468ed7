"""How long each of a provider's faults keeps a person waiting for another route: `python -m tests.faults`."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from config import Settings
from tests.faults import providers
from tests.faults.night import HARD, Took, nights, percentile
from tests.faults.providers import Twilio
from tests.world import World


def main() -> int:
    """Prints a row for each fault, and what they come to; 0 if each was within its bound."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

        def open_one() -> tuple[World, Twilio]:
            twilio = stack.enter_context(providers.twilio())
            url = f"sqlite:///{folder}/{twilio.server.server_address[1]}.db"
            world = World(Settings.from_env({"DATABASE_URL": url, **providers.settings(twilio)}))
            stack.callback(world.close)
            world.at("Saturday 02:10")
            return world, twilio

        took = list(nights(open_one))
    for one in took:
        bound = f"within {_seconds(one.fault.within)}" if one.fault.within else "needs none"
        print(f"{one.fault.name:<32} {_seconds(one.other_route):>7}   {bound:<14} {'' if one.is_fine else 'TOO LATE'}")
    for name, is_hard in (("hard errors", True), ("silence", False)):
        _sum_up(name, [one for one in took if one.fault.within and (one.fault.within == HARD) == is_hard])
    return 0 if all(one.is_fine for one in took) else 1


def _sum_up(name: str, took: list[Took]) -> None:
    figures = [one.other_route for one in took if one.other_route is not None]
    p99, most = _seconds(percentile(figures, 0.99)), _seconds(max(figures))
    print(f"{name}: {len(took)} faults, another route after p99 {p99}, max {most}")


def _seconds(span: timedelta | None) -> str:
    return "none" if span is None else f"{span.total_seconds():.0f} s"


sys.exit(main())
