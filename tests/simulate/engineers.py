"""Engineers of a simulated night: they sleep, take it, pass, forget, hand back, reply and resolve."""

from __future__ import annotations

import random  # noqa: TID251
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.domain.delivery import Medium, Message
from app.operations import acknowledgement, replies, resolution
from app.operations.replies import NoAddress, Telling
from app.store.database import is_away
from app.store.incidents import Incident
from app.store.staff import Staff
from tests.simulate.visitor import Visitor, path_of

if TYPE_CHECKING:
    from tests.simulate.night import Night

NOTICES = {Medium.SMS: 0.6, Medium.VOICE: 0.8, Medium.MAIL: 0.1}
_TAKE = re.compile(r"To take it, press (\d)")


class Engineer:
    """Somebody of the staff, with habits."""

    def __init__(self, night: Night, staff_id: str, name: str) -> None:
        self._night, self.id, self.name = night, staff_id, name
        self._chance = chance = random.Random(f"engineer {night.plan.seed} {name}")
        self._asleep_until = night.clock.true + timedelta(hours=chance.choice((0, 0, 0, 3, 9)))
        self._wakes = chance.choice((1.0, 0.9, 0.6, 0.3, 0.05))  # how much of what rings at night wakes them
        self._slow = chance.choice((20, 60, 240))
        self._forgets = chance.choice((0.0, 0.0, 0.1, 0.8))
        self._passes = chance.choice((0.0, 0.05, 0.2))
        self._is_previewed = chance.random() < 0.2
        url = night.stage.desk.settings.public_url
        self._browser = Visitor(night.stage.app, url, f"fd00::{night.plan.seed % 65536:x}:e{ord(name[0]):x}")

    def receives(self, medium: Medium, message: Message) -> bool:
        """Something comes in. Whether they noticed it: a call that is not noticed is not picked up."""
        path = path_of(message.body)
        if self._is_previewed and path and medium != Medium.VOICE:
            for method in ("HEAD", "GET"):
                self._browser.gets(path, method)
        is_awake = self._night.clock.true >= self._asleep_until
        if self._chance.random() > NOTICES[medium] * (1 if is_awake else self._wakes):
            return False
        if medium == Medium.VOICE:
            self._later(2, 15, lambda: self._on_the_phone(message))
        elif "/a/" in path:
            self._later(self._slow / 4, self._slow * 3, lambda: self._opens(path))
        return True

    # -- a page

    def _opens(self, path: str) -> None:
        """The link: the button is pressed, twice by some; or it is passed on."""
        page = self._browser.gets(path)
        if page.status_code != 200:
            self._night.says(f"{self.name} opens a link: {page.status_code}")
            return
        if "/acknowledgement" not in page.text:
            return
        if self._chance.random() < self._passes:
            self._night.says(f"{self.name} presses: I can't")
            self._browser.posts(page, f"{path}/pass", words="I am on a train")
            return
        for _ in range(2 if self._chance.random() < 0.2 else 1):
            answer = self._browser.posts(page, f"{path}/acknowledgement", by="sms")
            self._night.says(f"{self.name} presses Acknowledge: {answer.status_code}")
        self._after_taking()

    def _on_the_phone(self, message: Message) -> None:
        """A call: the key that takes it, the one that passes it on, or none."""
        page = self._browser.gets(f"/demo/calls/{message.id}")
        key = _TAKE.search(page.text)
        if key is None:
            return
        pressed = key[1] if self._chance.random() < 0.85 else self._chance.choice("123456789")
        self._browser.posts(page, f"/demo/calls/{message.id}/keys", key=pressed, asked="1")
        self._night.says(f"{self.name} presses {'the key' if pressed == key[1] else 'some key'} on the telephone")
        self._after_taking()

    # -- what they have

    def _after_taking(self) -> None:
        """Plans what becomes of everything that they have and have not planned for."""
        for incident_id, taken_at in self._night.held_by(self.id):
            if (incident_id, taken_at) not in self._night.planned:
                self._night.planned.add((incident_id, taken_at))
                self._plans(incident_id)

    def _plans(self, incident_id: str) -> None:
        chance = self._chance
        if chance.random() < self._forgets:
            return
        if chance.random() < 0.08:
            self._later(30, 1500, lambda: self._hands_back(incident_id))
            return
        if chance.random() < 0.2:
            self._later(60, 1200, lambda: self._does(incident_id, "notes something", self._note))
        if chance.random() < 0.85:
            self._later(60, 1700, lambda: self._does(incident_id, "replies", self._reply))
        if chance.random() < 0.85:
            self._later(400, 6000, lambda: self._does(incident_id, "resolves it", self._resolve))

    def _hands_back(self, incident_id: str) -> None:
        def act(db: Session, incident: Incident, person: Staff, tools: dict[str, Any]) -> None:
            acknowledgement.hand_back(db, incident.id, person, now=tools["now"], reason="I must sleep")

        self._does(incident_id, "hands it back", act)

    def _note(self, db: Session, incident: Incident, person: Staff, tools: dict[str, Any]) -> None:
        replies.note(db, incident, person, "Looking at the logs", now=tools["now"])

    def _reply(self, db: Session, incident: Incident, person: Staff, tools: dict[str, Any]) -> None:
        """By mail, or by telephone where there is no address; some say less than the policy requires."""
        slugs = [part["slug"] for part in incident.parts] if incident.replied_at is None else []
        said = slugs[:1] if slugs and self._chance.random() < 0.2 else slugs
        telling = Telling(words="" if said else "We are on it", parts=dict.fromkeys(said, "We are on it"))
        try:
            replies.reply(db, incident, person, telling, **tools)
        except NoAddress:
            told = Telling(words=telling.words, parts=telling.parts, by_telephone=True)
            replies.reply(db, incident, person, told, **tools)

    def _resolve(self, db: Session, incident: Incident, person: Staff, tools: dict[str, Any]) -> None:
        resolution.resolve(db, incident, person, "Restarted", **tools)

    def _does(self, incident_id: str, words: str, act: Callable[..., None]) -> None:
        """Whoever has it does something to it, as the page lets them."""
        from app.store import incidents

        desk = self._night.stage.desk
        try:
            with desk.database.writing() as db:
                incident = incidents.held(db, incident_id)
                if incident is None or incident.acknowledged_by != self.id or incident.resolved_at:
                    return
                act(db, incident, db.get_one(Staff, self.id), {"mint": desk.mint, "now": desk.clock.now()})
        except Exception as error:
            if not is_away(error):
                raise
            self._later(5, 60, lambda: self._does(incident_id, words, act))
            return
        self._night.says(f"{self.name} {words}")

    def _later(self, least: float, most: float, act: Callable[[], None]) -> None:
        self._night.agenda.after(timedelta(seconds=self._chance.uniform(least, most)), act)
