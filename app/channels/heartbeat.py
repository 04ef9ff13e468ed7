"""The beat: a request to somebody outside who sounds the alarm when it stops coming."""

from __future__ import annotations

from urllib.parse import urlsplit


class Heartbeat:
    """Beats at `url`, an http or https address."""

    def __init__(self, url: str, timeout: float = 5) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("the heartbeat's address must begin with http:// or https://")
        self._url = url
        self._timeout = timeout

    def beat(self) -> bool:
        """Whether it was heard. Never raises."""
        from urllib.error import HTTPError
        from urllib.request import build_opener

        try:
            with build_opener().open(self._url, timeout=self._timeout) as answer:
                return bool(200 <= answer.status < 300)
        except HTTPError as refusal:
            refusal.close()
            return False
        except Exception:
            return False
