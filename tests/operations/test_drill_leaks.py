"""P24: whatever the rota, the consents and what people do meanwhile, a drill reaches nobody who has not agreed."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  (seeded)

import pytest

from app.domain.delivery import Medium
from app.domain.roles import ROLES
from app.operations import acknowledgement, drills, helping, people, resolution, rota
from app.operations.drills import DrillError
from app.store import incidents, staff
from app.store.staff import ContactMethod
from tests.world import World

LAYERS = ("primary", "backup", "duty-manager")
DRILLS = 12


def staffed(world: World, random: Random) -> None:
    """People more, with the ways to be reached and the shifts that chance gives them."""
    for number in range(random.randint(0, 4)):
        with world.desk.database.writing() as session:
            who = people.add_staff(
                session, name=f"Xan{number} Test", email=f"x{number}@example.com",
                role=random.choice(ROLES), telephone=random.choice((None, f"+4477009002{number:02}")),
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
                drills.take_part(session, who, random.random() < 0.5, now)
            case 5 | 6:
                for page in incidents.pages_of(session, incident_id):
                    acknowledgement.pass_on(session, page, now=now)


def starts(world: World, random: Random) -> str | None:
    """A drill for all or for one, if one can start: its reference."""
    desk, now = world.desk, world.clock.now()
    with suppress(DrillError), desk.database.writing() as session:
        only = random.choice((None, None, *(who.id for who in staff.active(session))))
        return drills.start(session, only=only, by=None, rules=desk.rules, mint=desk.mint, now=now).reference
    return None


@pytest.mark.parametrize("seed", range(4))
def test_nothing_about_a_drill_goes_to_anybody_who_had_not_agreed_when_it_was_made(world: World, seed: int):
    random = Random(seed)
    staffed(world, random)
    history = [(world.clock.now(), agreed(world))]
    references = []
    for _ in range(DRILLS):
        world.passes(minutes=1)
        consents(world, random)
        history.append((world.clock.now(), agreed(world)))
        reference = starts(world, random)
        if reference is None:
            continue
        references.append(reference)
        for _ in range(random.randint(1, 5)):
            world.passes(minutes=random.randint(1, 9))
            something_happens(world, random, world.incident(reference).id)
            history.append((world.clock.now(), agreed(world)))
        world.passes(minutes=35)
    real = world.files()
    world.passes(minutes=20)

    messages = [one for reference in references for one in world.messages(reference)]
    assert messages, "nothing was tried"
    for one in messages:
        words = f"{one.subject} {one.body}"
        assert one.staff_id in could_hear(history, one.created_at)
        assert "DRILL" in words or not one.body or (one.medium == Medium.VOICE and "This is a drill." in words)
    assert all("drill" not in f"{one.subject} {one.body}".lower() for one in world.messages(real.reference))


def could_hear(history: list[tuple[datetime, set[str]]], at: datetime) -> set[str]:
    """Who had agreed at an instant: by the last change before it, or by one of that very instant."""
    before = [who for changed_at, who in history if changed_at < at][-1:]
    return set().union(*before, *(who for changed_at, who in history if changed_at == at))
