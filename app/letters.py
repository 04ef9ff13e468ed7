"""Letters: what each message says at the moment it is sent, from the database's facts and `templates/messages`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from sqlalchemy.orm import Session

from app.domain import escalation, times, wording
from app.domain.delivery import Medium
from app.domain.maintenance import met_by, told
from app.domain.policy import SupportPolicy
from app.domain.tokens import Mint
from app.domain.wording import Emergency
from app.store.deliveries import Delivery
from app.store.dossiers import Dossier
from app.store.replies import Reply
from app.store.staff import Staff

SLOT = "<link>"  # what is kept in the place of a secret link
UNVERIFIED = "unverified customer"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message ready to go. `link` is its secret link, or nothing."""

    subject: str
    body: str
    link: str

    @property
    def kept(self) -> str:
        """The body as it may be stored: without its secret."""
        return self.body.replace(self.link, SLOT) if self.link else self.body


class Stationery:
    """Composes letters for one policy, with links from one public address."""

    def __init__(self, policy: SupportPolicy, public_url: str, mint: Mint) -> None:
        self._policy = policy
        self._public_url = public_url
        self._mint = mint
        folder = Path(__file__).parent.parent / "templates" / "messages"
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=False,  # noqa: S701  (plain text)
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
        )
        zone = policy.hours.zone
        self._templates.filters |= {
            "clock": lambda at: times.clock_time(at, zone),
            "day": lambda at: times.day_and_time(at, zone),
            "duration": times.duration,
        }

    def letter(self, session: Session, delivery: Delivery, dossier: Dossier, now: datetime) -> Letter:
        """What the message says now."""
        facts = _Facts(session, delivery, dossier, self._policy, now)
        link = self.link(delivery, dossier)
        if delivery.medium == Medium.SMS:
            return Letter(subject="", body=_TEXTS[delivery.wording](facts, link), link=link)
        template = self._templates.get_template(f"{delivery.wording}.txt")
        words = template.render(facts=facts, link=link, now=now, policy=self._policy, public_url=self._public_url)
        subject, _, body = words.partition("\n")
        return Letter(subject=" ".join(subject.split()), body=body.strip() + "\n", link=link)

    def link(self, delivery: Delivery, dossier: Dossier) -> str:
        """The secret link that the message carries, or nothing. It is derived anew each time, never read."""
        page, report = dossier.page, dossier.report
        if page:
            token = self._mint.token_like("acknowledge", page.id, page.token_fingerprint)
            by_mail = "?by=mail" if delivery.medium == Medium.MAIL else ""
            return f"{self._public_url}/a/{token}{by_mail}"
        if delivery.wording.startswith("customer-"):
            token = self._mint.token_like("track", report.id, report.token_fingerprint)
            return f"{self._public_url}/reports/{token}"
        return ""


class _Facts:
    """The facts about one message; those that few wordings want are read when one asks."""

    def __init__(
        self, session: Session, delivery: Delivery, dossier: Dossier, policy: SupportPolicy, now: datetime
    ) -> None:
        self.session = session
        self.delivery = delivery
        self.policy = policy
        self.now = now
        self.incident = dossier.incident
        self.report = dossier.report
        # The directory's name: words typed into the form go into no text and no subject.
        self.company = dossier.customer or UNVERIFIED
        self._running = met_by(dossier.running, dossier.report.services, policy)

    @property
    def services(self) -> list[str]:
        """What was chosen, as people call it."""
        return [self._name(slug) for slug in self.report.services]

    @property
    def maintenance(self) -> list[str]:
        """The work that is going on just now on what was reported: "planned maintenance of the CRM, until 4:00am"."""
        return [told(window, self.policy, self.now) for window in self._running]

    @property
    def emergency(self) -> Emergency:
        """The incident as texts and subjects mention it."""
        zone, report, incident = self.policy.hours.zone, self.report, self.incident
        covered = (self.policy.service(slug) for slug in (incident.services if incident else report.services))
        due = incident.respond_by if incident else None
        return Emergency(
            brand=self.policy.brand,
            reference=report.reference,
            services=tuple(service.short for service in covered if service),
            affected=report.affected,
            company=self.company,
            since=times.short_time_near(report.started_at, self.now, zone) if report.started_at else "",
            due=times.short_time_near(due, self.now, zone) if due else "",
            work_until=times.short_time_near(self._running[0].over_at, self.now, zone) if self._running else "",
        )

    @property
    def holder(self) -> str:
        """Who has it, by first name."""
        if self.incident is None or not self.incident.acknowledged_by:
            return ""
        return self.session.get_one(Staff, self.incident.acknowledged_by).first_name

    @property
    def standing(self) -> str:
        """Why somebody is paged again: "Nobody has it", "No word from Dana"."""
        return (self.incident.paging_because if self.incident else "") or "Nobody has it"

    @property
    def is_first_page(self) -> bool:
        """Whether this is the first that anybody hears of it."""
        return bool(self.delivery.facts.get("round") == 1)

    @property
    def is_quiet(self) -> bool:
        """Whether nobody is woken for it."""
        return self.incident is not None and not escalation.thawed(self.incident.promise["escalation"]).wakes

    @property
    def severity(self) -> str:
        """How bad it is, as people call it."""
        slug = self.incident.severity if self.incident else ""
        known = self.policy.severity(slug)
        return known.name if known else slug

    @property
    def is_open_since(self) -> int:
        """How many minutes it has been open."""
        return int((self.now - self.report.received_at).total_seconds() // 60)

    @property
    def reply(self) -> Reply:
        """The reply that the message carries."""
        return self.session.get_one(Reply, self.delivery.facts["reply_id"])

    @property
    def trouble(self) -> str:
        """What a manager hears: "nobody has replied"."""
        return "nobody has acknowledged" if self.delivery.facts["unless"] == "acknowledged" else "nobody has replied"

    @property
    def left(self) -> str:
        """How much of the target is left: "30 min left", "missed 4 min ago"."""
        due = self.incident.respond_by if self.incident else None
        if due is None:
            return ""
        span = times.duration(due - self.now)
        return f"{span} left" if due > self.now else f"missed {span} ago"

    def _name(self, slug: str) -> str:
        known = self.policy.service(slug) or self.policy.exclusion(slug)
        return known.name if known else {"unsure": "not sure which"}.get(slug, "something else")


def _page_text(facts: _Facts, link: str) -> str:
    if facts.is_first_page:
        return wording.first_page(facts.emergency, link)
    return wording.later_page(facts.emergency, link, minutes_open=facts.is_open_since, standing=facts.standing)


def _stand_down_text(facts: _Facts, _: str) -> str:
    told = facts.delivery.facts
    at = times.short_time(datetime.fromisoformat(told["at"]), facts.policy.hours.zone)
    return wording.stand_down(facts.emergency, name=told["taker"], at=at)


def _warning_text(facts: _Facts, _: str) -> str:
    return wording.warning(facts.emergency, trouble=facts.trouble, left=facts.left)


_TEXTS: dict[str, Callable[[Any, str], str]] = {
    "page": _page_text,
    "stand-down": _stand_down_text,
    "watch": _warning_text,
}
