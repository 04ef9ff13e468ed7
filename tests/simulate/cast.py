"""The cast of a night: who is on call, who reports when, and what is wrong with which provider."""

from __future__ import annotations

import random  # noqa: TID251
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.operations import people, rota, rota_absences
from app.operations.rota import Hand
from app.store import rota as shifts
from app.store import staff
from tests.simulate.customers import Customer
from tests.simulate.engineers import Engineer
from tests.simulate.providers import FAULTS, Spell

if TYPE_CHECKING:
    from tests.simulate.night import Night

NEW_PEOPLE = (("Femi Adeyemi", "+447700900104"), ("Gus Brandt", "+447700900105"))


class Cast:
    """Everybody of one night. `arrivals`: when they report, in seconds from its beginning."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._chance = random.Random(f"cast {night.plan.seed}")
        self.by_address: dict[str, Engineer] = {}
        self.arrivals: list[float] = []
        self.customers: list[Customer] = []

    def furnishes(self) -> None:
        """More colleagues, and holes in the rota."""
        desk = self._night.stage.desk
        with desk.database.writing() as session:
            for name, number in NEW_PEOPLE[: self._night.plan.others]:
                email = f"{name.split()[0].lower()}@example.com"
                person = people.add_staff(
                    session, name=name, email=email, role="engineer", telephone=number, password_hash=None,
                    mint=desk.mint, now=desk.clock.now(),
                )  # fmt: skip
                if self._chance.random() < 0.5:
                    now = desk.clock.now()
                    rota.add_shift(
                        session, layer="backup", staff_id=person.id, starts_at=now, ends_at=None, mint=desk.mint
                    )
            plan = self._night.plan
            hand = Hand(by="Mo Haddad", policy=desk.policy, mint=desk.mint, now=desk.clock.now())
            for shift, person in shifts.shifts_between(session, plan.begins, plan.ends):
                if shift.layer in plan.holes:
                    self._leaves(session, hand, shift.id, person.id)

    def _leaves(self, session: Session, hand: Hand, shift_id: str, staff_id: str) -> None:
        """Their shift ends, or they are away."""
        if self._chance.random() < 0.5:
            rota.end_shift(session, shift_id, hand.now)
            return
        first = self._night.plan.begins.date()
        try:
            rota_absences.add(session, hand, staff_id=staff_id, first=first, last=first + timedelta(days=1))
        except rota.RotaError:
            rota.end_shift(session, shift_id, hand.now)

    def comes_on(self) -> None:
        """Puts people, reports and spells on the agenda."""
        with self._night.stage.desk.database.reading() as session:
            everybody = staff.active(session)
            for person in everybody:
                engineer = Engineer(self._night, person.id, person.name)
                for method in staff.methods_of(session, [person.id]):
                    self.by_address[method.address] = engineer
        night = (self._night.plan.ends - self._night.plan.begins).total_seconds()
        self.arrivals = [self._arrival(night) for _ in range(self._night.plan.reports)]
        for number, at in enumerate(self.arrivals):
            self._comes(Customer(self._night, number), at)
        if self._night.plan.storm:
            self._storm(night)
        for _ in range(self._night.plan.faults):
            self._spell()

    def _arrival(self, night: float) -> float:
        """Some come in the minute in which the gate opens or closes, some together."""
        kind = self._chance.random()
        if kind < 0.15:
            return self._chance.choice((300, 2100, night - 3900)) + self._chance.uniform(-3, 3)
        return self._chance.uniform(0, night - 600)

    def _storm(self, night: float) -> None:
        """Many report one outage within ten minutes; in the middle of it something else breaks."""
        slugs = [service.slug for service in self._night.stage.desk.policy.services]
        first, other = self._chance.sample(slugs, 2)
        begins = self._chance.uniform(3600, night - 10800)
        self.arrivals.append(begins)
        for number in range(self._night.plan.storm):
            self._comes(Customer(self._night, 100 + number, (first,)), begins + self._chance.uniform(0, 600))
        self._comes(Customer(self._night, 99, (other,)), begins + self._chance.uniform(200, 600))

    def _comes(self, customer: Customer, seconds: float) -> None:
        self.customers.append(customer)
        self._night.agenda.at(self._night.plan.begins + timedelta(seconds=seconds), customer.reports)

    def _spell(self) -> None:
        """A provider has something wrong with it, around the time at which it matters."""
        medium = self._chance.choice(list(Medium))
        begins = self._night.plan.begins + timedelta(
            seconds=self._chance.choice(self.arrivals) - self._chance.uniform(0, 300)
        )
        ends = begins + timedelta(seconds=self._chance.choice((20, 120, 900, 3600)))
        own = self._chance.choice((*self.by_address, "", ""))
        spell = Spell(fault=self._chance.choice(FAULTS), begins=begins, ends=ends, address=own)
        self._night.lines[medium].spells.append(spell)
        self._night.says(
            f"{medium} will have {spell.fault} from {begins:%H:%M:%S} to {ends:%H:%M:%S} for {own or 'everybody'}"
        )
