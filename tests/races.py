"""Two engineers answer at the same instant, many times over: `python -m tests.races 10000`."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, perf_counter_ns

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from app.desk import Desk
from app.domain.delivery import Medium
from app.operations import acknowledgement, outbox, resolution, text_replies
from app.operations.text_replies import Text
from app.store import incidents, staff
from app.store.staff import Staff
from app.store.timeline import Event
from app.web import calling
from tests.world import World, postgres

CONTENDERS = ("Dana", "Eve")
ONCE = 24  # incidents that are open at a time
WAYS = ("button", "text", "telephone")


@dataclass(frozen=True, kw_only=True)
class Race:
    """One incident, and the ways by which the two take it. `calls`: each one's call, by name."""

    reference: str
    incident_id: str
    ways: tuple[str, str]
    calls: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """What somebody was told, and from when until when the portal was busy with it, in nanoseconds."""

    is_theirs: bool
    span: tuple[int, int]


@dataclass(kw_only=True)
class Contest:
    """How the races ended. `overlapping`: both were between their first and last statement at the same time."""

    races: int
    without_one_winner: list[str] = field(default_factory=list)
    disagreeing: list[str] = field(default_factory=list)
    wins: Counter[str] = field(default_factory=Counter)
    overlapping: int = 0
    seconds: float = 0


def contest(world: World, races: int) -> Contest:
    """Opens incidents, some at a time, and lets two desks of their own take each from behind a barrier."""
    world.at("Saturday 02:10")
    result = Contest(races=races)
    contenders = [_Contender(world, name) for name in CONTENDERS]
    try:
        for first in range(0, races, ONCE):
            held = _opened(world, range(first, min(first + ONCE, races)))
            began = perf_counter()
            told = _run(contenders, held)
            result.seconds += perf_counter() - began
            _judge(world, held, told, result)
            _clear(world, held)
    finally:
        for one in contenders:
            one.desk.database.close()
    return result


class _Contender:
    """One of the two, at a desk of their own: no lock but the database's is between them."""

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        self.desk = Desk.open(world.desk.settings, clock=world.clock)
        self.app: Flask = create_app(world.desk.settings, desk=self.desk)
        with self.desk.database.reading() as session:
            self.person = _person(session, name)
            ways = staff.methods_of(session, [self.person.id])
        self.number = next(way.address for way in ways if way.medium == Medium.SMS)

    def answer(self, race: Race) -> Pressed:
        """Takes the incident by the way that is theirs in this race."""
        way: Callable[[Race], bool] = getattr(self, f"_by_{race.ways[CONTENDERS.index(self.name)]}")
        began = perf_counter_ns()
        is_theirs = way(race)
        return Pressed(is_theirs=is_theirs, span=(began, perf_counter_ns()))

    def _by_button(self, race: Race) -> bool:
        with self.desk.database.writing() as session:
            now, mint = self.desk.clock.now(), self.desk.mint
            return acknowledgement.acknowledge(session, race.incident_id, self.person, mint=mint, now=now).is_yours

    def _by_text(self, race: Race) -> bool:
        with self.desk.database.writing() as session:
            text = Text(sid=self.desk.mint.id(), sender=self.number, words=f"1 {race.reference}")
            said = text_replies.take(session, text, mint=self.desk.mint, now=self.desk.clock.now())
        assert said in ("yours", "held"), said
        return said == "yours"

    def _by_telephone(self, race: Race) -> bool:
        with self.app.app_context():
            call = race.calls[self.name]
            with self.desk.database.reading() as session:
                keys = self.desk.stationery.keys(session.get_one(calling.Delivery, call), 1)
            said = calling.pressed(call, keys.take, 1).words
        assert ("You have it" in said) != ("has it already" in said), said
        return "You have it" in said


