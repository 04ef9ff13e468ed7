"""Many nights: `python -m tests.simulate [--seeds 365] [--first 1] [--jobs 1]`, or one: `--seed N --trace`."""

from __future__ import annotations

import argparse
import sys

from tests.simulate.nights import night, nights
from tests.simulate.tally import Tally


def main() -> int:
    """Prints what the nights came to; 1 if anything was violated."""
    asked = _asked()
    if asked.seed is not None:
        outcome = night(asked.seed)
        print("\n".join(outcome.trace) if asked.trace else "")
        tally = Tally()
        tally.add(outcome)
        print(tally)
        return 1 if tally.violations else 0
    tally = Tally()
    for number, outcome in enumerate(nights(range(asked.first, asked.first + asked.seeds), asked.jobs), start=1):
        tally.add(outcome)
        if number % 100 == 0:
            print(f"{number} of {asked.seeds} nights", file=sys.stderr, flush=True)
        for violation in outcome.violations:
            print(violation, flush=True)
    print(tally)
    return 1 if tally.violations else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulate")
    parser.add_argument("--seeds", type=int, default=365, help="how many nights")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once")
    parser.add_argument("--seed", type=int, help="one night")
    parser.add_argument("--trace", action="store_true", help="print it event by event")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
