"""One run: customers report while the portal, or its dispatcher, is killed at seeded moments."""

from __future__ import annotations

import random  # noqa: TID251
import threading
from contextlib import ExitStack
from datetime import timedelta
from time import monotonic
from urllib.error import HTTPError
from urllib.request import build_opener

from sqlalchemy import select

from app.store.database import Database
from app.store.reports import Report
from tests.crash.customers import Customer
from tests.crash.ledger import Ledger, Verdict
from tests.crash.portal import Portal
from tests.crash.providers import Providers, serving

CUSTOMERS = 4
PATIENCE_SECONDS = 120.0


def crash(references: int, seed: int, url: str, *, apart: bool = False) -> Verdict:
    """Kills until so many references were shown. `apart`: the dispatcher is a second process, and the one killed."""
    chance = random.Random(seed)
    ledger = Ledger()
    with ExitStack() as stack:
        providers = stack.enter_context(serving(Providers(ledger)))
        pages = Portal(url, providers, ledger)
        stack.callback(pages.stop)
        pages.start()
        victim = pages
        if apart:
            victim = Portal(url, providers, ledger, command="dispatch", later=timedelta(0))
            stack.callback(victim.stop)
            victim.start()
        _kill_again_and_again(victim, pages, providers, ledger, references, chance)
        _await_texts(victim, ledger)
        return _compare(pages, ledger, url)


def _kill_again_and_again(
    victim: Portal, pages: Portal, providers: Providers, ledger: Ledger, references: int, chance: random.Random
) -> None:
    """A kill comes some requests to the providers after the last start, and some thousandths of a second later."""
    due = threading.Event()
    left = [0]

    def count_down() -> None:
        with providers.lock:
            left[0] -= 1
            if left[0] <= 0:
                due.set()

    providers.on_request = count_down
    lock = threading.Lock()
    customers = [Customer(number, pages, ledger, references, lock) for number in range(CUSTOMERS)]
    for customer in customers:
        customer.start()
    pause = threading.Event()
    while any(customer.is_alive() for customer in customers):
        with providers.lock:
            left[0] = chance.randint(1, 12)
        due.clear()
        due.wait(chance.uniform(0.1, 2.0))
        pause.wait(chance.uniform(0, 0.08))
        if len(ledger.shown) >= references:
            break
        victim.kill()
        ledger.kills += 1
        victim.start()
    providers.on_request = lambda: None
    for customer in customers:
        customer.join()
        if customer.fault:
            raise customer.fault


def _await_texts(victim: Portal, ledger: Ledger) -> None:
    """A last start, after every lease; then each reference has its text within the time that a lease lasts, or not."""
    victim.kill()
    victim.start()
    pause = threading.Event()
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until and set(ledger.shown) - set(ledger.texts):
        pause.wait(0.2)


def _compare(pages: Portal, ledger: Ledger, url: str) -> Verdict:
    database = Database(url)
    with database.reading() as session:
        reports = session.execute(select(Report.reference, Report.errors, Report.verdict)).all()
    database.close()
    stored = {reference: errors for reference, errors, _ in reports}
    accepted = {reference for reference, _, verdict in reports if verdict == "accepted"}
    lost = [
        reference
        for reference, address in ledger.shown.items()
        if stored.get(reference) != ledger.words[reference] or reference not in _page(address)
    ]
    return Verdict(
        shown=len(ledger.shown),
        lost=lost,
        unpaged=sorted(accepted - set(ledger.texts)),
        most_copies=max(ledger.texts.values(), default=0),
        stored=len(stored),
        kills=ledger.kills,
        unanswered=ledger.unanswered,
    )


def _page(address: str) -> str:
    try:
        with build_opener().open(address, timeout=30) as answer:
            return str(answer.read().decode())
    except HTTPError as refusal:
        with refusal:
            return f"HTTP {refusal.code}"
