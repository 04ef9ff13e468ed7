"""Many nights: `python -m tests.simulate [--seeds 365] [--first 1] [--jobs 1]`, or one: `--seed N --trace`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from tests.simulate.night import Night
from tests.simulate.outcome import Outcome
from tests.simulate.plan import Plan
from tests.simulate.stage import Stage
from tests.simulate.tally import Tally

MEMORY = Path("/dev/shm")  # where files cost no disk, on systems that have it


def main() -> int:
    """Prints what the nights came to; 1 if anything was violated."""
    asked = _asked()
    if asked.seed is not None:
        outcome = _night(asked.seed)
        print("\n".join(outcome.trace) if asked.trace else "")
        tally = Tally()
        tally.add(outcome)
        print(tally)
        return 1 if tally.violations else 0
    tally = Tally()
    for number, outcome in enumerate(_nights(range(asked.first, asked.first + asked.seeds), asked.jobs), start=1):
        tally.add(outcome)
        if number % 100 == 0:
            print(f"{number} of {asked.seeds} nights", file=sys.stderr, flush=True)
        for violation in outcome.violations:
            print(violation, flush=True)
    print(tally)
    return 1 if tally.violations else 0


def _nights(seeds: range, jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from map(_night, seeds)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(_untraced, seeds, chunksize=4)


def _untraced(seed: int) -> Outcome:
    outcome = _night(seed)
    outcome.trace.clear()
    return outcome


def _night(seed: int) -> Outcome:
    plan = Plan.of(seed)
    return Night(_stage(plan.policy), plan).runs()


@cache
def _stage(policy: str) -> Stage:
    return Stage(_folder(), policy)


@cache
def _folder() -> Path:
    """A folder that is gone when the process is."""
    folder = tempfile.TemporaryDirectory(prefix="simulate-", dir=MEMORY if MEMORY.is_dir() else None)
    _FOLDERS.append(folder)
    return Path(folder.name)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulate")
    parser.add_argument("--seeds", type=int, default=365, help="how many nights")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once")
    parser.add_argument("--seed", type=int, help="one night")
    parser.add_argument("--trace", action="store_true", help="print it event by event")
    return parser.parse_args()


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


if __name__ == "__main__":
    raise SystemExit(main())
