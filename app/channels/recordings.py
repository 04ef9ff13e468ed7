"""What callers said: recordings stay at the provider, and are fetched when somebody of the staff listens."""

from __future__ import annotations

import re

MOST_BYTES = 8 * 1024 * 1024
CONTENT_TYPE = "audio/mpeg"

_SID = re.compile(r"RE[0-9a-zA-Z]{1,64}")


class TwilioRecordings:
    """Fetches recordings of one account."""

    def __init__(
        self, account_sid: str, api_key: str, api_secret: str, *, base_url: str | None = None, timeout: float = 10
    ) -> None:
        self._base = (base_url or "https://api.twilio.com").rstrip("/")
        self._account = account_sid
        self._key = (api_key, api_secret)
        self._timeout = timeout

    def fetch(self, recording_sid: str) -> bytes | None:
        """The recording as MP3; None if it cannot be had now, or not any more."""
        from app.channels.twilio_http import downloaded

        if not _SID.fullmatch(recording_sid):
            return None
        url = f"{self._base}/2010-04-01/Accounts/{self._account}/Recordings/{recording_sid}.mp3"
        return downloaded(url, self._key, timeout=self._timeout, most=MOST_BYTES)
