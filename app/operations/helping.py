"""Helping: whoever has an incident wakes colleagues beside them, and keeps it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import escalation
from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import outbox, paging, record, rounds
from app.store import incidents
from app.store.base import put
from app.store.incidents import Incident, Page
from app.store.reach import Person, Roll
from app.store.staff import Staff

MEDIA = (Medium.SMS, Medium.MAIL, Medium.VOICE)


def wake(session: Session, incident: Incident, person: Staff, *, mint: Mint, now: datetime) -> list[str]:
    """Whoever has it asks the next people for help: text, mail and call at once. Returns their first names.

    The next are those of the first step that has anybody but the asker and those who were asked to help before.
    Nobody is left, or it is not the asker's: nobody.
    """
    if incident.acknowledged_by != person.id or incident.resolved_at:
        return []
    pages = {page.staff_id: page for page in incidents.pages_of(session, incident.id)}
    asked = {page.staff_id for page in pages.values() if page.helps_since}
    helpers = _next(incident, paging.roll_of(incident, Roll(session, now)), {person.id, *asked})
    rows: list[outbox.Row] = []
    for helper, layer in helpers:
        page = pages.get(helper.id) or _page(session, incident, helper, layer, mint, now)
        page.helps_since = page.last_paged_at = now
        rows.extend(
            outbox.to_method(
                mint,
                helper,
                way,
                "help",
                now,
                lasts=outbox.PAGE_LASTS,
                priority=outbox.AGAIN,
                page_id=page.id,
                incident_id=incident.id,
                layer=layer,
                round=incident.round,
                asker=person.first_name,
            )
            for way in rounds.best_ways(helper, MEDIA)
        )
    names = [helper.first_name for helper, _ in helpers]
    text = f"{person.first_name} asked for help: " + (
        f"waking {', '.join(names)}" if names else "nobody is left to ask"
    )
    record.happened(session, incident, "help.asked", text, now, person.name, names=names)
    outbox.post(session, rows)
    return names


def _next(incident: Incident, roll: Roll, without: set[str | None]) -> list[tuple[Person, str]]:
    policy = escalation.thawed(incident.promise["escalation"])
    for step in policy.steps:
        found = {one.id: (one, layer) for layer in step.pages for one in roll.of(layer) if one.id not in without}
        if found:
            return list(found.values())
    return []


def _page(session: Session, incident: Incident, helper: Person, layer: str, mint: Mint, now: datetime) -> Page:
    row = rounds.new_page(incident, helper, layer, now, mint)
    put(session, Page, [row])
    return session.get_one(Page, row["id"])
