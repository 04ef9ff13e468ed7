"""Two engineers press Acknowledge at the same instant, many times over: `python -m tests.races 10000`."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, perf_counter_ns

from sqlalchemy import func, select

from app.desk import Desk
from app.operations import acknowledgement
from app.operations.acknowledgement import Answer
from app.store import incidents, staff
from app.store.incidents import Incident
from app.store.timeline import Event
from tests.world import World, postgres

CONTENDERS = ("Dana", "Eve")


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
    """Opens an incident for each race, and lets two desks of their own acknowledge it from behind a barrier."""
    references = [world.files_alone(email="").reference for _ in range(races)]
    began = perf_counter()
    answers, spans = _run(world, references)
    result = Contest(races=races, seconds=perf_counter() - began)
    kept = _kept(world)
    for number, reference in enumerate(references):
        pair = [answers[name][number] for name in CONTENDERS]
        winners = [name for name, answer in zip(CONTENDERS, pair, strict=True) if answer.is_new]
        holder, times_written = kept[reference]
        if len(winners) != 1 or times_written != 1:
            result.without_one_winner.append(reference)
            continue
        if [answer.holder for answer in pair] != winners * 2 or holder != winners[0]:
            result.disagreeing.append(reference)
        result.wins[winners[0]] += 1
        (a, b), (c, d) = (spans[name][number] for name in CONTENDERS)
        result.overlapping += a < d and c < b
    return result


def _run(world: World, references: list[str]) -> tuple[dict[str, list[Answer]], dict[str, list[tuple[int, int]]]]:
    answers: dict[str, list[Answer]] = {name: [] for name in CONTENDERS}
    spans: dict[str, list[tuple[int, int]]] = {name: [] for name in CONTENDERS}
    faults: list[BaseException] = []
    barrier = threading.Barrier(len(CONTENDERS))

    def press(name: str) -> None:
        desk = Desk.open(world.desk.settings, clock=world.clock)
        try:
            with desk.database.reading() as session:
                person = next(one for one in staff.active(session) if one.first_name == name)
                ids = {one.reference: one.id for one in session.scalars(select(Incident))}
            for reference in references:
                barrier.wait(60)
                start = perf_counter_ns()
                with desk.database.writing() as session:
                    answers[name].append(
                        acknowledgement.acknowledge(
                            session, ids[reference], person, mint=desk.mint, now=world.clock.now()
                        )
                    )
                spans[name].append((start, perf_counter_ns()))
        except BaseException as fault:
            faults.append(fault)
            barrier.abort()
        finally:
            desk.database.close()

    threads = [threading.Thread(target=press, args=(name,)) for name in CONTENDERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return answers, spans


def _kept(world: World) -> dict[str, tuple[str, int]]:
    """By reference: who has it, and how often an acknowledgement was written down."""
    with world.desk.database.reading() as session:
        names = {person.id: person.first_name for person in staff.active(session)}
        counted = select(Event.incident_id, func.count()).where(Event.kind == "acknowledged")
        written = {row[0]: row[1] for row in session.execute(counted.group_by(Event.incident_id))}
        return {
            incident.reference: (names.get(incident.acknowledged_by or "", ""), written.get(incident.id, 0))
            for incident in session.scalars(select(incidents.Incident))
        }


def _report(engine: str, result: Contest) -> bool:
    fine = not result.without_one_winner and not result.disagreeing
    wins = ", ".join(f"{name} {count}" for name, count in sorted(result.wins.items()))
    print(
        f"{engine}: {result.races} races, {result.overlapping} of them overlapping, in {result.seconds:.0f} s; "
        f"without exactly one winner {len(result.without_one_winner)}; told differently {len(result.disagreeing)}; "
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
