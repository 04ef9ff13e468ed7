"""Robots and the desk's own pages at full speed, and in the middle one known customer who reports."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from queue import Empty, SimpleQueue
from time import monotonic
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from app.demo import PASSWORD
from app.store import reports
from tests.flood.portal import Portal
from tests.flood.robots import REFERENCE, Answer, Fields, Outcome, Robot, Send, attack, hidden, robots

AT_ONCE = 8  # robots at the same moment
HAMMERS = 4  # colleagues' browsers that load the desk's pages again and again
PAGES = ("/manage/", "/manage/customers", "/manage/availability", "/manage/sign-in")
CAROL = {
    "services": "crm", "affected": "everyone", "started": "now", "errors": "none", "company": "Acme Foods",
    "name": "Carol", "phone": "07700 900982", "email": "carol@acme.example",
}  # fmt: skip


@dataclass(kw_only=True)
class Verdict:
    """What became of it. `answered`: seconds in which the customer had a reference; `paged`: until a phone had it."""

    outcome: Outcome = field(default_factory=Outcome)
    answered: float = 0.0
    paged: float | None = None
    unknown: list[str] = field(default_factory=list)
    desk_pages: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        paged = "never" if self.paged is None else f"{self.paged:.2f} s"
        kept = len(self.outcome.references)
        return (
            f"{kept} robots kept, {self.outcome.asked} questions, {len(self.outcome.lost)} lost, {self.desk_pages} desk"
            f" pages, in {self.seconds:.0f} s; the customer: reference after {self.answered:.2f} s, paged after {paged}"
        )


def flood(portal: Portal, count: int, *, hammers: int = HAMMERS) -> Verdict:
    """So many robots; the customer comes when half of them have been."""
    verdict = Verdict()
    stop, half = threading.Event(), threading.Event()
    began = monotonic()
    with ThreadPoolExecutor(AT_ONCE + hammers + 1) as pool:
        colleagues = [pool.submit(_hammer, portal, stop) for _ in range(hammers)]
        carol = pool.submit(_report, portal, half, verdict)
        left: SimpleQueue[Robot] = SimpleQueue()
        for robot in robots(count):
            left.put(robot)
        attackers = [pool.submit(_attack, portal, left, half, verdict.outcome) for _ in range(AT_ONCE)]
        for attacker in attackers:
            attacker.result()
        half.set()
        carol.result()
        stop.set()
        verdict.desk_pages = sum(colleague.result() for colleague in colleagues)
    verdict.seconds = monotonic() - began
    with portal.desk.database.reading() as session:
        shown = verdict.outcome.references
        verdict.unknown = [reference for reference in shown if reports.by_reference(session, reference) is None]
    return verdict


def browser(portal: Portal) -> Send:
    """A browser of its own, whose address the proxy tells."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def send(path: str, form: Fields | None, address: str) -> Answer:
        data = None if form is None else urlencode(form).encode()
        request = Request(f"http://127.0.0.1:{portal.port}{path}", data=data, headers={"X-Forwarded-For": address})
        try:
            with opener.open(request, timeout=60) as answer:
                return Answer(status=answer.status, text=answer.read().decode())
        except HTTPError as error:
            with error:
                return Answer(status=error.code, text=error.read().decode())

    return send


def _attack(portal: Portal, left: SimpleQueue[Robot], half: threading.Event, outcome: Outcome) -> None:
    """Lets one robot after another come, until there is none left."""
    began_with = left.qsize()
    with suppress(Empty):
        while True:
            robot = left.get_nowait()
            if robot.number >= began_with // 2:
                half.set()
            attack(robot, browser(portal), outcome)


def _report(portal: Portal, half: threading.Event, verdict: Verdict) -> None:
    half.wait()
    send, began = browser(portal), monotonic()
    page = send("/report", None, "192.0.2.1")
    answer = send("/reports", CAROL | hidden(page), "192.0.2.1")
    found = REFERENCE.search(answer.text)
    assert found, answer.text
    verdict.answered = monotonic() - began
    verdict.paged = portal.seconds_to_first_text(found[1], began)


def _hammer(portal: Portal, stop: threading.Event) -> int:
    """A manager's browser that loads the desk's pages as fast as they come."""
    send, loaded = browser(portal), 0
    page = send("/manage/sign-in", None, "192.0.2.2")
    send("/manage/sign-in", hidden(page) | {"email": "mo@example.com", "password": PASSWORD}, "192.0.2.2")
    while not stop.is_set():
        answer = send(PAGES[loaded % len(PAGES)], None, "192.0.2.2")
        assert answer.status == 200, answer.text
        loaded += 1
    return loaded
