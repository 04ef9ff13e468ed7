"""`policy times` and `policy decide` on ten million lines: as many answers, and no more memory than for two thousand.

`python -m bench.streaming` takes some minutes for each million lines of `decide`; another number of lines may follow.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import IO

from bench.serving import ROOT

FEW, MANY = 2_000, 10_000_000
POLICY = "pugpig"  # two tiers in two regions, answers that suggest a severity, times inside and outside the hours
START = datetime(2025, 1, 1, tzinfo=UTC)
APART = timedelta(days=7 * 365, hours=5, minutes=17) / FEW  # so that the few are spread over seven years already
BLOCK = 500  # lines handed over at once
COMMANDS = ("times", "decide")
CHILD = """
import atexit, sys
from bench.streaming import tell_peak
from flask.cli import main
atexit.register(tell_peak)
sys.argv = ["flask", "--app", "wsgi", "policy", *sys.argv[1:]]
main()
"""


@dataclass(frozen=True, kw_only=True)
class Streamed:
    """What one run of a command came to. `peak` is the most memory that its process ever had, in bytes."""

    lines: int
    answers: int
    errors: int
    seconds: float
    peak: int


def run(lines: int = MANY) -> None:
    """Prints each command's peak for few lines and for many."""
    print(f"JSON lines through `policy times` and `policy decide`, {POLICY}: peak memory of the process")
    for command in COMMANDS:
        few, many = streamed(command, FEW), streamed(command, lines)
        print(
            f"  {command:<7} {few.lines:,} lines {few.peak / 2**20:.1f} MB   {many.answers:,} answers"
            f" {many.peak / 2**20:.1f} MB, {many.answers / many.seconds:,.0f} lines/s, {many.errors} errors",
            flush=True,
        )


def streamed(command: str, lines: int) -> Streamed:
    """Runs a command in a process of its own, on that many lines."""
    began = perf_counter()
    answers = errors = 0
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, command, POLICY],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout and process.stderr
        feeder = threading.Thread(target=_feed, args=(process.stdin, lines))
        feeder.start()
        for line in process.stdout:
            answers += 1
            errors += line.startswith(b'{"error"')
        feeder.join()
        told = process.stderr.read().decode()
    seconds = perf_counter() - began
    peak = re.search(r"peak (\d+)", told)
    if process.returncode or peak is None:
        raise RuntimeError(f"policy {command} failed: {told}")
    return Streamed(lines=lines, answers=answers, errors=errors, seconds=seconds, peak=int(peak[1]))


def tell_peak() -> None:
    """Says on standard error the most memory that this process ever had, in bytes.

    Linux is asked for this program's alone: what `getrusage` knows includes the process that started it.
    """
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"peak {int(found[1]) * 1024 if found else usage}", file=sys.stderr)


def _feed(pipe: IO[bytes], lines: int) -> None:
    """The same few thousand questions, again and again."""
    asked = cycle([_line(number) for number in range(FEW)])
    left = lines
    with pipe:
        while left:
            block = list(islice(asked, min(left, BLOCK)))
            pipe.write(b"".join(block))
            left -= len(block)


def _line(number: int) -> bytes:
    """A question that both commands understand: another instant, tier, region and answer each time."""
    asked = {
        "at": (START + number * APART).isoformat(),
        "business_minutes": 15 * (number % 40),
        "tier": ("standard", "enterprise")[number % 2],
        "region": ("uk", "us")[number // 2 % 2],
        "services": ["app"],
        "affected": "everyone",
        "answers": {"impact": ("stopped", "severe", "defect", "cosmetic", "unsure")[number % 5]},
    }
    return json.dumps(asked).encode() + b"\n"


if __name__ == "__main__":
    run(*(int(words) for words in sys.argv[1:2]))
