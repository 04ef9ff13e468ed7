"""P24: whatever the rota, the consents and what people do meanwhile, a drill reaches nobody who has not agreed."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from app.domain.delivery import Medium
from app.operations import acknowledgement, drills, helping, people, resolution, rota
from app.operations.drills import DrillError
from app.store import incidents, staff
from app.store.staff import ContactMethod, Staff
from tests.world import World

LAYERS = ("primary", "backup", "duty-manager")
DRILLS = 12


def staffed(world: World, random: Random) -> None:
    """People more, with the ways to be reached and the shifts that chance gives them."""
    for number in range(random.randint(0, 4)):
        with world.desk.database.writing() as session:
            who = people.add_staff(
                session, name=f"Xan{number} Test", email=f"x{number}@example.com",
                role=random.choice(staff.ROLES), telephone=random.choice((None, f"+4477009002{number:02}")),
                password_hash=None, mint=world.desk.mint, now=world.clock.now(),
            )  # fmt: skip
            for _ in range(random.randint(0, 2)):
                begins = world.clock.now() + timedelta(hours=random.randint(-48, 48))
                ends = random.choice((None, begins + timedelta(hours=random.randint(1, 72))))
                rota.add_shift(
                    session, layer=random.choice(LAYERS), staff_id=who.id, starts_at=begins, ends_at=ends,
                    mint=world.desk.mint,
                )  # fmt: skip


def consents(world: World, random: Random) -> None:
    """Chance says who takes part from now on; and whose phone fails."""
    with world.desk.database.writing() as session:
        for who in staff.active(session):
            drills.take_part(session, who, random.random() < 0.5, world.clock.now())
        for method in session.query(ContactMethod):
            method.failed_at = world.clock.now() if random.random() < 0.2 else None


def agreed(world: World) -> set[str]:
    with world.desk.database.reading() as session:
        return {who.id for who in staff.everybody(session) if who.drills_since}


def something_happens(world: World, random: Random, incident_id: str) -> None:
    """One of the things that people do beside waiting."""
    with world.desk.database.writing() as session:
        incident = incidents.held(session, incident_id)
        who = random.choice(list(staff.active(session)))
        assert incident is not None
        mint, now = world.desk.mint, world.clock.now()
        match random.randint(0, 9):
            case 0:
                acknowledgement.acknowledge(session, incident_id, who, mint=mint, now=now)
            case 1:
                acknowledgement.take_over(session, incident_id, who, mint=mint, now=now)
            case 2:
                helping.wake(session, incident, who, mint=mint, now=now)
            case 3:
                resolution.resolve(session, incident, who, "", mint=mint, now=now)
            case 4:
                drills.take_part(session, session.get_one(Staff, who.id), random.random() < 0.5, now)
            case 5 | 6:
                for page in incidents.pages_of(session, incident_id):
                    acknowledgement.pass_on(session, page, now=now)
    with suppress(DrillError), world.desk.database.writing() as session:
        drills.start(session, only=who.id, by=who, rules=world.desk.rules, mint=mint, now=now)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_about_a_drill_goes_to_anybody_who_had_not_agreed_when_it_was_made(world: World, seed: int):
    random = Random(seed)
    staffed(world, random)
    reached = set()
    for _ in range(DRILLS):
        consents(world, random)
        ever = agreed(world)
        with suppress(DrillError), world.desk.database.writing() as session:
            desk, now = world.desk, world.clock.now()
            only = random.choice((None, None, *(who.id for who in staff.active(session))))
            drill = drills.start(session, only=only, by=None, rules=desk.rules, mint=desk.mint, now=now)
        if "drill" not in locals():
            continue
        for _ in range(random.randint(1, 5)):
            world.passes(minutes=random.randint(1, 9))
            something_happens(world, random, drill.id)
            ever |= agreed(world)
        world.passes(minutes=35)
        messages = world.messages(drill.reference)
        reached |= {one.staff_id for one in messages}
        assert {one.staff_id for one in messages if one.created_at >= drill.opened_at} <= ever
        assert all("drill" in f"{one.subject} {one.body}".lower() for one in messages if one.body)
        assert all("DRILL" in one.body for one in messages if one.body and one.medium == Medium.SMS)
    real = world.files()
    world.passes(minutes=20)
    assert all("drill" not in f"{one.subject} {one.body}".lower() for one in world.messages(real.reference))
    assert reached, "nothing was tried"
