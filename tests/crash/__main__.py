"""At length, on each engine that this machine has: `python -m tests.crash [REFERENCES] [SEED]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.run import crash
from tests.world import postgres

WHAT = {False: "portal and dispatcher in one process", True: "the dispatcher alone"}


@contextmanager
def fresh_databases() -> Iterator[dict[str, str]]:
    """An empty, durable database on each engine, by the engine's name."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": f"sqlite:///{folder}/portal.db"}
        if not postgres.binaries():
            yield found
            return
        with postgres.Server.started(Path(folder), durable=True) as server:
            yield found | {"PostgreSQL": server.fresh_database()}


def main(references: int, seed: int) -> int:
    """Prints what became of each run; 0 if nothing was lost."""
    fine = True
    for apart, what in WHAT.items():
        with fresh_databases() as urls:
            for engine, url in urls.items():
                verdict = crash(references, seed, url, apart=apart)
                print(f"SIGKILL of {what}, {engine}, seed {seed}: {verdict}", flush=True)
                fine = fine and not verdict.lost and not verdict.unpaged and verdict.shown >= references
    return 0 if fine else 1


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    raise SystemExit(main(*(arguments + [200, 1][len(arguments) :])))
