"""The real portal as `docs/production.md` runs it: gunicorn's threads for the pages, the dispatcher beside them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from time import monotonic, sleep

from app.desk import Desk
from app.domain.delivery import Medium, State
from app.store import deliveries, incidents
from bench.serving import ROOT, furnished, gunicorn

NIGHT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)  # a Saturday
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Portal:
    """Where it answers, and its memory."""

    port: int
    desk: Desk

    def seconds_to_first_text(self, reference: str, began: float) -> float | None:
        """How long after `began` a phone was texted about an incident; None if none was within a minute."""
        while monotonic() - began < PATIENCE_SECONDS:
            with self.desk.database.reading() as session:
                incident = incidents.by_reference(session, reference)
                found = deliveries.of_incident(session, incident.id) if incident else ()
                if any(one.page_id and one.medium == Medium.SMS and one.state == State.SENT for one in found):
                    return monotonic() - began
            sleep(0.02)
        return None


def _await_ready(port: int) -> None:
    """Until a dispatcher is at work, too: how long it takes to start is no part of a flood."""
    began = monotonic()
    while monotonic() - began < PATIENCE_SECONDS:
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", "/readyz")
            with connection.getresponse() as answer:
                if answer.status == 200:
                    return
        sleep(0.1)
    raise RuntimeError("no dispatcher came to work")


@contextmanager
def running(url: str) -> Iterator[Portal]:
    """The portal on an empty database, on demo phones, behind a proxy that says where requests come from."""
    desk = furnished(url)
    settings = {"DATABASE_URL": url, "TRUSTED_PROXIES": "1"}
    began = monotonic()
    with gunicorn("wsgi:app", CLOCK_START=NIGHT.isoformat(), **settings) as port:
        ahead = NIGHT + timedelta(seconds=monotonic() - began)
        dispatcher = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "dispatch"],
            cwd=ROOT,
            env=os.environ | settings | {"CLOCK_START": ahead.isoformat(), "PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await_ready(port)
            yield Portal(port=port, desk=desk)
        finally:
            dispatcher.terminate()
            dispatcher.wait(PATIENCE_SECONDS)
            desk.database.close()
