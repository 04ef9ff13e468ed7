"""Storms: many reports of one outage. The first pages; the others join it, keep their own clocks, and go its way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.domain import storm, unverified
from app.domain.delivery import Medium
from app.domain.policy import SupportPolicy
from app.domain.storm import Outage
from app.domain.tokens import Mint
from app.domain.triage import UNSURE
from app.domain.unverified import Size
from app.operations import limits, outbox, paging, record, watching
from app.operations.senders import Senders
from app.store import groups, incidents, staff
from app.store.incidents import Incident, Page
from app.store.staff import Staff

Candidate = tuple[str, Outage]


@dataclass(frozen=True, kw_only=True)
class Joined:
    """The lead that an incident has joined: because it `is_same`, one outage, or only because they are many."""

    lead: Incident
    is_same: bool


class Leads:
    """The open incidents that the reports of one instant can join: asked for once, and locked before one is joined."""

    def __init__(self, session: Session, policy: SupportPolicy, senders: Senders, now: datetime) -> None:
        self._session = session
        self._senders = senders
        self._ranks = {severity.slug: rank for rank, severity in enumerate(policy.severities)}
        self._now = now
        self._known: list[Candidate] | None = None
        self._at_hand: dict[str, Incident] = {}
        self.grown: dict[str, Incident] = {}

    def expect(self, services: Iterable[Collection[str]], *, strangers: bool) -> None:
        """Locks, in one order, each incident that reports about these services, or of strangers, may join."""
        if strangers:
            self._senders.expect_strangers()
        wanted = [set(_named(one)) for one in services if _named(one)]
        if not wanted and not strangers:
            self._known = []
            return
        known = self._candidates()
        ids = [
            key
            for key, lead in known
            if (strangers and not lead.is_known) or any(one & set(lead.services) for one in wanted)
        ]
        locked = groups.locked(self._session, ids) if ids else {}
        self._at_hand |= locked
        self._known = [(key, lead) for key, lead in known if key in locked]

    def take(self, incident: Incident, customer_id: str | None, *, is_proven: bool) -> Joined | None:
        """What a new incident joins, or None: then it may lead others itself.

        A sender who has had their share joins a group, where they are a stranger and there is one, or else keeps to
        what a phone gets. A customer who has proven to be one never has.
        """
        own = self._outage(incident.services, incident.severity, incident.opened_at, customer_id is not None)
        is_over = not is_proven and self._senders.is_over(customer_id)
        key, is_same = self._lead(own, storm.joins), True
        if key is None and is_over:
            key, is_same = self._lead(own, unverified.goes_with), False
        incident.is_limited = is_over or (key is not None and not own.is_known)
        if key is not None:
            lead = self.grown[key] = self._at_hand[key]
            join(incident, lead, self._now)
            return Joined(lead=lead, is_same=is_same)
        self._senders.add(customer_id)
        self._candidates().append((incident.id, own))
        self._at_hand[incident.id] = incident
        return None

    def _lead(self, own: Outage, fits: Callable[[Outage, Outage], bool]) -> str | None:
        return next((key for key, lead in self._candidates() if fits(own, lead)), None)

    def _candidates(self) -> list[Candidate]:
        if self._known is None:
            rows = groups.leads(self._session, self._now - storm.LEADS_FOR)
            self._known = [
                (row.id, self._outage(row.services, row.severity, row.opened_at, row.is_known, bool(row.accepted_at)))
                for row in rows
            ]
        return self._known

    def _outage(
        self, services: Collection[str], severity: str, opened_at: datetime, is_known: bool, is_at_desk: bool = False
    ) -> Outage:
        return Outage(
            services=_named(services),
            rank=self._ranks.get(severity, len(self._ranks)),
            opened_at=opened_at,
            is_known=is_known,
            is_at_desk=is_at_desk,
        )


def _named(services: Collection[str]) -> list[str]:
    return [service for service in services if service != UNSURE]


def join(incident: Incident, lead: Incident, now: datetime) -> None:
    """An incident goes its lead's way from now on. Whoever has the lead has it, and is to give a sign of life."""
    incident.lead_id = lead.id
    incident.next_page_at = None
    incident.lapses_at = None
    lead.joined += 1
    if lead.acknowledged_at is None:
        incident.acknowledged_at = incident.acknowledged_by = None
    elif incident.acknowledged_by != lead.acknowledged_by:
        incident.acknowledged_at, incident.acknowledged_by = now, lead.acknowledged_by
        incident.first_acknowledged_at = incident.first_acknowledged_at or now
    incident.accepted_at = lead.accepted_at
    if lead.acknowledged_at and not lead.accepted_at:
        lasts = timedelta(seconds=lead.promise["lapse"])
        lead.lapses_at = lead.lapses_at or now + lasts
        watching.plan(lead)
    watching.plan(incident)


