"""What gunicorn does beside serving: each worker watches whether paging is alive, and enters what waits in files."""

from typing import Any


def post_worker_init(worker: Any) -> None:
    """A worker has been forked and has loaded the portal."""
    extensions = getattr(worker.wsgi, "extensions", {})
    for name in ("watchdog", "clerk"):
        if name in extensions:
            extensions[name].start()
