"""Sixteen clients in a process of their own: `python -m bench.clients PORT PATH REQUESTS` prints figures as JSON."""

from __future__ import annotations

import json
import re
import sys
import threading
import uuid
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlencode

CLIENTS = 16
REPORT = {
    "services": "unsure", "affected": "everyone", "started": "at", "started_at": "02:10",
    "errors": "Error 500: nobody can log in", "company": "Acme Foods", "name": "Carol",
    "phone": "07700 900982", "email": "carol@acme.example", "confirmed": "yes",
}  # fmt: skip


def client(port: int, path: str, requests: int, latencies: list[float], start: threading.Barrier) -> None:
    """Sends its share of the requests over one connection."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    form = dict(REPORT)
    if path == "/reports":
        connection.request("GET", "/report?anyway=yes")
        answer = connection.getresponse()
        page = answer.read().decode()
        headers["Cookie"] = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        form["csrf_token"] = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]  # type: ignore[index]
    start.wait()
    for _ in range(requests):
        form["intent"] = uuid.uuid4().hex
        began = perf_counter()
        connection.request("POST", path, urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        latencies.append(perf_counter() - began)
        if answer.status not in (200, 303):
            raise RuntimeError(f"{path} answered {answer.status}")


def main(port: int, path: str, requests: int) -> None:
    """Runs the clients, and prints what they measured."""
    latencies: list[float] = []
    start = threading.Barrier(CLIENTS + 1)
    share = requests // CLIENTS
    threads = [threading.Thread(target=client, args=(port, path, share, latencies, start)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    start.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    took = perf_counter() - began
    latencies.sort()
    assert len(latencies) == share * CLIENTS, "a client failed"
    figures = {
        "per_second": len(latencies) / took,
        "p50": latencies[len(latencies) // 2],
        "p99": latencies[int(len(latencies) * 0.99)],
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
