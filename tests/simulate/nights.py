"""Nights by their seeds, one after another or in several processes, each with its stages for as long as it lives."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from tests.simulate.night import Night
from tests.simulate.outcome import Outcome
from tests.simulate.plan import Plan
from tests.simulate.stage import Stage

MEMORY = Path("/dev/shm")  # where files cost no disk, on systems that have it
_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def nights(seeds: range, jobs: int) -> Iterator[Outcome]:
    """Plays them one after another, or so many at once; in the order of their seeds."""
    if jobs == 1:
        yield from map(night, seeds)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(_untraced, seeds, chunksize=4)


def _untraced(seed: int) -> Outcome:
    outcome = night(seed)
    outcome.trace.clear()
    return outcome


def night(seed: int) -> Outcome:
    """Plays one, and keeps its trace."""
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
