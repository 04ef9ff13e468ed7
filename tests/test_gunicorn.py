"""Gunicorn with the portal's own configuration: each worker watches the pager before anybody has asked it anything."""

import subprocess
import threading

from bench.serving import free_port
from tests.silence.watched import gunicorn, settings
from tests.web.furnished import furnished_template, sqlite_url

__all__ = ["furnished_template", "sqlite_url"]

WORKERS = 2


def test_each_worker_watches_before_its_first_request(sqlite_url: str) -> None:
    port, started = free_port(), 0
    with gunicorn(port, settings(sqlite_url, port, ""), subprocess.PIPE, workers=WORKERS) as served:
        gives_up = threading.Timer(120, served.kill)
        gives_up.start()
        assert served.stdout is not None
        for line in served.stdout:
            started += b"watchdog_started" in line
            if started == WORKERS:
                break
        gives_up.cancel()

    assert started == WORKERS
