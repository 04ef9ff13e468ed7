"""Letters: what each message says at the moment it is sent, from the database's facts and `templates/messages`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from sqlalchemy.orm import Session

from app.domain import call_script, escalation, mail_threads, times, wording
from app.domain.call_script import Keys, Told
from app.domain.delivery import Medium
from app.domain.maintenance import met_by, told
from app.domain.policy import SupportPolicy
from app.domain.tokens import Mint
from app.domain.wording import Emergency
from app.store import attachments, links, mails
from app.store.deliveries import Delivery
from app.store.dossiers import Dossier
from app.store.replies import Reply
from app.store.reports import BY_MAIL, Report
from app.store.staff import Staff

SLOT = "<link>"  # what is kept in the place of a secret link
UNVERIFIED = "unverified customer"
TO_CUSTOMER = (
    "customer-"  # how the names of wordings for the reporter begin; customer-said is a colleague's, with a page
)
WRITTEN_BY_A_PERSON = ("customer-reply",)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message ready to go. `link` is its secret link, or nothing; so is `reply_to`, which is never kept."""

    subject: str
    body: str
    link: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> str:
        """The body as it may be stored: without its secret."""
        return self.body.replace(self.link, SLOT) if self.link else self.body


class Stationery:
    """Composes letters for one policy, with links from one public address. Replies go to `mailbox`, if there is one."""

    def __init__(self, policy: SupportPolicy, public_url: str, mint: Mint, mailbox: str | None = None) -> None:
        self._policy = policy
        self._public_url = public_url
        self._mint = mint
        self._mailbox = mailbox
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
        if delivery.medium == Medium.VOICE:
            return Letter(subject="", body=call_script.opening(facts.told, self.keys(delivery, 1)).words, link="")
        template = self._templates.get_template(f"{delivery.wording}.txt")
        words = template.render(facts=facts, link=link, now=now, policy=self._policy, public_url=self._public_url)
        subject, _, body = words.partition("\n")
        letter = Letter(subject=" ".join(subject.split()), body=body.strip() + "\n", link=link)
        return self._threaded(letter, session, delivery, dossier.report)

    def told(self, session: Session, delivery: Delivery, dossier: Dossier, now: datetime) -> Told:
        """What a call says of its incident now."""
        return _Facts(session, delivery, dossier, self._policy, now).told

    def keys(self, delivery: Delivery, times_asked: int) -> Keys:
        """The keys that a call reads out the first, the second, the third time that it asks."""
        return Keys.of(self._mint.token("call", delivery.id), times_asked)

    def link(self, delivery: Delivery, dossier: Dossier) -> str:
        """The secret link that the message carries, or nothing. It is derived anew each time, never read."""
        page, report = dossier.page, dossier.report
        if page:
            token = self._mint.token_like("acknowledge", page.id, page.token_fingerprint)
            by_mail = "?by=mail" if delivery.medium == Medium.MAIL else ""
            return f"{self._public_url}/a/{token}{by_mail}"
        if delivery.wording.startswith(TO_CUSTOMER):
            token = self._mint.token_like("track", report.id, report.token_fingerprint)
            return f"{self._public_url}/reports/{token}"
        return ""

    def reply_address(self, report: Report) -> str:
        """Where replies about a report go; nothing where no mail comes in."""
        if not self._mailbox:
            return ""
        return mail_threads.reply_address(self._mailbox, report.reference, self._mint.token("reply", report.id))

    def _threaded(self, letter: Letter, session: Session, delivery: Delivery, report: Report) -> Letter:
        """A mail to the reporter so that a reply finds its report, and so that no machine answers another."""
        if not self._mailbox or delivery.staff_id or not delivery.wording.startswith(TO_CUSTOMER):
            return letter
        token = self._mint.token("reply", report.id)
        headers = {"Message-ID": mail_threads.message_id(self._mailbox, report.reference, token, delivery.id)}
        first = next(iter(mails.of_report(session, report.id)), None) if report.source == BY_MAIL else None
        if first and mail_threads.is_message_id(first.message_id):
            headers |= dict.fromkeys(("In-Reply-To", "References"), f"<{first.message_id}>")
        if delivery.wording not in WRITTEN_BY_A_PERSON:
            headers |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
        return replace(letter, reply_to=self.reply_address(report), headers=headers)


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
    def missing(self) -> list[str]:
        """What the policy asks for and a mail answers in no field of its own."""
        return [question.label for question in self.policy.questions if question.required]

    @property
    def is_by_mail(self) -> bool:
        """Whether it was reported by mail."""
        return self.report.source == BY_MAIL

    @property
    def unconfirmed(self) -> str:
        """What the checks said of a mail whose sender they do not confirm; nothing where they do."""
        first = next(iter(mails.of_report(self.session, self.report.id)), None) if self.is_by_mail else None
        return "" if first is None or first.is_confirmed else first.checks

    @property
    def told(self) -> Told:
        """The incident as a call mentions it."""
        zone, report, incident = self.policy.hours.zone, self.report, self.incident
        covered = (self.policy.service(slug) for slug in (incident.services if incident else ()))
        due = incident.respond_by if incident else None
        return Told(
            product=self.policy.product,
            person=self.delivery.person.split()[0],
            reference=report.reference,
            services=tuple(service.name for service in covered if service),
            affected=report.affected,
            company=self.company,
            since=times.near_time(report.started_at, self.now, zone) if report.started_at else "",
            due=times.near_time(due, self.now, zone) if due else "",
            standing=f"{self.holder} has it" if self.holder else self.standing,
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
    def record_head(self) -> str:
        """The head of the record's chain as it is now: a mail is a place where nobody can make it anew."""
        newest = links.head(self.session)
        return newest.hash if newest else ""

    @property
    def files(self) -> list[str]:
        """The names of the files that the customer has added to the report."""
        return [file.name for file in attachments.of(self.session, self.report.id, None)]

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
