"""POST /reports against a bare endpoint that commits one row to the same database, in turns, served alike."""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median

from bench.serving import ROOT, databases, furnished, gunicorn

ROUNDS = 5
REQUESTS = 1_600
NIGHT = "2026-12-25T03:00:00Z"


def run() -> None:
    """Prints both rates, their ratio and the portal's latencies, for each engine."""
    print(f"Intake: 16 clients, {REQUESTS} posts a round, {ROUNDS} rounds of each in turn, median")
    print(f"  {'database':<12} {'portal/s':>9} {'bare/s':>9} {'ratio':>7} {'p50 ms':>8} {'p99 ms':>8} {'p99/p50':>8}")
    with databases() as urls:
        for name, url in urls.items():
            furnished(url).database.close()
            with (
                gunicorn("wsgi:app", DATABASE_URL=url, CLOCK_START=NIGHT) as portal,
                gunicorn("bench.bare:app", DATABASE_URL=url) as bare,
            ):
                measure(portal, "/reports", 160)
                measure(bare, "/bare", 160)
                rounds = [(measure(portal, "/reports"), measure(bare, "/bare")) for _ in range(ROUNDS)]
            ours = median(mine["per_second"] for mine, _ in rounds)
            theirs = median(other["per_second"] for _, other in rounds)
            ratio = median(mine["per_second"] / other["per_second"] for mine, other in rounds)
            p50, p99 = (median(mine[key] * 1_000 for mine, _ in rounds) for key in ("p50", "p99"))
            tail = median(mine["p99"] / mine["p50"] for mine, _ in rounds)
            print(f"  {name:<12} {ours:>9.0f} {theirs:>9.0f} {ratio:>7.2f} {p50:>8.1f} {p99:>8.1f} {tail:>8.1f}")


def measure(port: int, path: str, requests: int = REQUESTS) -> dict[str, float]:
    """One round, from a process of its own."""
    command = [sys.executable, "-m", "bench.clients", str(port), path, str(requests)]
    figures: dict[str, float] = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return figures
