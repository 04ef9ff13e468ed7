"""Engineers of a simulated night: they sleep, take it or take it over, pass, forget, text back, and do the work."""

from __future__ import annotations

import random  # noqa: TID251
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.delivery import Medium, Message
from app.store import incidents
from app.store.database import is_away
from app.store.staff import Staff
from tests.simulate import held
from tests.simulate.phone import Phone
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
        self._texts_back = chance.choice((0.0, 0.0, 0.3, 0.9))
        self._takes_over = chance.choice((0.0, 0.0, 0.3))
        self._phone = Phone(night, name)
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
        elif "/a/" in path and medium == Medium.SMS and self._chance.random() < self._texts_back:
            self._later(self._slow / 4, self._slow * 3, lambda: self._phone.answers(message, self._after_taking))
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
        if "/takeover" in page.text and self._chance.random() < self._takes_over:
            answer = self._browser.posts(page, f"{path}/takeover")
            self._night.says(f"{self.name} takes it over: {answer.status_code}")
            self._after_taking()
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
            self._later(30, 1500, lambda: self._does(incident_id, "hands it back", held.hand_back))
            return
        if chance.random() < 0.06:
            self._later(5, 130, lambda: self._does(incident_id, "undoes it", held.undo))
        for how_often, least, most, words, act in self._acts:
            if chance.random() < how_often:
                self._later(least, most, lambda words=words, act=act: self._does(incident_id, words, act))  # type: ignore[misc]

    @property
    def _acts(self) -> Sequence[tuple[float, float, float, str, held.Act]]:
        """What they may do to what they have: how often, how soon at the least and at the most, in words, and how."""
        return (
            (0.2, 60, 1200, "notes something", held.note),
            (0.1, 20, 900, "wakes others", held.wake),
            (0.15, 20, 900, "says when they reply", held.promise),
            (0.15, 30, 1200, "joins it to another", held.join),
            (0.85, 60, 1700, "replies", held.Reply(self._chance)),
            (0.85, 400, 6000, "resolves it", held.resolve),
        )

    def _does(self, incident_id: str, words: str, act: held.Act) -> None:
        """Whoever has it does something to it, as the page lets them."""
        desk = self._night.stage.desk
        try:
            with desk.database.writing() as db:
                incident = incidents.held(db, incident_id)
                if incident is None or incident.acknowledged_by != self.id or incident.resolved_at:
                    return
                act(db, incident, db.get_one(Staff, self.id), desk.mint, desk.clock.now())
        except Exception as error:
            if not is_away(error):
                raise
            self._later(5, 60, lambda: self._does(incident_id, words, act))
            return
        self._night.says(f"{self.name} {words}")

    def _later(self, least: float, most: float, act: Callable[[], None]) -> None:
        self._night.agenda.after(timedelta(seconds=self._chance.uniform(least, most)), act)
