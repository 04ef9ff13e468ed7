"""Letters: what each message says at the moment it is sent, from the database's facts and `templates/messages`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from jinja2.runtime import Context
from sqlalchemy.orm import Session

from app.domain import call_script, drill_words, mail_threads, notices, times, tokens, wording
from app.domain.call_script import Keys, Script, Told
from app.domain.delivery import SLOT, Medium
from app.domain.policy import SupportPolicy
from app.domain.tokens import Mint
from app.letter_facts import Facts
from app.store import mails
from app.store.deliveries import Delivery
from app.store.dossiers import Dossier
from app.store.reports import BY_MAIL, Report

TO_CUSTOMER = "customer-"  # how wordings for the reporter begin; customer-said is a colleague's, and has a page
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
        self._templates.filters |= {"clock": _clock, "day": _day, "when": _when, "duration": times.duration}
        self._templates.filters["instant"] = datetime.fromisoformat

    def letter(self, session: Session, delivery: Delivery, dossier: Dossier | None, now: datetime) -> Letter:
        """What the message says now. Without a dossier it is a notice."""
        if dossier is None:
            return self._notice(delivery, now)
        facts = Facts(session, delivery, dossier, self._policy, now)
        link = self.link(delivery, dossier)
        if delivery.medium == Medium.SMS:
            text = _drill_text if facts.is_drill else _TEXTS[delivery.wording]
            return Letter(subject="", body=text(facts, link), link=link)
        if delivery.medium == Medium.VOICE:
            return Letter(subject="", body=self._spoken(delivery, facts).words, link="")
        wording = "drill-page" if facts.is_drill and delivery.wording == "page" else delivery.wording
        letter = self._mail(wording, link, facts=facts, now=now)
        return _marked(letter) if facts.is_drill else self._threaded(letter, session, delivery, dossier.report)

    def bare(self, delivery: Delivery, dossier: Dossier) -> Letter:
        """A page without its facts, for when they cannot be put into words: a fault of ours must not keep it back."""
        reference, link = dossier.report.reference, self.link(delivery, dossier)
        if delivery.medium == Medium.VOICE:
            script = call_script.opening(self.bare_told(delivery, dossier), self.keys(delivery, 1))
            return Letter(subject="", body=script.words, link="")
        subject = f"EMERGENCY {reference}" if delivery.medium == Medium.MAIL else ""
        return Letter(subject=subject, body=wording.undescribed(self._policy.brand, reference, link), link=link)

    def told(self, session: Session, delivery: Delivery, dossier: Dossier, now: datetime) -> Told:
        """What a call says of its incident now."""
        return Facts(session, delivery, dossier, self._policy, now).told

    def bare_told(self, delivery: Delivery, dossier: Dossier) -> Told:
        """The same without its facts."""
        return Told.nothing_but(self._policy.product, delivery.person.split()[0], dossier.report.reference)

    def keys(self, delivery: Delivery, times_asked: int) -> Keys:
        """The keys that a call reads out the first, the second, the third time that it asks."""
        return Keys.of(self._mint.token("call", delivery.id), times_asked)

    def link(self, delivery: Delivery, dossier: Dossier | None) -> str:
        """The secret link that the message carries, or nothing. It is derived anew each time, never read."""
        if dossier is None:
            return self._notice_secret(delivery)
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

    def notice_call(self, delivery: Delivery) -> Script:
        """What a call says that is about no report: a code, or that it is a test."""
        person = delivery.person.split()[0]
        if delivery.wording == "pager-test":
            return call_script.trial(self._policy.product, person)
        return call_script.code(self._policy.product, person, self._notice_secret(delivery))

    def _spoken(self, delivery: Delivery, facts: Facts) -> Script:
        """The first words of a call."""
        is_help = delivery.wording == "help"
        told = facts.told
        script = call_script.help_wanted(told) if is_help else call_script.opening(told, self.keys(delivery, 1))
        return drill_words.spoken(script) if facts.is_drill else script

    def _notice(self, delivery: Delivery, now: datetime) -> Letter:
        """What a message says that is about no report: its facts are in its row."""
        link = self._notice_secret(delivery)
        if delivery.medium == Medium.VOICE:
            return Letter(subject="", body=self.notice_call(delivery).words, link=link)
        if delivery.medium == Medium.SMS:
            words = notices.TEXTS[delivery.wording](self._policy, delivery.facts, link)
            return Letter(subject="", body=words, link=link)
        return self._mail(delivery.wording, link, facts=delivery.facts, person=delivery.person, now=now)

    def _notice_secret(self, delivery: Delivery) -> str:
        """The link that a notice carries, or the digits of a code, as they are written or said; or nothing."""
        secret = delivery.facts.get("secret")
        if not secret:
            return ""
        token = self._mint.token_like(secret["purpose"], secret["of"], secret["fingerprint"])
        if token and "digits" in secret:
            digits = tokens.digits(token, secret["digits"])
            return ", ".join(digits) if delivery.medium == Medium.VOICE else digits
        return f"{self._public_url}{secret['path']}{token}"

    def _mail(self, wording: str, link: str, **known: Any) -> Letter:
        """A mail of that wording: its template's first line is the subject."""
        template = self._templates.get_template(f"{wording}.txt")
        facts = known["facts"]
        local = facts.local if isinstance(facts, Facts) else self._policy.hours.local
        known |= {"local": local, "zone": local.name}
        words = template.render(link=link, policy=self._policy, public_url=self._public_url, **known)
        subject, _, body = words.partition("\n")
        return Letter(subject=" ".join(subject.split()), body=body.strip() + "\n", link=link)

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


