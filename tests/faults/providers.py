"""Twilio's place in these nights: a server that answers its real client, and says what became of what it took."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs

from twilio.request_validator import RequestValidator

from tests.channels.providers import Answer, Asked, HttpProvider, running
from tests.world import World

AUTH_TOKEN = "only-for-this-test"
DANA, EVE, MO = "+447700900101", "+447700900102", "+447700900103"
DANAS_OTHER = "+447700900111"

Reaction = Callable[[str], Answer]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A message that it took: what it calls it, to whom it goes, and where it was told to send receipts."""

    sid: str
    resource: str
    to: str
    form: dict[str, str]


class Twilio:
    """Takes everything under an id of its own, but for texts to numbers that it has another reaction to."""

    def __init__(self, server: HttpProvider) -> None:
        self.server = server
        server.answers = [self._answer]
        self.took: list[Taken] = []
        self.questions: list[str] = []
        self.says: dict[str, str] = {}  # by number: what it answers when it is asked
        self.reactions: dict[str, list[Answer]] = {}  # by number, to texts: the last one for ever
        self.balance = Answer(status=200, body={"balance": "100.00", "currency": "GBP"})
        self._lock = threading.Lock()

    def reacts(self, number: str, *answers: Answer) -> None:
        """What it answers to texts for a number, one after another; the last one from then on."""
        self.reactions[number] = list(answers)

    def took_for(self, number: str, resource: str = "Messages") -> list[Taken]:
        """What it took for a number."""
        return [one for one in self.took if one.to == number and one.resource == resource]

    def _answer(self, asked: Asked) -> Answer:
        path = asked.path.partition("?")[0]
        if path.endswith("/Balance.json"):
            return self.balance
        if asked.method == "GET":
            return self._status(path)
        resource = path.rsplit("/", 1)[1].removesuffix(".json")
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        with self._lock:
            known = self.reactions.get(form["To"], []) if resource == "Messages" else []
            answer = (known.pop(0) if len(known) > 1 else known[0]) if known else None
            if answer is not None and answer.status != 201:
                return answer
            sid = f"{'SM' if resource == 'Messages' else 'CA'}{len(self.took) + 1:032d}"
            self.took.append(Taken(sid=sid, resource=resource, to=form["To"], form=form))
        return answer or Answer(status=201, body={"sid": sid, "status": "queued"})

    def _status(self, path: str) -> Answer:
        sid = path.rsplit("/", 1)[1].removesuffix(".json")
        self.questions.append(sid)
        taken = next(one for one in self.took if one.sid == sid)
        said = self.says.get(taken.to, "sent" if taken.resource == "Messages" else "ringing")
        return Answer(status=200, body={"sid": sid, "status": said, "error_code": None, "error_message": None})


@contextmanager
def twilio() -> Iterator[Twilio]:
    """One that runs."""
    with running(HttpProvider()) as server:
        yield Twilio(server)


def settings(server: Twilio) -> dict[str, str]:
    """What a world has to know to text and call by it."""
    return {
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_API_KEY": "SK" + "0" * 32, "TWILIO_API_SECRET": "secret",
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN, "TWILIO_FROM": "+447700900365", "TWILIO_BASE_URL": server.server.url,
    }  # fmt: skip


def says(world: World, taken: Taken, status: str, code: str = "") -> int:
    """Twilio's status callback for a text, signed as Twilio signs."""
    url = taken.form["StatusCallback"]
    form = {"MessageSid": taken.sid, "MessageStatus": status} | ({"ErrorCode": code} if code else {})
    signature = RequestValidator(AUTH_TOKEN).compute_signature(url, form)
    origin = world.desk.settings.public_url
    headers = {"X-Twilio-Signature": signature}
    path = url.removeprefix(origin)
    return world.app.test_client().post(path, data=form, headers=headers, base_url=origin).status_code
