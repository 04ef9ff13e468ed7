"""What gunicorn does beside serving: each worker watches whether paging is alive, from its first moment."""

from typing import Any


def post_worker_init(worker: Any) -> None:
    """A worker has been forked and has loaded the portal."""
    watchdog = getattr(worker.wsgi, "extensions", {}).get("watchdog")
    if watchdog:
        watchdog.start()
