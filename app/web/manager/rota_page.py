"""What the rota's page shows: now, day by day, what it is made of, and who changed it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import on_call as working
from app.domain.rota_gaps import AHEAD
from app.domain.rotation import weeks_or_days
from app.domain.rulebook import Rulebook
from app.operations import rota_absences, rota_gaps
from app.store import on_call, rota, rota_imports, rota_notes, shift_checks
from app.store.rota_imports import RotaImport
from app.store.staff import Staff
from app.web.manager import rota_days
from app.web.manager.rota_span import DAYS, Span
from app.web.room import desk, now

CHANGES = 20
UNDONE_WITHIN = timedelta(days=14)  # for so long an import is offered to be taken back
CHECKED = timedelta(days=8)  # for so long a check of somebody's phone is shown


def shown(db: Session, rules: Rulebook, at: datetime, span: Span) -> dict[str, Any]:
    """The values of the template: who is on call now, and in the span; what is in force now."""
    worked_out = on_call.rota_over(db, span.starts_at, span.ends_at, at)
    names = {row.id: row.name for row in db.execute(select(Staff.id, Staff.name))}
    gaps = rota_gaps.found(db, rules, span.starts_at, span.ends_at, working.merged(worked_out.pieces))
    here = on_call.spans(db, at, at + on_call.AN_INSTANT)
    checks = shift_checks.newest_of(db, {one.staff_id for one in here}, at - CHECKED)
    return {
        "layers": [
            {
                "layer": layer,
                "now": [names[one.staff_id] for one in here if one.layer == layer.slug],
                "checks": [(names[one.staff_id], checks.get(one.staff_id)) for one in here if one.layer == layer.slug],
                "gaps": [gap for gap in gaps if gap.layer == layer.slug],
            }
            for layer in rules.policy.layers
        ],
        "days": rota_days.by_day(rules, worked_out, gaps, names, span.starts_at, DAYS),
        "names": names,
        "layer_names": {layer.slug: layer.name for layer in rules.policy.layers},
        "rotations": _rotations(db, at),
        "overrides": rota.overrides_after(db, at),
        "swaps": rota.swaps_asked(db, at),
        "absences": [
            (one, rota_absences.turns_missed(db, one.staff_id, max(one.starts_at, at), one.ends_at))
            for one in rota.absences_after(db, at)
        ],
        "imported": _last_import(db, at),
        "changes": rota_notes.latest_changes(db, CHANGES),
        "moment": rules.policy.hours.zone,
    }


def gap_ahead() -> dict[str, Any] | None:
    """The first gap of the next three days in words, and how many more there are; worked out once a page."""
    if "gap_ahead" not in g:
        with desk().database.reading() as db:
            every = rota_gaps.found(db, desk().rules, now(), now() + AHEAD)
        g.gap_ahead = {**rota_gaps.shown(desk().policy, every[0]), "more": len(every) - 1} if every else None
    found: dict[str, Any] | None = g.gap_ahead
    return found


def _last_import(db: Session, at: datetime) -> RotaImport | None:
    """The import that can be taken back, as long as anybody would still want to."""
    found = rota_imports.newest(db)
    return found if found and at - found.at < UNDONE_WITHIN else None


def _rotations(db: Session, at: datetime) -> list[dict[str, Any]]:
    kept = rota.rotations_after(db, at)
    members = rota.members_of(db, [one.id for one in kept])
    return [{"kept": one, "people": members[one.id], "length": weeks_or_days(one.days)} for one in kept]
