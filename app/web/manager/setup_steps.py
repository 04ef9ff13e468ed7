"""The steps to a portal that can be relied on, each worked out anew: what is there, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain import policy_traps
from app.domain.delivery import WAKING
from app.domain.rulebook import Rulebook
from app.operations import rota_gaps
from app.store import drills, passkeys, recovery_codes, staff
from app.store.incidents import Incident
from app.store.staff import ContactMethod, Staff

FEWEST = 2  # people: one sleeps through it
GAPS_SHOWN = 3
HANDOVER = "09:00"
DRILL_GOOD_FOR = timedelta(days=90)
NIGHT = "03:00"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. `missing` keeps it from being done; `looks` is worth a look and does not. `links`: words and paths."""

    slug: str
    title: str
    known: Sequence[str] = ()
    missing: Sequence[str] = ()
    looks: Sequence[str] = ()
    links: Sequence[tuple[str, str]] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def you(db: Session, who: Staff) -> Step:
    """Whoever is signed in: what wakes them, where their mail goes, and the codes for the day the phone is lost."""
    page = f"/manage/people/{who.id}"
    known = [f"{who.name}, {who.role}, signs in with {who.email}"]
    if who.is_break_glass:
        missing = ["This is a break-glass account, and nobody's own. Sign in as yourself"]
        return Step(slug="you", title="You", known=known, missing=missing)
    methods = [one for one in staff.methods_of(db, [who.id]) if not one.failed_at]
    missing, looks = [], []
    if not any(one.medium in WAKING for one in methods):
        missing.append("Add your mobile number, and prove it by the code that we send there")
    if not any(one.medium == "mail" for one in methods):
        missing.append("Prove your mail address by the code that we send there")
    if not recovery_codes.left(db, who.id) and not passkeys.count(db, who.id):
        looks.append("You have no recovery codes: without your phone you would be locked out")
    links = [("How an emergency reaches you", page), ("Recovery codes", "/manage/recovery")]
    return Step(slug="you", title="You", known=known, missing=missing, looks=looks, links=links)


def engineers(db: Session) -> Step:
    """Everybody who can be paged, and whether something that was proved wakes them."""
    people = staff.active(db)
    methods = staff.methods_of(db, [one.id for one in people])
    known, missing = [], []
    for person in people:
        own = [one for one in methods if one.staff_id == person.id and one.medium in WAKING and not one.failed_at]
        if own:
            known.append(f"{person.name}: {_how(own)}")
        else:
            missing.append(f"Nothing that is proved wakes {person.name}")
    if len(people) < FEWEST:
        missing.append("Nobody is there to wake but you. Add the engineers who are on call")
    links = [("Add a person", "/manage/people/new"), ("People", "/manage/people")]
    title = "The engineers, and what wakes them"
    return Step(slug="engineers", title=title, known=known, missing=missing, links=links)


def rota(db: Session, rules: Rulebook, now: datetime) -> Step:
    """Whether somebody is on call in each layer for the next fourteen days."""
    policy = rules.policy
    gaps = rota_gaps.found(db, rules, now, now + rota_gaps.HORIZON)
    shown = [rota_gaps.shown(policy, gap) for gap in gaps[:GAPS_SHOWN]]
    missing = [f"Nobody is on call as {gap['layer']} {gap['when']}" for gap in shown]
    if len(gaps) > GAPS_SHOWN:
        missing.append(f"And {len(gaps) - GAPS_SHOWN} gaps more in the next 14 days")
    monday = last_monday(now, policy.hours.zone)
    open_layers = dict.fromkeys(gap.layer for gap in gaps)
    names = {layer.slug: layer.name for layer in policy.layers}
    start = "/manage/rota/rotations/new?every=1&unit=7"
    links = [
        (f"Weekly turns as {names.get(slug, slug).lower()}", f"{start}&layer={slug}&first={monday}T{HANDOVER}")
        for slug in open_layers
    ]
    known = [] if gaps else ["Somebody is on call in every layer for the next 14 days"]
    looks = [f"Weekly turns hand over on Mondays at {HANDOVER}, {policy.hours.local.name}, unless you say otherwise"]
    return Step(
        slug="rota", title="The rota", known=known, missing=missing, looks=looks if gaps else (),
        links=[*links, ("Import another tool's calendar", "/manage/rota/import"), ("The rota", "/manage/rota")],
    )  # fmt: skip


def policy(rules: Rulebook, file: str, now: datetime) -> Step:
    """Which policy is in force, what its checks warn of, and what would happen at three in the night."""
    found = rules.policy
    today = now.astimezone(ZoneInfo(found.hours.zone)).date()
    known = [
        f"{found.vendor}, {found.product}: {found.title}",
        f"It was read from {file!r}, without a fault. To put in another, set POLICY and start the portal again",
    ]
    service = f"&services={found.services[0].slug}" if found.services else ""
    night = f"/manage/policy?on={today}&at={NIGHT}&affected=everyone{service}"
    links = [("What would happen tonight at three", night), ("The policy in plain words", "/manage/policy")]
    looks = [str(trap) for trap in policy_traps.check(found, today)]
    return Step(slug="policy", title="The policy", known=known, looks=looks, links=links)


def drill(db: Session, now: datetime) -> Step:
    """Who takes part in drills, and whether somebody has answered one lately."""
    people = drills.partakers(db)
    latest = answered_drill(db, now)
    missing = []
    if not people:
        missing.append("Nobody takes part in drills. Everybody says so on their own page: begin with yourself")
    if latest is None:
        missing.append(f"Nobody has answered a drill in the last {DRILL_GOOD_FOR.days} days")
    known = (
        [f"{', '.join(one.name for one in people)} {'takes' if len(people) == 1 else 'take'} part"] if people else []
    )
    links = [("Start a drill", "/manage/drills/new")] if people else []
    return Step(
        slug="drill", title="A drill", known=known, missing=missing, links=[*links, ("Drills", "/manage/drills")]
    )


def answered_drill(db: Session, now: datetime) -> Incident | None:
    """The newest drill that somebody answered, if that is not too long ago."""
    recent = (one for one in drills.latest(db, 20) if one.opened_at > now - DRILL_GOOD_FOR)
    return next((one for one in recent if one.acknowledged_at), None)


def last_monday(now: datetime, zone: str) -> date:
    """The Monday of this week: turns that began then put somebody on call from now."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today - timedelta(days=today.weekday())


def _how(methods: Sequence[ContactMethod]) -> str:
    """How what wakes somebody was proved, in words."""
    ways = " and ".join(dict.fromkeys("texts" if one.medium == "sms" else "calls" for one in methods))
    return f"{ways}, {' and '.join(dict.fromkeys(one.verified_how or 'proved' for one in methods))}"
