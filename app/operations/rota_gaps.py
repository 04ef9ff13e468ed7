"""Gaps in the rota: found, and announced to the managers before anybody falls into them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.domain import rota_gaps
from app.domain.delivery import Medium
from app.domain.on_call import OnCall
from app.domain.policy import SupportPolicy
from app.domain.rota_gaps import Gap
from app.domain.rota_words import layer_name, span_words
from app.domain.rulebook import Rulebook
from app.operations import outbox, record
from app.store import on_call, rota_notes, staff
from app.store.base import put
from app.store.rota_notes import GapNotice
from app.store.staff import Staff

if TYPE_CHECKING:
    from app.operations.chores import Setting

HORIZON = timedelta(days=14)


def announce(session: Session, setting: Setting) -> datetime:
    """Tells the managers of gaps that come near, and once more of those that are very near. Looks again in an hour."""
    rules, now = setting.rules, setting.now
    every = found(session, rules, now, now + HORIZON)
    people = staff.active(session, "manager") or staff.active(session)
    if every and people:
        told = rota_notes.gaps_told(session, now)
        new = rota_gaps.to_announce(every, _gaps(told), now)
        again = rota_gaps.to_repeat(every, _gaps([one for one in told if one.is_last]), now)
        telling = [gap for gap in every if gap in new or gap in again]
        if telling:
            near = rota_gaps.AGAIN + rota_gaps.LOOK
            _keep(session, setting, new, again, now + near)
            _tell(session, setting, people, telling, is_again=not new)
    return now + rota_gaps.LOOK


def found(
    session: Session, rules: Rulebook, start: datetime, end: datetime, spans: Collection[OnCall] | None = None
) -> list[Gap]:
    """The gaps between two instants; `spans` says who is on call then, where that is known already."""
    layers = [layer.slug for layer in rules.policy.layers]
    there = on_call.spans(session, start, end) if spans is None else spans
    return rota_gaps.found(there, layers, rota_gaps.needed(rules, start, end), start, end)


def shown(policy: SupportPolicy, gap: Gap) -> dict[str, str]:
    """A gap in words: its layer, and when."""
    local = policy.hours.local
    return {"layer": layer_name(policy, gap.layer), "when": span_words(gap.starts_at, gap.ends_at, local)}


def _gaps(told: Sequence[GapNotice]) -> list[Gap]:
    return [Gap(layer=one.layer, starts_at=one.starts_at, ends_at=one.ends_at) for one in told]


def _keep(session: Session, setting: Setting, new: Sequence[Gap], again: Sequence[Gap], near: datetime) -> None:
    """What was told: a gap that is new and near already needs no second word."""
    lines = [(gap, False) for gap in new if gap not in again] + [(gap, True) for gap in again]
    rows = [
        {
            "id": setting.mint.id(),
            "layer": gap.layer,
            "starts_at": gap.starts_at,
            "ends_at": gap.ends_at,
            "is_last": is_last or gap.starts_at <= near,
            "told_at": setting.now,
        }
        for gap, is_last in lines
    ]
    put(session, GapNotice, rows)


def _tell(session: Session, setting: Setting, people: Sequence[Staff], gaps: Sequence[Gap], *, is_again: bool) -> None:
    policy, now = setting.rules.policy, setting.now
    lines = [shown(policy, gap) for gap in gaps]
    facts: dict[str, Any] = {"gaps": lines, "is_again": is_again}
    by_id = {person.id: person for person in people}
    methods = [one for one in staff.methods_of(session, list(by_id)) if one.medium == Medium.MAIL]
    outbox.post(
        session,
        [
            outbox.to_method(
                setting.mint,
                by_id[method.staff_id],
                method,
                "rota-gaps",
                now,
                lasts=outbox.MAIL_LASTS,
                priority=outbox.ROUTINE,
                **facts,
            )
            for method in methods
        ],
    )
    names = ", ".join(person.first_name for person in people)
    words = "; ".join(f"{line['layer']} {line['when']}" for line in lines)
    text = f"Told {names} that nobody is on call: {words}"
    record.append(session, [record.event("rota.gap", text, now)])
