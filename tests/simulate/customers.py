"""Customers of a simulated night: they report, twice by mistake, look, add, say that it works or does not."""

from __future__ import annotations

import random  # noqa: TID251
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.domain.triage import OTHER, UNSURE
from app.operations import resolution
from app.operations.intake import NewReport
from app.store import reports
from app.store.database import is_away
from app.store.incidents import Incident
from app.web.filing import file
from tests.simulate.visitor import Visitor

if TYPE_CHECKING:
    from tests.simulate.night import Night

COMPANIES = (
    ("Acme Foods", "carol@acme.example"),
    ("Brightwater Brewing", "bea@brightwater.example"),
    ("Eastgate Engineering", "ed@eastgate.example"),
    ("Nowhere Known Ltd", "nadia@nowhere.example"),
    ("Nowhere Known Ltd", ""),
)
FIXED = ("services", "started")
PATIENCE = 12  # times that somebody tries to send while the portal is away


class Customer:
    """Somebody with one problem."""

    def __init__(self, night: Night, number: int, services: tuple[str, ...] | None = None) -> None:
        self._night = night
        self._chance = random.Random(f"customer {night.plan.seed} {number}")
        self.company, self.email = self._chance.choice(COMPANIES)
        self.name = f"Customer {number}"
        self._is_in_storm = services is not None
        self.services = services or self._chosen()
        self.reference = self.token = ""
        self._tries = 0
        address = f"fd00::{night.plan.seed % 65536:x}:{number:x}"
        self._browser = Visitor(night.stage.app, night.stage.desk.settings.public_url, address)
        self._new: NewReport | None = None

    def reports(self) -> None:
        """Sends the report, by the form or straight to the desk; whoever sees an error tries again."""
        self._tries += 1
        by_form = self._chance.random() < 0.3 and not self._is_in_storm
        try:
            done = self._by_form() if by_form else self._to_the_desk()
        except Exception as error:
            if not is_away(error):
                raise
            done = False
        if done:
            self._goes_on()
        elif self._tries < PATIENCE:
            self._later(5, 40, self.reports)

    def _by_form(self) -> bool:
        page = self._browser.gets("/report?anyway=1")
        chosen = {"services": list(self.services), "affected": self._affected, "intent": self._intent}
        page = self._browser.posts(page, "/report", **chosen)
        if page.status_code == 200:
            own = {"company": self.company, "name": self.name, "phone": "07700 900982", "email": self.email}
            told = {"started": "now", "error_words": "HTTP 503", "errors": "HTTP 503"}
            page = self._browser.posts(page, "/reports", **(self._words() | self._answers() | chosen | own | told))
        if page.status_code != 303:
            self._night.says(f"{self.name} got {page.status_code} instead of a reference")
            return False
        self.token = page.headers["Location"].rpartition("/")[2]
        shown = self._browser.gets(f"/reports/{self.token}")
        self.reference = _reference(shown.text)
        self._night.shown(self.reference, f"{self.name} by the form")
        return True

    def _to_the_desk(self) -> bool:
        new = self._report()
        filed = self._files(new)
        if self._chance.random() < 0.12:
            again = self._files(replace(new, errors="and now this") if self._chance.random() < 0.5 else new)
            self._night.expects(again.reference == filed.reference, "P12", "one intent became two references")
        self.reference, self.token = filed.reference, filed.token
        return True

    def _files(self, new: NewReport):  # type: ignore[no-untyped-def]
        with self._night.stage.app.app_context():
            filed = file(new)
        self._night.shown(filed.reference, f"{self.name} of {self.company}: {', '.join(new.services)}, {filed.verdict}")
        return filed

    def _goes_on(self) -> None:
        """Looks a few times, and does what customers do."""
        for _ in range(self._chance.choice((1, 2, 4)) if not self._is_in_storm else 1):
            self._later(1, 5400, self.looks)
        if self._chance.random() < 0.25:
            self._later(20, 3600, self._adds)
        if self._chance.random() < 0.15:
            self._later(120, 5400, self._says_it_works)
        if not self._is_in_storm or self._chance.random() < 0.3:
            self._later(900, 7200, self._judges_a_fix)

    def looks(self) -> None:
        """Opens the tracking page, which must say what was recorded."""
        page = self._browser.gets(f"/reports/{self.token}")
        self._night.looked(self.reference, page)

    def _adds(self) -> None:
        self._does(lambda db, report, tools: resolution.add(db, report, "It is worse now", **tools), "adds something")

    def _says_it_works(self) -> None:
        self._does(lambda db, report, tools: resolution.works_again(db, report, **tools), "says that it works again")

    def _judges_a_fix(self) -> None:
        """Once it is said to be fixed, it is, or it is not."""
        with self._night.stage.desk.database.reading() as db:
            report = reports.by_reference(db, self.reference)
            incident = db.get(Incident, report.incident_id) if report and report.incident_id else None
            is_fixed = incident is not None and incident.resolved_at is not None
        if not is_fixed or self._chance.random() < 0.4:
            return
        if self._chance.random() < 0.5:
            self._says_it_works()
            return
        self._does(lambda db, report, tools: resolution.still_broken(db, report, "no", **tools), "says: still broken")

    def _does(self, act, words: str) -> None:  # type: ignore[no-untyped-def]
        self._night.says(f"{self.name} {words} ({self.reference})")
        desk = self._night.stage.desk
        try:
            with desk.database.writing() as db:
                report = reports.by_reference(db, self.reference)
                act(db, report, {"mint": desk.mint, "now": desk.clock.now()})
        except Exception as error:
            if not is_away(error):
                raise
            self._later(5, 60, lambda: self._does(act, words))

    def _later(self, least: float, most: float, act) -> None:  # type: ignore[no-untyped-def]
        self._night.agenda.after(timedelta(seconds=self._chance.uniform(least, most)), act)

    # -- what they say

    def _report(self) -> NewReport:
        if self._new is None:
            desk = self._night.stage.desk
            self._new = NewReport(
                intent=self._intent, source="form", services=self.services, affected=self._affected,
                started="Just now", started_at=desk.clock.now(), errors="HTTP 503", company=self.company,
                name=self.name, phone="07700 900982", email=self.email, extra={}, told=self._answers(),
            )  # fmt: skip
        return self._new

    @property
    def _intent(self) -> str:
        return f"intent-{self._night.plan.seed}-{self.name.replace(' ', '-')}"

    @property
    def _affected(self) -> str:
        return "everyone" if self._is_in_storm else self._as_ever(("everyone",) * 6 + ("some", "unsure"))

    def _chosen(self) -> tuple[str, ...]:
        """What has stopped: mostly something that is covered."""
        policy = self._night.stage.desk.policy
        covered = [service.slug for service in policy.services]
        other = [exclusion.slug for exclusion in policy.exclusions] + [OTHER, UNSURE]
        kind = self._chance.random()
        if kind < 0.8:
            return tuple(self._chance.sample(covered, 1 if kind < 0.65 else min(2, len(covered))))
        return (self._chance.choice(other),)

    def _answers(self) -> dict[str, str]:
        """To the policy's own questions, where they are choices: mostly the worst."""
        asked = [question for question in self._night.stage.desk.policy.questions if question.choices]
        return {q.field: self._as_ever([c.slug for c in (q.choices[0],) * 3 + q.choices], q.field) for q in asked}

    def _words(self) -> dict[str, str]:
        """To the policy's own questions, where they are asked in words."""
        asked = self._night.stage.desk.policy.questions
        return {
            question.field: "HTTP 503" for question in asked if not question.choices and question.field not in FIXED
        }

    def _as_ever(self, choices, what: str = "affected") -> str:  # type: ignore[no-untyped-def]
        """The same choice each time that this person is asked."""
        return random.Random(f"{self._intent} {what}").choice(choices)


def _reference(text: str) -> str:
    import re

    found = re.search(r"reference (?:<strong>)?([A-HJKMNP-Z2-9]{5})\b", text)
    return found[1] if found else ""
