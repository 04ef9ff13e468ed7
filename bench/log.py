"""The intake log of a thousand reports and of a million: its page and each question cost the same, its files no memory.

`python -m bench.log 1000000`; both logs are asked each question in turn, and the medians are compared.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import create_app, demo
from app.desk import Desk
from app.store import log, staff
from app.store.log import LogFilter, Place
from app.store.reports import Report
from bench.log_years import COMMON, RARE, write
from bench.serving import ROOT, databases, furnished
from config import Settings
from tests.world.browser import Browser

FEW, MANY = 1_000, 100_000
ROUNDS = 51

FILES = ("csv", "xlsx")
PAGES = (
    "",
    "?status=open",
    "?verdict=declined",
    "?customer=nobody",
    f"?search={COMMON}",
    f"?search={RARE}",
    "?sort=oldest",
    "?sort=customer",
    "?when=night&sort=customer",
)

Ask = Callable[[Session], Any]
Costs = dict[str, tuple[list[float], list[float]]]


def run(many: int = MANY) -> None:
    """Prints what each question costs in both logs, on each engine, and how much memory the CSV of all takes."""
    with databases() as few, databases() as lots:
        for engine in few:
            small, large = furnished(few[engine]), furnished(lots[engine])
            write(small, FEW)
            write(large, many)
            print(f"Intake log on {engine}: {FEW:,} reports and {many:,}, medians of {ROUNDS} pairs", flush=True)
            _print(_compared(small, large))
            print("The whole page, as a browser gets it", flush=True)
            _print(_pages(small, large))
        for engine in few:
            for kind in FILES:
                print(f"All as {kind.upper()} on {engine}")
                _print_file(kind, few[engine], lots[engine])


def _print(compared: Costs) -> None:
    for name, costs in compared.items():
        low, high = (median(one) * 1000 for one in costs)
        print(f"  {name:<34} {low:7.2f} ms {high:7.2f} ms   x{high / low:.2f}", flush=True)


def _pages(small: Desk, large: Desk) -> Costs:
    """The seconds of whole pages, small and large in turn."""
    browsers = [_signed_in(create_app(desk.settings, desk=desk)) for desk in (small, large)]
    found: Costs = {}
    for query in PAGES:
        costs: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS + 1):
            for browser, kept in zip(browsers, costs, strict=True):
                began = perf_counter()
                answer = browser.fetches(f"/manage/{query}")
                kept.append(perf_counter() - began)
                assert answer.status_code == 200, query
        found[query or "newest"] = (costs[0][1:], costs[1][1:])
    return found


def _signed_in(app: Flask) -> Browser:
    browser = Browser(app, "http://127.0.0.1:8000")
    browser.open("/manage/sign-in")
    browser.presses("Sign in", email="mo@example.com", password=demo.PASSWORD)
    return browser


def _compared(small: Desk, large: Desk) -> Costs:
    """The seconds of each question, small and large in turn."""
    asks = [(_questions(desk), desk) for desk in (small, large)]
    found: Costs = {}
    for name in asks[0][0]:
        costs: tuple[list[float], list[float]] = ([], [])
        for _ in range(ROUNDS + 1):
            for (questions, desk), kept in zip(asks, costs, strict=True):
                with desk.database.reading() as session:
                    began = perf_counter()
                    questions[name](session)
                    kept.append(perf_counter() - began)
        found[name] = (costs[0][1:], costs[1][1:])  # the first of each warms up
    return found


def _questions(desk: Desk) -> dict[str, Ask]:
    now = desk.clock.now()
    with desk.database.reading() as session:
        engineer = staff.active(session)[0].id
        customer = str(session.scalar(text("SELECT min(id) FROM customers")))
        deep = _middle(session)
    filters = {
        "newest": LogFilter(),
        "verdict accepted": LogFilter(verdict="accepted"),
        "verdict closed": LogFilter(verdict="closed"),
        "service": LogFilter(service="crm"),
        "customer": LogFilter(customer=customer),
        "customer nobody": LogFilter(customer="nobody"),
        "status open": LogFilter(status="open"),
        "status paging": LogFilter(status="paging"),
        "status resolved": LogFilter(status="resolved"),
        "status closed": LogFilter(status="closed"),
        "standing missed": LogFilter(standing="missed"),
        "standing met": LogFilter(standing="met"),
        "engineer": LogFilter(engineer=engineer),
        "source mail": LogFilter(source="mail"),
        "drills": LogFilter(drills=True),
        "one night": LogFilter(since=now - timedelta(hours=18)),
        "a common word": LogFilter(search=COMMON),
        "a rare word": LogFilter(search=RARE),
        "a word that nobody wrote": LogFilter(search="zebra"),
        "a rare and a common word": LogFilter(search=f"{COMMON} {RARE}"),
        "service, verdict and word": LogFilter(service="crm", verdict="declined", search=COMMON),
    }
    pages: dict[str, Ask] = {name: _page(wanted) for name, wanted in filters.items()}
    pages["a deep page"] = _page(LogFilter(), after=deep)
    pages["the oldest first"] = lambda session: log.page(session, LogFilter(), limit=51, oldest_first=True)
    return pages | {f"count: {name}": _count(wanted) for name, wanted in filters.items()}


def _page(wanted: LogFilter, after: Place | None = None) -> Ask:
    return lambda session: log.page(session, wanted, after=after, limit=51)


def _count(wanted: LogFilter) -> Ask:
    return lambda session: log.count(session, wanted)


def _middle(session: Session) -> Place:
    """A place half-way down: 50 reports are still to come on both sides."""
    number = session.scalar(text("SELECT count(*) FROM reports")) or 0
    report = session.scalars(select(Report).where(Report.reference == f"B{number // 2}")).one()
    return report.received_at, report.id


def _print_file(kind: str, *urls: str) -> None:
    for url in urls:
        command = [sys.executable, "-m", "bench.log", kind, url]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        print(f"  {told.strip()}", flush=True)


def take_file(kind: str, url: str) -> None:
    """Downloads the file of all, and says by how much the most memory that this process ever had grew meanwhile."""
    browser = _signed_in(create_app(Settings.from_env({"DATABASE_URL": url})))
    _taken(browser, kind, most=64 * 1024)
    before, began = _peak(), perf_counter()
    first, size = _taken(browser, kind)
    seconds, grown = perf_counter() - began, (_peak() - before) / 2**20
    print(
        f"{size / 2**20:.1f} MB in {seconds:.1f} s, the first after {first:.2f} s, at most {grown:.1f} MB more memory"
    )


def _taken(browser: Browser, kind: str, most: int = 2**63) -> tuple[float, int]:
    """After how many seconds the first bytes come, and how many come, until enough have."""
    began, first, size = perf_counter(), 0.0, 0
    answer = browser._client.get(f"/manage/log.{kind}", base_url="http://127.0.0.1:8000", buffered=False)
    for part in answer.iter_encoded():
        first = first or perf_counter() - began
        size += len(part)
        if size >= most:
            break
    answer.close()
    return first, size


def _peak() -> int:
    """The most memory that this process ever had, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found, "only Linux says it"
    return int(found[1]) * 1024


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in FILES:
        take_file(sys.argv[1], sys.argv[2])
    else:
        run(*(int(words) for words in sys.argv[1:2]))