def said_joined(incident: Incident, joined: Joined, now: datetime) -> record.Row:
    """What the timeline says of it. The customer learns of no other customer's reference."""
    lead = joined.lead
    text = f"It is the same outage as {lead.reference}, which is paged for both"
    if not joined.is_same:
        text = f"One of many unverified reports within an hour: it goes with {lead.reference}, which is paged for both"
    is_taken = lead.acknowledged_at is not None
    facts: dict[str, Any] = {"lead": lead.reference, "is_taken": is_taken}
    facts |= {} if joined.is_same else {"is_same": False}
    return record.event("joined", text, now, incident_id=incident.id, **facts)


def tell(session: Session, grown: Collection[Incident], mint: Mint, now: datetime) -> None:
    """Tells those who have, or are paged for, an outage how many customers it has become."""
    for one in grown:
        if storm.is_worth_counting(one.joined + 1, one.customers_told, one.customers_told_at, now):
            lead = incidents.held(session, one.id)
            if lead:
                _tell(session, lead, mint, now)


def _tell(session: Session, lead: Incident, mint: Mint, now: datetime) -> None:
    size, told = groups.size(session, lead.id), lead.customers_told
    if not storm.is_told(size.count, told):
        return
    lead.customers_told, lead.customers_told_at = size.count, now
    pages = [page for page in incidents.pages_of(session, lead.id) if _hears(page, lead)]
    texts = _texts(session, lead, pages, size, told, mint, now)
    most = limits.STRANGERS if size.is_unverified else limits.PAGES
    rows, left_out = limits.kept(session, texts, now, most, only_news=size.is_unverified)
    outbox.post(session, rows)
    names = ", ".join(row["person"].split()[0] for row in rows)
    report = "" if size.is_unverified else " report it"
    text = f"Now {size.words}{report} (was {told})" + (f": told {names}" if names else "")
    record.happened(session, lead, "grown", text + limits.words(left_out), now, customers=size.count)


def _hears(page: Page, lead: Incident) -> bool:
    """Whoever has it; while nobody has, all who were paged since paging began and have not passed it on."""
    if lead.acknowledged_by:
        return page.staff_id == lead.acknowledged_by
    return page.passed_at is None and page.last_paged_at >= lead.paging_since


def _texts(
    session: Session, lead: Incident, pages: Sequence[Page], size: Size, told: int, mint: Mint, now: datetime
) -> list[outbox.Row]:
    """One text for each of them. While nobody has it, it is a page: an acknowledgement ends it."""
    rows = []
    known = {page.staff_id: page for page in pages}
    people: dict[str, Any] = {person.id: person for person in staff.active(session) if person.id in known}
    for method in staff.methods_of(session, list(people)):
        page = known.get(method.staff_id)
        if method.medium != Medium.SMS or page is None:
            continue
        del known[method.staff_id]
        facts = {"layer": page.layer, "round": lead.round, "for_page": page.id}
        facts |= {"customers": size.count, "unverified": size.is_unverified, "was": told}
        row = outbox.to_method(
            mint,
            people[method.staff_id],
            method,
            "storm",
            now,
            lasts=outbox.PAGE_LASTS,
            priority=outbox.AGAIN,
            page_id=None if lead.acknowledged_at else page.id,
            incident_id=lead.id,
            **facts,
        )
        rows.append(row)
    return rows


def join_by_hand(session: Session, incident: Incident, lead: Incident, person: Staff, now: datetime) -> bool:
    """A colleague says that two incidents are one outage. False where one of them is over, or they are one already.

    Those that had joined the first go with it.
    """
    is_open = incident.resolved_at is None and lead.resolved_at is None
    if not is_open or incident.is_drill or lead.is_drill or lead.lead_id or lead.id in (incident.lead_id, incident.id):
        return False
    incident.is_duplicate = False
    move(session, incident, lead, person, now)
    return True


def move(
    session: Session, incident: Incident, lead: Incident, person: Staff, now: datetime, *, also_told: bool = True
) -> None:
    """An incident and those that had joined it go another's way. `also_told`: the first one's timeline says so here."""
    moving = (incident, *groups.of_lead(session, incident))
    paging.stop(session, incident, f"joined {lead.reference}")
    incident.joined = 0
    for one in moving:
        join(one, lead, now)
        if one is incident and not also_told:
            continue
        text = f"{person.first_name} joined it to {lead.reference}: one outage"
        is_taken = one.acknowledged_at is not None
        record.happened(session, one, "joined", text, now, person.name, lead=lead.reference, is_taken=is_taken)
