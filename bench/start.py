"""From a fresh interpreter to the first page, against a Flask application of one view."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from time import perf_counter

from bench.serving import ROOT, databases, furnished

ROUNDS = 7
BARE = "from flask import Flask; app = Flask('bare'); app.add_url_rule('/', view_func=lambda: 'page')"
OURS = "from wsgi import app"
ASK = "; assert app.test_client().get('/').status_code == 200; import sys; assert 'twilio' not in sys.modules"


def run() -> None:
    """Prints both times and their ratio."""
    with databases() as urls:
        url = urls["SQLite"]
        furnished(url).database.close()
        pairs = [(seconds(OURS, url), seconds(BARE, url)) for _ in range(ROUNDS)]
    ours, bare = median(mine for mine, _ in pairs), median(other for _, other in pairs)
    ratio = median(mine / other for mine, other in pairs)
    print(f"Start: interpreter, imports and the first 200, median of {ROUNDS} in turn; Twilio's client is not imported")
    print(f"  portal {ours * 1_000:.0f} ms   bare Flask {bare * 1_000:.0f} ms   ratio {ratio:.1f}")


def seconds(code: str, url: str) -> float:
    """How long one start takes."""
    began = perf_counter()
    environment = {"DATABASE_URL": url, "PATH": "", "HOME": str(ROOT)}
    subprocess.run([sys.executable, "-c", code + ASK], cwd=ROOT, check=True, env=environment)
    return perf_counter() - began
