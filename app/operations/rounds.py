"""A round: the pages and messages of one turn as rows, decided first and written by whoever asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.delivery import Medium
from app.domain.escalation import Turn
from app.domain.tokens import Mint
from app.operations import limits, outbox, record
from app.store import incidents
from app.store.incidents import Incident
from app.store.reach import Person, Way
from app.store.staff import ContactMethod, Staff


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one turn comes to, as rows: decided first, written by whoever asked."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[outbox.Row] = field(default_factory=list)
    events: list[record.Row] = field(default_factory=list)


def fill(
    session: Session,
    incident: Incident,
    people: dict[str, tuple[Person, str]],
    layers: tuple[str, ...],
    step: Turn,
    taken: Round,
    priority: int,
    now: datetime,
    mint: Mint,
    also: Sequence[outbox.Row] = (),
) -> None:
    """Adds to the round a page for each of the people, by the best way of each of the step's media that they have.

    `also`: what else goes in this transaction, and counts for a phone's limit.
    """
    is_opening = incident not in session  # nobody has a page of it; later somebody may, who was called to help
    known = {} if is_opening else {page.staff_id: page for page in incidents.pages_of(session, incident.id)}
    lasts = outbox.PAGE_LASTS if step.wakes else max(outbox.PAGE_LASTS, step.next_at - now)
    again: list[outbox.Row] = []
    for person_id, (person, layer) in people.items():
        page = known.get(person_id)
        if page:
            page_id = page.id
        else:
            taken.pages.append(new_page(incident, person, layer, now, mint))
            page_id = taken.pages[-1]["id"]
        facts = {"layer": layer, "round": incident.round}
        has_link = page is not None and page.last_paged_at >= incident.paging_since
        media = step.media if has_link or not step.only_calls else step.goes_by  # whoever is rung has had the link
        if page:
            page.last_paged_at = now
        written = [
            delivery(mint, person, way, page_id, incident, facts, lasts, priority, now)
            for way in best_ways(person, media)
        ]
        (again if page or incident.is_limited else taken.deliveries).extend(written)
    going, left_out = limits.kept(session, again, now, also=also) if again else ([], [])
    taken.deliveries.extend(going)
    names = ", ".join(person.first_name for person, _ in people.values())
    drill = "DRILL, round" if incident.is_drill else "Round"
    text = f"{drill} {incident.round}: {'calling' if step.only_calls else 'paging'} {names}"
    text += f" ({incident.paging_because})" if incident.paging_because else ""
    text += limits.words(left_out)
    told = {"by": "call" if step.only_calls else "", "layers": list(layers), "ways": _fewest_ways(taken, incident)}
    said = record.event("paged", text, now, incident_id=incident.id)
    taken.events.append(said | {"facts": {"round": incident.round, **told}})


def _fewest_ways(taken: Round, incident: Incident) -> int:
    """By how many media whoever has the fewest of the incident's round is written to or rung at once."""
    media: dict[str, set[str]] = {}
    for row in taken.deliveries:
        if row["incident_id"] == incident.id and row["page_id"]:
            media.setdefault(row["page_id"], set()).add(row["medium"])
    return min((len(each) for each in media.values()), default=0)


def delivery(
    mint: Mint,
    person: Staff | Person,
    method: ContactMethod | Way,
    page_id: str | None,
    incident: Incident,
    facts: dict[str, Any],
    lasts: timedelta,
    priority: int,
    now: datetime,
) -> outbox.Row:
    """A page's message by one of the person's ways."""
    return outbox.to_method(
        mint,
        person,
        method,
        "page",
        now,
        lasts=lasts,
        priority=priority,
        page_id=page_id,
        incident_id=incident.id,
        **facts,
    )


def best_ways(person: Person, media: tuple[Medium, ...]) -> list[Way]:
    """The first way of each of the media; one that has failed only where there is no other."""
    by_medium: dict[str, Way] = {}
    for way in sorted(person.ways, key=lambda way: way.failed):
        if way.medium in media:
            by_medium.setdefault(way.medium, way)
    return list(by_medium.values())


def new_page(incident: Incident, person: Person, layer: str, now: datetime, mint: Mint) -> dict[str, Any]:
    """The row of somebody's page, with the fingerprint of its link."""
    page_id = mint.id()
    return {
        "id": page_id,
        "incident_id": incident.id,
        "staff_id": person.id,
        "layer": layer,
        "token_fingerprint": tokens.fingerprint(mint.token("acknowledge", page_id)),
        "first_paged_at": now,
        "last_paged_at": now,
        "passed_at": None,
    }