def _opened(world: World, numbers: range) -> list[Race]:
    """Incidents that both have been paged for, each with a call to each of them on the line."""
    references = [world.files_alone(email="").reference for _ in numbers]
    world.passes(minutes=5)
    races = []
    for number, reference in zip(numbers, references, strict=True):
        ways = WAYS[number % 3], WAYS[number // 3 % 3]
        races.append(
            Race(
                reference=reference,
                incident_id=world.incident(reference).id,
                ways=ways,
                calls={name: _call(world, reference, name) for name in CONTENDERS},
            )
        )
    return races


def _call(world: World, reference: str, name: str) -> str:
    """A call that has been answered: one phone is rung but once a minute, so it is put on the line by hand."""
    desk = world.desk
    with desk.database.writing() as session:
        person, incident = _person(session, name), incidents.by_reference(session, reference)
        assert incident is not None
        page = incidents.page_of(session, reference, person.id)
        assert page is not None, f"{name} was not paged for {reference}"
        way = next(one for one in staff.methods_of(session, [person.id]) if one.medium == Medium.VOICE)
        facts = {"layer": page.layer, "round": incident.round}
        row = outbox.to_method(
            desk.mint, person, way, "page", desk.clock.now(), lasts=outbox.PAGE_LASTS, priority=outbox.FIRST,
            page_id=page.id, incident_id=incident.id, **facts,
        )  # fmt: skip
        outbox.post(session, [row])
        return str(row["id"])


def _run(contenders: list[_Contender], races: list[Race]) -> dict[str, list[Pressed]]:
    told: dict[str, list[Pressed]] = {one.name: [] for one in contenders}
    faults: list[BaseException] = []
    barrier = threading.Barrier(len(contenders))

    def compete(one: _Contender) -> None:
        try:
            for race in races:
                barrier.wait(60)
                told[one.name].append(one.answer(race))
        except BaseException as fault:
            faults.append(fault)
            barrier.abort()

    threads = [threading.Thread(target=compete, args=(one,)) for one in contenders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return told


def _judge(world: World, races: list[Race], told: dict[str, list[Pressed]], result: Contest) -> None:
    kept = _kept(world, [race.incident_id for race in races])
    for number, race in enumerate(races):
        pair = {name: told[name][number] for name in CONTENDERS}
        winners = [name for name, pressed in pair.items() if pressed.is_theirs]
        holder, times_written = kept[race.incident_id]
        if len(winners) != 1 or times_written != 1:
            result.without_one_winner.append(race.reference)
            continue
        if holder != winners[0]:
            result.disagreeing.append(race.reference)
        result.wins[race.ways[CONTENDERS.index(winners[0])]] += 1
        (a, b), (c, d) = (pressed.span for pressed in pair.values())
        result.overlapping += a < d and c < b


def _kept(world: World, ids: list[str]) -> dict[str, tuple[str, int]]:
    """By incident: who has it, and how often an acknowledgement was written down."""
    with world.desk.database.reading() as session:
        names = {person.id: person.first_name for person in staff.active(session)}
        counted = select(Event.incident_id, func.count()).where(Event.kind == "acknowledged")
        written = {row[0]: row[1] for row in session.execute(counted.group_by(Event.incident_id))}
        found = [session.get_one(incidents.Incident, incident_id) for incident_id in ids]
        return {one.id: (names.get(one.acknowledged_by or "", ""), written.get(one.id, 0)) for one in found}


def _clear(world: World, races: list[Race]) -> None:
    """They are over, so that nobody is paged for them any more."""
    with world.desk.database.writing() as session:
        now, mint = world.clock.now(), world.desk.mint
        for race in races:
            incident = incidents.held(session, race.incident_id)
            assert incident is not None
            person = session.get_one(Staff, incident.acknowledged_by)
            resolution.resolve(session, incident, person, "", mint=mint, now=now)


def _person(session: Session, name: str) -> Staff:
    return next(one for one in staff.active(session) if one.first_name == name)


def _report(engine: str, result: Contest) -> bool:
    fine = not result.without_one_winner and not result.disagreeing
    wins = ", ".join(f"{way} {count}" for way, count in sorted(result.wins.items()))
    print(
        f"{engine}: {result.races} races, {result.overlapping} of them overlapping, in {result.seconds:.0f} s; "
        f"without exactly one winner {len(result.without_one_winner)}; told otherwise {len(result.disagreeing)}; "
        f"won by {wins}",
        flush=True,
    )
    return fine


def _main(races: int) -> int:
    from config import Settings

    fine = True
    with tempfile.TemporaryDirectory() as folder:
        urls = {"SQLite": f"sqlite:///{folder}/portal.db"}
        if postgres.binaries() is None:
            fine = _race("SQLite", urls["SQLite"], races, Settings)
        else:
            with postgres.Server.started(Path(folder)) as server:
                urls["PostgreSQL"] = server.fresh_database()
                for engine, url in urls.items():
                    fine = _race(engine, url, races, Settings) and fine
    return 0 if fine else 1


def _race(engine: str, url: str, races: int, settings) -> bool:  # type: ignore[no-untyped-def]
    world = World(settings.from_env({"DATABASE_URL": url}))
    try:
        return _report(engine, contest(world, races))
    finally:
        world.close()


if __name__ == "__main__":
    raise SystemExit(_main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
