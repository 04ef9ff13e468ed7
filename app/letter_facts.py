"""The facts that a message may mention, as things stand when it is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import escalation, times
from app.domain.call_script import Told
from app.domain.local import Local
from app.domain.maintenance import met_by, told
from app.domain.policy import SupportPolicy
from app.domain.sentences import say
from app.domain.service_levels import Measure, measured
from app.domain.wording import TROUBLES, Emergency
from app.store import attachments, groups, links, mails
from app.store.deliveries import Delivery
from app.store.dossiers import Dossier
from app.store.replies import Reply
from app.store.reports import BY_MAIL
from app.store.staff import Staff

UNVERIFIED = "unverified customer"


class Facts:
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
        self.company = self._customers or dossier.customer or UNVERIFIED
        self._running = met_by(dossier.running, dossier.report.services, policy)

    @property
    def local(self) -> Local:
        """By whose clocks it says times: the customer's own in a mail to them, else the policy's."""
        if self.delivery.staff_id or self.incident is None or self.incident.is_drill:
            return self.policy.hours.local
        return self.policy.local_of(self.incident.tier, self.incident.region)

    @property
    def services(self) -> list[str]:
        """What was chosen, as people call it."""
        return [self._name(slug) for slug in self.report.services]

    @property
    def maintenance(self) -> list[str]:
        """The work that is going on just now on what was reported: "planned maintenance of the CRM, until 4:00am"."""
        return [told(window, self.policy, self.now, self.local) for window in self._running]

    @property
    def emergency(self) -> Emergency:
        """The incident as texts and subjects mention it."""
        local, report, incident = self.policy.hours.local, self.report, self.incident
        covered = (self.policy.service(slug) for slug in (incident.services if incident else report.services))
        due = incident.respond_by if incident else None
        return Emergency(
            brand=self.policy.brand,
            reference=report.reference,
            services=tuple(service.short for service in covered if service),
            affected=report.affected,
            company=self.company,
            since=times.short_time_near(report.started_at, self.now, local) if report.started_at else "",
            due=times.short_time_near(due, self.now, local) if due else "",
            work_until=times.short_time_near(self._running[0].over_at, self.now, local) if self._running else "",
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
        local, report, incident = self.policy.hours.local, self.report, self.incident
        covered = (self.policy.service(slug) for slug in (incident.services if incident else ()))
        due = incident.respond_by if incident else None
        return Told(
            product=self.policy.product,
            person=self.delivery.person.split()[0],
            reference=report.reference,
            services=tuple(service.name for service in covered if service),
            affected=report.affected,
            company=self.company,
            since=times.near_time(report.started_at, self.now, local) if report.started_at else "",
            due=times.near_time(due, self.now, local) if due else "",
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
        is_again = self.incident is not None and self.incident.paging_because
        return bool(self.delivery.facts.get("round") == 1 and not is_again)

    @property
    def is_drill(self) -> bool:
        """Whether nothing has stopped at all."""
        return self.incident is not None and self.incident.is_drill

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
        return TROUBLES[self.delivery.facts["unless"]]

    @property
    def measures(self) -> Measure:
        """Which promise it is about."""
        return measured(self.delivery.facts)

    @property
    def due_at(self) -> datetime | None:
        """When what it is about is due."""
        if self.incident is None:
            return None
        return self.incident.resolve_by if self.measures == "resolution" else self.incident.respond_by

    @property
    def due(self) -> str:
        """The same in a text: "Reply due 05:02", "Fix due Mon 09:00"."""
        what = "Fix" if self.measures == "resolution" else "Reply"
        due_at = self.due_at
        return f"{what} due {times.short_time_near(due_at, self.now, self.policy.hours.local)}" if due_at else ""

    @property
    def clocks(self) -> str:
        """That the clocks change before the reply is due, where they do."""
        due = self.incident.respond_by if self.incident else None
        return times.clocks_change(self.report.received_at, due, self.local) if due else ""

    @property
    def left(self) -> str:
        """How much of the target is left: "30 min left", "missed 4 min ago"."""
        due = self.due_at
        if due is None:
            return ""
        span = times.duration(due - self.now)
        return say("told.left" if due > self.now else "told.missed", time=span)

    @property
    def _customers(self) -> str:
        """How many report it, for colleagues, where several do."""
        if self.incident is None or not self.incident.joined or self.delivery.staff_id is None:
            return ""
        size = groups.size(self.session, self.incident.id)
        return size.words if size.count > 1 else ""

    def _name(self, slug: str) -> str:
        known = self.policy.service(slug) or self.policy.exclusion(slug)
        return known.name if known else {"unsure": "not sure which"}.get(slug, "something else")
