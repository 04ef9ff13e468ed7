"""The faults: what is done to a portal that runs well, and what undoes it."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.silence.watched import Watched


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One of them. What `happens` returns undoes it. `needs_server`: it harms a database server of its own."""

    name: str
    happens: Callable[[Watched], Callable[[], None]]
    needs_server: bool = False


def _nothing() -> None:
    """The dispatcher is not coming back."""


def _stopped(portal: Watched) -> Callable[[], None]:
    portal.dispatcher.terminate()
    return _nothing


def _killed(portal: Watched) -> Callable[[], None]:
    portal.dispatcher.kill()
    return _nothing


def _hangs(portal: Watched) -> Callable[[], None]:
    return _halted([portal.dispatcher.pid])


def _killed_with_a_revoked_key(portal: Watched) -> Callable[[], None]:
    portal.providers.is_twilio_revoked = True
    return _killed(portal)


def _locked(portal: Watched) -> Callable[[], None]:
    connection = sqlite3.connect(portal.url.removeprefix("sqlite:///"), check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection.close


def _disk_full(portal: Watched) -> Callable[[], None]:
    resource.prlimit(portal.dispatcher.pid, resource.RLIMIT_FSIZE, (0, 0))
    return _nothing


def _server_stops(portal: Watched) -> Callable[[], None]:
    os.kill(portal.server_pid, signal.SIGINT)
    return _nothing


def _server_hangs(portal: Watched) -> Callable[[], None]:
    children = Path(f"/proc/{portal.server_pid}/task/{portal.server_pid}/children").read_text().split()
    return _halted([portal.server_pid, *map(int, children)])


def _halted(pids: list[int]) -> Callable[[], None]:
    """The processes stand still, and are there; until they are let go on."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)

    def go_on() -> None:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

    return go_on


FAULTS = (
    Fault(name="the dispatcher is stopped", happens=_stopped),
    Fault(name="the dispatcher is killed", happens=_killed),
    Fault(name="the dispatcher hangs", happens=_hangs),
    Fault(name="killed, and Twilio's key revoked", happens=_killed_with_a_revoked_key),
    Fault(name="the database is locked", happens=_locked),
    Fault(name="the dispatcher can write no byte", happens=_disk_full),
    Fault(name="the database server is stopped", happens=_server_stops, needs_server=True),
    Fault(name="the database server hangs", happens=_server_hangs, needs_server=True),
)