@jinja2.pass_context
def _clock(context: Context, at: datetime) -> str:
    return times.clock_time(at, context["local"])


@jinja2.pass_context
def _day(context: Context, at: datetime) -> str:
    return times.day_and_time(at, context["local"])


@jinja2.pass_context
def _when(context: Context, at: datetime) -> str:
    """A time; with its date where that is not the date of the letter."""
    return times.dated_time(at, context["now"], context["local"])


def _marked(letter: Letter) -> Letter:
    """A mail about a drill, which says so in its subject and its first words."""
    subject, body = drill_words.marked_subject(letter.subject), drill_words.marked_body(letter.body)
    return replace(letter, subject=subject, body=body)


def _drill_text(facts: Facts, link: str) -> str:
    """The text of a drill, whatever its wording: all of them say so."""
    brand, reference = facts.policy.brand, facts.report.reference
    if facts.delivery.wording == "page":
        minutes = None if facts.is_first_page else facts.is_open_since
        return drill_words.page(brand, reference, link, minutes_open=minutes, standing=facts.standing)
    if facts.delivery.wording == "stand-down":
        told = facts.delivery.facts
        at = times.short_time(datetime.fromisoformat(told["at"]), facts.policy.hours.local)
        return drill_words.stand_down(brand, reference, name=told["taker"], at=at)
    return drill_words.other(brand, reference, link)


def _page_text(facts: Facts, link: str) -> str:
    if facts.is_first_page:
        return wording.first_page(facts.emergency, link)
    return wording.later_page(facts.emergency, link, minutes_open=facts.is_open_since, standing=facts.standing)


def _stand_down_text(facts: Facts, _: str) -> str:
    told = facts.delivery.facts
    at = times.short_time(datetime.fromisoformat(told["at"]), facts.policy.hours.local)
    return wording.stand_down(facts.emergency, name=told["taker"], at=at)


def _released_text(facts: Facts, _: str) -> str:
    told = facts.delivery.facts
    at = times.short_time(datetime.fromisoformat(told["at"]), facts.policy.hours.local)
    return wording.released(facts.emergency, name=told["taker"], at=at)


def _warning_text(facts: Facts, _: str) -> str:
    return wording.warning(facts.emergency, trouble=facts.trouble, left=facts.left, due=facts.due)


def _overdue_text(facts: Facts, _: str) -> str:
    return wording.overdue(facts.emergency, holder=facts.holder or "Nobody", left=facts.left)


def _grown_text(facts: Facts, link: str) -> str:
    told = facts.delivery.facts
    standing = "You have it" if facts.holder else facts.standing
    return wording.grown(
        facts.emergency,
        link,
        customers=told["customers"],
        was=told["was"],
        standing=standing,
        unverified=told.get("unverified", False),
    )


def _assigned_text(facts: Facts, link: str) -> str:
    asker = facts.delivery.facts["asker"]
    return wording.asked(facts.emergency, link, asker=asker, holder=facts.holder)


def _asked_of_another_text(facts: Facts, _: str) -> str:
    told = facts.delivery.facts
    return wording.asked_of_another(facts.emergency, asker=told["asker"], asked=told["asked"])


def _help_text(facts: Facts, link: str) -> str:
    return wording.help_wanted(facts.emergency, link, asker=facts.delivery.facts["asker"])


_TEXTS: dict[str, Callable[[Any, str], str]] = {
    "page": _page_text,
    "stand-down": _stand_down_text,
    "released": _released_text,
    "watch": _warning_text,
    "overdue": _overdue_text,
    "storm": _grown_text,
    "help": _help_text,
    "assigned": _assigned_text,
    "asked-of-another": _asked_of_another_text,
}
