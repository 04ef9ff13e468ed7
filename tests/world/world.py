"""The world: the desk with a clock that is moved by hand, and people who react."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import create_app, demo, logs
from app.desk import Channels, Desk
from app.dispatcher import Dispatcher
from app.domain.delivery import SLOT, Medium
from app.operations import intake, people, rota, text_replies
from app.operations.intake import Filed, NewReport
from app.operations.text_replies import Text
from app.store import chores, customers, deliveries, incidents, reports, staff, timeline, webhooks
from app.store import rota as shifts
from app.store.deliveries import Delivery
from app.store.dossiers import Dossiers
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import ContactMethod, Staff
from app.store.timeline import Event
from config import Settings
from tests.world.clock import StillClock
from tests.world.people import Colleague, Customer, Message

ZONE = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 16, tzinfo=ZONE)  # the stories' week, without a holiday or a clock change
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OPENING = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # when a world begins, and its people were added
LONGEST_STEP = timedelta(minutes=5)
ALONE = ("unsure",)  # the services of a report that joins no other's incident


class _Compiled(BytecodeCache):
    """Templates compiled once in a test run, not once in each world."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """From memory."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """To memory."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class World:
    """Carol the customer, Dana on primary, Eve on backup, Mo the duty manager, and the portal between them."""

    def __init__(self, settings: Settings, channels: Channels | None = None, *, is_furnished: bool = True) -> None:
        self.clock = StillClock(OPENING)
        logs.set_up()  # as a portal does that opens: onto the stream of this very test
        self.desk = Desk.open(settings, clock=self.clock, channels=channels)
        if is_furnished:
            demo.furnish(self.desk)
        self.desk.expect_durability()
        self.dispatcher = Dispatcher(self.desk, senders=4)
        self.dana = Colleague(self, "Dana")
        self.eve = Colleague(self, "Eve")
        self.mo = Colleague(self, "Mo")
        self.carol = Customer(self, "Carol", "Acme Foods", "carol@acme.example")
        self.nadia = Customer(self, "Nadia", "Nowhere Known Ltd", "nadia@nowhere.example")

    @cached_property
    def app(self) -> Flask:
        """The pages: made when somebody first opens one, for many tests never do."""
        app = create_app(self.desk.settings, desk=self.desk)
        app.jinja_env.bytecode_cache = _COMPILED
        return app

    def at(self, when: str) -> None:
        """Moves the clock to a moment of the stories' week ("Saturday 02:10"), or to an instant in ISO 8601."""
        day, _, time = when.partition(" ")
        if day in DAYS:
            hour, minute = time.split(":")
            local = MONDAY + timedelta(days=DAYS.index(day))
            self.clock.set(local.replace(hour=int(hour), minute=int(minute)).astimezone(UTC))
        else:
            self.clock.set(datetime.fromisoformat(when).astimezone(UTC))
        self.settles()

    def passes(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        """Lets time pass, from one due instant to the next, with the dispatcher at work."""
        end = self.clock.now() + timedelta(seconds=seconds, minutes=minutes, hours=hours)
        self.settles()
        while self.clock.now() < end:
            self.clock.set(min(self._next_instant(), end))
            self.settles()

    def sleeps(self, *, minutes: float = 0, hours: float = 0) -> None:
        """Lets time pass with nobody at work: an outage of our own."""
        self.clock.move(timedelta(minutes=minutes, hours=hours))

    def settles(self) -> None:
        """The dispatcher does everything that is due at this very moment."""
        self.dispatcher.tick(self.clock.now())

    def deliveries(self) -> list[Delivery]:
        """Every message that a demo phone or mailbox has received, oldest first."""
        with self.desk.database.reading() as session:
            return list(reversed(deliveries.handed_to(session, "demo", 100_000)))

    def words_of(self, delivery: Delivery) -> str:
        """A message as its reader has it, with its link."""
        with self.desk.database.reading() as session:
            link = self.desk.stationery.link(delivery, Dossiers(session, [delivery]).about(delivery))
        return f"{delivery.subject or ''}\n{(delivery.body or '').replace(SLOT, link)}".strip()

    def files(self, **changes: Any) -> Filed:
        """Carol's report without the form's two pages, as many as a test likes; nothing is sent yet."""
        usual = NewReport(
            intent=self.desk.mint.id(), source="form", services=("crm",), affected="everyone", started="Just now",
            started_at=self.clock.now(), errors="none", company="Acme Foods", name="Carol", phone="07700 900982",
            email="carol@acme.example", extra={},
        )  # fmt: skip
        report = replace(usual, **changes)
        while True:
            # A reference that is taken is refused by the database; the edge tries again, and so does this.
            with suppress(IntegrityError), self.desk.database.writing() as session:
                now = self.clock.now()
                return intake.receive(session, [report], rules=self.desk.rules, mint=self.desk.mint, now=now)[0]

    def files_alone(self, **changes: Any) -> Filed:
        """A report that joins no other's incident and has no limit: its customer has proven to be one."""
        with self.desk.database.reading() as session:
            acme = customers.ids_of_emails(session, {self.carol.email})[self.carol.email]
        return self.files(services=ALONE, customer_id=acme, **changes)

    def texts(self, sender: str, words: str, sid: str = "", opt_out: str = "") -> str:
        """A text comes in at the portal's number; what became of it. What is due is then done."""
        text = Text(sid=sid or self.desk.mint.id(), sender=sender, words=words, opt_out=opt_out)
        with self.desk.database.writing() as session:
            became = text_replies.take(session, text, mint=self.desk.mint, now=self.clock.now())
        self.settles()
        return became

    # -- what the desk has written down

    def report(self, reference: str) -> Report:
        """A report as it is kept."""
        with self.desk.database.reading() as session:
            found = reports.by_reference(session, reference)
        assert found is not None, f"no report {reference}"
        return found

    def incident(self, reference: str) -> Incident:
        """An incident as it stands."""
        with self.desk.database.reading() as session:
            found = incidents.by_reference(session, reference)
        assert found is not None, f"no incident {reference}"
        return found

    def messages(self, reference: str) -> list[Delivery]:
        """Every message about an incident, whatever became of it, oldest first."""
        incident_id = self.incident(reference).id
        with self.desk.database.reading() as session:
            return list(deliveries.of_incident(session, incident_id))

    def pages(self, reference: str, medium: Medium = Medium.SMS) -> list[Delivery]:
        """The pages of an incident by one medium, oldest first."""
        return [one for one in self.messages(reference) if one.page_id and one.medium == medium]

    def events(self, reference: str) -> list[Event]:
        """The timeline of a report and its incident."""
        report = self.report(reference)
        with self.desk.database.reading() as session:
            return list(timeline.of(session, report.id, report.incident_id))

    def kinds(self, reference: str) -> list[str]:
        """The kinds of events in that timeline."""
        return [event.kind for event in self.events(reference)]

    def desk_mails(self) -> list[Message]:
        """What the daytime desk has received, oldest first."""
        return [Message(self, delivery) for delivery in self.deliveries() if delivery.wording == "desk-handover"]

    # -- who is there

    def goes_off_call(self, colleague: Colleague) -> None:
        """Ends all of somebody's shifts."""
        now = self.clock.now()
        with self.desk.database.writing() as session:
            for shift, person in shifts.shifts_between(session, now, now + LONGEST_STEP):
                if person.first_name == colleague.name:
                    rota.end_shift(session, shift.id, now)

    def leaves(self, colleague: Colleague) -> None:
        """Somebody does not work here any more."""
        with self.desk.database.writing() as session:
            self._person(session, colleague).is_active = False

    def gets_second_phone(self, colleague: Colleague, number: str) -> None:
        """Somebody can be reached by text at a second number."""
        with self.desk.database.writing() as session:
            person = self._person(session, colleague)
            known = len(staff.methods_of(session, [person.id]))
            session.add(
                ContactMethod(
                    id=self.desk.mint.id(),
                    staff_id=person.id,
                    medium=Medium.SMS,
                    address=number,
                    position=known,
                    verified_at=self.clock.now(),
                    verified_how="by a code",
                )
            )

    def loses_phone(self, colleague: Colleague) -> None:
        """No number of theirs is known any more."""
        with self.desk.database.writing() as session:
            for method in staff.methods_of(session, [self._person(session, colleague).id]):
                if method.medium != Medium.MAIL:
                    session.delete(method)

    def joins(self, name: str, telephone: str, layer: str | None = None) -> Colleague:
        """An engineer more, on call in a layer if one is named."""
        with self.desk.database.writing() as session:
            person = people.add_staff(
                session, name=name, email=f"{name.lower()}@example.com", role="engineer",
                telephone=telephone, password_hash=None, mint=self.desk.mint, now=self.clock.now(),
            )  # fmt: skip
            if layer:
                rota.add_shift(
                    session, layer=layer, staff_id=person.id, starts_at=demo.LONG_AGO, ends_at=None, mint=self.desk.mint
                )
        return Colleague(self, name)

    def close(self) -> None:
        """Gives everything back."""
        self.dispatcher.close()
        self.desk.database.close()

    def _person(self, session: Session, colleague: Colleague) -> Staff:
        return next(person for person in staff.active(session) if person.first_name == colleague.name)

    def _next_instant(self) -> datetime:
        now = self.clock.now()
        with self.desk.database.reading() as session:
            due = (incidents.next_due(session), deliveries.next_due(session), chores.next_due(session))
            due += (webhooks.next_due(session),)
        return min([instant for instant in due if instant and instant > now] + [now + LONGEST_STEP])
