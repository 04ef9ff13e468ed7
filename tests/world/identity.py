"""The company's identity provider as the stories have it: a real one, in a process of its own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import quote, urlencode, urlsplit

ROLES = "groups: portal-managers=manager, portal-engineers=engineer"


class Company:
    """A company's provider, with an account for whoever it was told of."""

    def __init__(self, url: str) -> None:
        self.url = url

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Company]:
        """Starts one on a port that the system picks, and stops it."""
        command = [sys.executable, "-m", "oidc_provider_mock", "--port", "0"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if "running on" in line:
                    break
            started = re.search(r"running on (http://[\d.:]+)", said[-1] if said else "")
            assert started is not None, f"the provider did not start, but ended with {process.wait()}: {''.join(said)}"
            drain = threading.Thread(target=process.stderr.read)  # what it says next must not fill the pipe
            drain.start()
            try:
                yield cls(started[1])
            finally:
                process.terminate()
                drain.join()

    def settings(self, **changes: str) -> dict[str, str]:
        """What a portal is told of it."""
        usual = {"OIDC_ISSUER": self.url, "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "secret"}
        return {**usual, "OIDC_ROLES": ROLES, **changes}

    def knows(self, who: str, **claims: object) -> None:
        """Gives somebody an account, or changes what is said of them; a verified address unless told otherwise."""
        usual = {"email": f"{who}@example.com", "email_verified": True}
        self._ask("PUT", f"/users/{quote(who)}", json.dumps(usual | claims), "application/json")

    def signs_in(self, url: str, who: str) -> str:
        """Somebody whose browser was sent there signs in, and is sent back: to which address."""
        return self._sends_back(url, {"sub": who})

    def lets_nobody_in(self, url: str) -> str:
        """Somebody whose browser was sent there does not sign in, and is sent back."""
        return self._sends_back(url, {"action": "deny"})

    def now(self) -> datetime:
        """What its clock says: its tokens are dated by it."""
        return parsedate_to_datetime(self._ask("GET", "/").headers["Date"])

    def _sends_back(self, url: str, form: dict[str, str]) -> str:
        path = url.removeprefix(self.url)
        assert path != url, f"{url} is not at the company's provider"
        answer = self._ask("POST", path, urlencode(form), "application/x-www-form-urlencoded")
        assert answer.status in (302, 303), answer.status
        return str(answer.headers["Location"])

    def _ask(self, method: str, path: str, body: str = "", kind: str = "text/plain") -> HTTPResponse:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        connection.request(method, path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer
