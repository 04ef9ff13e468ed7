"""Each fault on a portal of its own, all at once, in real time: `python -m tests.silence` takes six minutes."""

from __future__ import annotations

import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bench.serving import furnished
from tests.silence.faults import FAULTS, Fault
from tests.silence.watched import watched
from tests.world import postgres

BOUND = 200.0  # three minutes, a look every ten seconds, and the time that a send may take
PATIENCE = 240.0
WELL = 25.0  # seconds at work before the fault: some signs of life

STARTING = threading.Lock()  # a small machine starts one portal at a time


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A fault, and the furnished database of the portal that it is to happen to."""

    fault: Fault
    folder: Path
    url: str
    server_pid: int


@dataclass(frozen=True, kw_only=True)
class Heard:
    """When managers heard, in seconds after the fault, and by what; None: they did not."""

    fault: Fault
    after: float | None
    by: str


def main() -> int:
    """Prints a row for each fault; 0 if managers heard of each in time."""
    faults = [fault for fault in FAULTS if not fault.needs_server or postgres.binaries()]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        prepared = [_prepared(fault, folder / str(number), stack) for number, fault in enumerate(faults)]
        pool = stack.enter_context(ThreadPoolExecutor(len(faults)))
        rows = list(pool.map(_watch, prepared))
    for one in rows:
        after = "never" if one.after is None else f"{one.after:.0f} s"
        print(f"{one.fault.name:<36} {after:>6}  {one.by:<5} {'' if _is_fine(one) else 'TOO LATE'}")
    heard = [one.after for one in rows if one.after is not None]
    print(f"{len(rows)} faults, heard of after at most {max(heard, default=0):.0f} s, never {len(rows) - len(heard)}")
    return 0 if all(_is_fine(one) for one in rows) else 1


def _is_fine(one: Heard) -> bool:
    return one.after is not None and one.after <= BOUND


def _prepared(fault: Fault, folder: Path, stack: ExitStack) -> Prepared:
    folder.mkdir()
    url, pid = f"sqlite:///{folder}/portal.db", 0
    if fault.needs_server:
        server = stack.enter_context(postgres.Server.started(folder, durable=True))
        url, pid = server.fresh_database(), server.process.pid
    furnished(url).database.close()
    return Prepared(fault=fault, folder=folder, url=url, server_pid=pid)


def _watch(one: Prepared) -> Heard:
    with ExitStack() as stack:
        with STARTING:
            portal = stack.enter_context(watched(one.url, one.folder, one.server_pid))
        threading.Event().wait(WELL)
        began = monotonic()
        undo = one.fault.happens(portal)
        has_heard = portal.providers.heard.wait(PATIENCE)
        undo()
        after = portal.providers.heard_at - began if has_heard else None
        return Heard(fault=one.fault, after=after, by=portal.providers.by)


sys.exit(main())
