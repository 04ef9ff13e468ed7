"""At length, on each engine that this machine has: `python -m tests.flood [ROBOTS]`."""

from __future__ import annotations

import sys

from bench.serving import databases
from tests.flood.portal import running
from tests.flood.run import flood

WITHIN = 10.0  # seconds to the customer's first page


def main(count: int) -> int:
    """Prints what became of each flood; 0 if nothing was lost and the customer's page went in time."""
    fine = True
    with databases() as urls:
        for engine, url in urls.items():
            with running(url) as portal:
                verdict = flood(portal, count)
            print(f"{engine}: {verdict}", flush=True)
            for words in (*verdict.outcome.lost[:5], *verdict.unknown[:5]):
                print(f"  {words}")
            is_in_time = verdict.paged is not None and verdict.paged <= WITHIN
            fine = fine and is_in_time and not verdict.outcome.lost and not verdict.unknown
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
