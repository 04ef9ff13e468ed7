"""What would happen at an instant: the decision, its promises with the counted time, and who is paged and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain import escalation
from app.domain.delivery import Medium
from app.domain.escalation import Planned
from app.domain.explanation import promise_explained
from app.domain.gate import GateState, gate
from app.domain.local import Local
from app.domain.paging_plan import EscalationStep
from app.domain.rulebook import Rulebook
from app.domain.service_levels import MEASURES, Measure
from app.domain.triage import Decision, Reason, decide
from app.store.reach import Person, Roll
from app.web.manager.what_if import Asked

IDLE = ("not concerned", "not reached")


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a response, or a resolution, is due, and each promise of it explained. No `at`: as soon as possible."""

    measures: Measure
    at: datetime | None
    promises: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Paged:
    """One step of the escalation: its plan, when, `after` how long, and whom the rota has. The last has a `repeat`.

    `unreachable` are those of the people of whom no way is known that works. A `hurried` step comes earlier than the
    policy says, because a step before it reaches nobody.
    """

    plan: EscalationStep
    step: Planned
    after: timedelta
    people: tuple[Person, ...]
    unreachable: tuple[Person, ...]
    repeat: timedelta | None
    is_hurried: bool


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one question. `came_up` are the reasons that had something to say, `idle` the others."""

    at: datetime
    local: Local
    gate: GateState
    decision: Decision
    came_up: tuple[Reason, ...]
    idle: tuple[Reason, ...]
    due: tuple[Due, ...]
    paged: tuple[Paged, ...]


def answer(db: Session, rules: Rulebook, asked: Asked) -> Answer:
    """What would be decided, and whom the rota as it stands would page. `local` is that of the hours that apply."""
    decision = decide(rules, asked.answers, asked.at)
    return Answer(
        at=asked.at,
        local=rules.calendar_of(decision.tier, decision.region).hours.local,
        gate=gate(rules, asked.at, tier=decision.tier, region=decision.region),
        decision=decision,
        came_up=tuple(reason for reason in decision.reasons if reason.outcome not in IDLE),
        idle=tuple(reason for reason in decision.reasons if reason.outcome in IDLE),
        due=_due(rules, decision, asked.at),
        paged=_paged(db, rules, decision.severity, asked.at) if decision.verdict == "accepted" else (),
    )


def _due(rules: Rulebook, decision: Decision, at: datetime) -> tuple[Due, ...]:
    calendar = rules.calendar_of(decision.tier, decision.region)
    found = []
    for measures, due_at in zip(MEASURES, (decision.respond_by, decision.resolve_by), strict=True):
        made = [promise for promise in decision.promises if promise.target.measures == measures]
        explained = tuple(promise_explained(calendar, promise, at) | {"due": promise.due} for promise in made)
        if made:
            found.append(Due(measures=measures, at=due_at, promises=explained))
    return tuple(found)


def _paged(db: Session, rules: Rulebook, severity: str, at: datetime) -> tuple[Paged, ...]:
    policy = rules.policy.escalation_of(severity)
    rolls: dict[datetime, Roll] = {}

    def people(pages: tuple[str, ...], then: datetime) -> tuple[Person, ...]:
        roll = rolls.setdefault(then, Roll(db, then))
        return tuple({person.id: person for name in pages for person in roll.of(name)}.values())

    def reaches(step: EscalationStep, then: datetime) -> bool:
        media = (*step.media, Medium.VOICE) if step.calls is not None else step.media
        return any(way.medium in media for one in people(step.pages, then) for way in one.ways)

    def can_answer(person: Person, step: int) -> bool:
        media = escalation.answered_by(policy, step)
        return any(way.medium in media and not way.failed for way in person.ways)

    return tuple(
        Paged(
            plan=policy.steps[step.step],
            step=step,
            after=step.at - at,
            people=people(step.pages, step.at),
            unreachable=tuple(one for one in people(step.pages, step.at) if not can_answer(one, step.step)),
            repeat=policy.repeat if escalation.is_last(policy, step.step) else None,
            is_hurried=step.at - at < policy.steps[step.step].after - policy.steps[0].after,
        )
        for step in escalation.course(policy, at, reaches)
    )
