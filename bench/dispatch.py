"""Dispatching: many texts at a slow provider against the ideal, and how soon a commit is a request when all is idle."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from statistics import median, quantiles
from time import perf_counter

from app.desk import Desk
from app.dispatcher import Dispatcher
from app.domain.delivery import Medium, Message, Outcome, Sent, State
from app.operations import intake, outbox
from app.operations.intake import NewReport
from app.store import deliveries, incidents, staff
from app.store.deliveries import Delivery
from bench.provider import TAKES
from bench.serving import ROOT, databases, free_port, furnished, wait_for

TEXTS, SENDERS = 2_000, 32
WAKE_UPS = 200
NIGHT = "2026-12-25T03:00:00Z"
ROUNDS = 3


def run() -> None:
    """Prints the throughput's share of the ideal, and the latencies of a wake-up, on each engine."""
    ideal = TEXTS * TAKES / SENDERS
    print(f"Dispatch: {TEXTS} texts by the real client, {SENDERS} senders, {TAKES} s each, ideal {ideal:.2f} s")
    took: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        with databases() as urls:
            for name, url in urls.items():
                took.setdefault(name, []).append(throughput(url))
    for name, rounds in took.items():
        seconds = median(rounds)
        print(f"  {name:<12} {seconds:6.2f} s   {ideal / seconds:.2f} of the ideal (median of {ROUNDS})")
    print(
        f"Wake-up: from a report's commit to the request for its first text, {WAKE_UPS} times after one, idle between"
    )
    for place in ("same process", "another's commit"):
        with databases() as urls:
            for name, url in urls.items():
                figures = [latency * 1_000 for latency in wake_ups(url, place == "same process")]
                p50, p99 = quantiles(figures, n=100)[49::49]
                print(f"  {name:<12} {place:<18} p50 {p50:5.1f}   p99 {p99:5.1f}   max {max(figures):5.1f} ms")


def throughput(url: str) -> float:
    """Seconds from the commit of the texts until every one is settled."""
    port = free_port()
    provider = subprocess.Popen([sys.executable, "-m", "bench.provider", str(port)], cwd=ROOT)
    try:
        wait_for(port)
        account = {"TWILIO_ACCOUNT_SID": "AC0", "TWILIO_API_KEY": "SK0", "TWILIO_API_SECRET": "secret",
                   "TWILIO_FROM": "+447700900365", "TWILIO_BASE_URL": f"http://127.0.0.1:{port}"}  # fmt: skip
        desk = furnished(url, CLOCK_START=NIGHT, **account)
        dispatcher = Dispatcher(desk, senders=SENDERS)
        report(desk)
        dispatcher.tick(desk.clock.now())
        worker = threading.Thread(target=dispatcher.run)
        worker.start()
        fill(desk)
        began = perf_counter()
        wait_until_sent(desk)
        took = perf_counter() - began
        dispatcher.stop()
        worker.join()
        desk.database.close()
        return took
    finally:
        provider.terminate()
        provider.wait(10)


def wake_ups(url: str, same_process: bool) -> list[float]:
    """Seconds from commit to request, each time with the dispatcher asleep."""
    phone = Stopwatch()
    desk = furnished(url, CLOCK_START=NIGHT)
    watched = replace(desk, channels={**desk.channels, Medium.SMS: (phone,)})
    dispatcher = Dispatcher(watched, senders=8)
    worker = threading.Thread(target=dispatcher.run)
    worker.start()
    elsewhere = desk if same_process else furnished(url, CLOCK_START=NIGHT)
    latencies = []
    for _ in range(1 + WAKE_UPS):
        phone.rang.clear()
        report(elsewhere)
        committed = perf_counter()
        assert phone.rang.wait(10), "no phone rang"
        latencies.append(max(phone.at - committed, 0))
        threading.Event().wait(0.05)  # until it sleeps again
    dispatcher.stop()
    worker.join()
    for one in {id(desk): desk, id(elsewhere): elsewhere}.values():
        one.database.close()
    return latencies[1:]  # the first one finds no statement compiled, and no template read


class Stopwatch:
    """A phone that notes when it was asked to ring."""

    provider = "demo"

    def __init__(self) -> None:
        self.rang = threading.Event()
        self.at = 0.0

    def send(self, message: Message) -> Outcome:
        """Notes the instant."""
        self.at = perf_counter()
        self.rang.set()
        return Sent(provider_id=message.id)


def report(desk: Desk) -> None:
    """An accepted report, which joins no other."""
    new = NewReport(
        intent=desk.mint.id(), source="form", services=("unsure",), affected="everyone", started="Just now",
        started_at=desk.clock.now(), errors="none", company="Acme Foods", name="Carol", phone="07700 900982",
        email="", extra={},
    )  # fmt: skip
    with desk.database.writing() as session:
        intake.receive(session, [new], rules=desk.rules, mint=desk.mint, now=desk.clock.now())


def fill(desk: Desk) -> None:
    """Puts the texts into the outbox: pages of one incident, all due now."""
    now = desk.clock.now()
    with desk.database.writing() as session:
        person = next(person for person in staff.active(session) if person.name.startswith("Dana"))
        phone = next(m for m in staff.methods_of(session, [person.id]) if m.medium == Medium.SMS)
        total, _ = incidents.counts_open(session)
        assert total == 1, "one incident is open"
        incident_id = session.query(incidents.Incident.id).scalar()
        page = incidents.pages_of(session, incident_id)[0]
        rows = [
            outbox.to_method(
                desk.mint, person, phone, "page", now, lasts=timedelta(hours=1), priority=outbox.FIRST,
                page_id=page.id, incident_id=incident_id, layer="primary", round=1,
            )
            for _ in range(TEXTS)
        ]  # fmt: skip
        outbox.post(session, rows)


def wait_until_sent(desk: Desk) -> None:
    """Until nothing is left to send, and every text was handed over."""
    while True:
        with desk.database.reading() as session:
            if deliveries.next_due(session) is None:
                break
        threading.Event().wait(0.05)
    with desk.database.reading() as session:
        sent = session.query(Delivery).where(Delivery.medium == Medium.SMS, Delivery.state == State.SENT).count()
    assert sent == TEXTS + 1, sent
