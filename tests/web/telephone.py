"""A telephone, as the provider holds it with the portal: what is heard, and the keys that are pressed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from tests.web.settings import ORIGIN
from tests.world import World

TOKEN = "the-token-in-use"
CAROL = "+447700900982"


@dataclass(kw_only=True)
class Telephone:
    """One call to the helpline. `heard` is what was said last."""

    world: World
    sid: str = "CA" + "1" * 32
    caller: str = CAROL
    heard: str = ""
    answer: TestResponse | None = field(default=None, repr=False)

    def rings(self) -> Telephone:
        return self.asks(f"{ORIGIN}/hooks/twilio/helpline", CallStatus="ringing")

    def presses(self, key: str) -> Telephone:
        return self.asks(self.action, Digits=key)

    def waits(self) -> Telephone:
        """Presses nothing."""
        return self.asks(self.action, Digits="")

    def speaks(self, seconds: int = 32) -> Telephone:
        return self.asks(self.action, RecordingSid="RE" + self.sid[2:], RecordingDuration=str(seconds))

    def says_nothing(self) -> Telephone:
        return self.asks(self.action)

    def is_asked_again(self) -> Telephone:
        """After "one moment" the provider comes back."""
        return self.asks(self.action)

    def hangs_up(self) -> Telephone:
        form = {"CallSid": self.sid, "From": self.caller, "CallStatus": "completed"}
        assert self._post(f"{ORIGIN}/hooks/twilio/helpline/status", form).status_code == 204
        self.world.settles()
        return self

    def asks(self, url: str, **form: str) -> Telephone:
        self.answer = self._post(url, {"CallSid": self.sid, "From": self.caller, "CallStatus": "in-progress", **form})
        assert self.answer.status_code == 200, self.answer.status_code
        self.heard = " ".join(say.text or "" for say in self._markup().iter("Say"))
        return self

    @property
    def action(self) -> str:
        """Where the markup sends what comes next."""
        root = self._markup()
        for verb in ("Gather", "Record"):
            found = root.find(verb)
            if found is not None:
                return found.attrib["action"]
        return root.findtext("Redirect") or ""

    @property
    def is_over(self) -> bool:
        return self._markup().find("Hangup") is not None

    @property
    def is_recording(self) -> bool:
        return self._markup().find("Record") is not None

    @property
    def reference(self) -> str:
        """The reference that was read out, as somebody with a pencil writes it down; both times the same."""
        first = re.search(r"Your reference is: (.+?)\.", self.heard)
        second = re.search(r"Once more: (.+?)\.", self.heard)
        assert first is not None, self.heard
        assert second is not None, self.heard
        assert first[1] == second[1]
        return "".join(part.split()[0] for part in first[1].split(", "))

    def _markup(self) -> ElementTree.Element:
        assert self.answer is not None
        return ElementTree.fromstring(self.answer.data)

    def _post(self, url: str, form: dict[str, str]) -> TestResponse:
        signature = RequestValidator(TOKEN).compute_signature(url, form)
        return self.world.app.test_client().post(
            url.removeprefix(ORIGIN), data=form, base_url=ORIGIN, headers={"X-Twilio-Signature": signature}
        )
