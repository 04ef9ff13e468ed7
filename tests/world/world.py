"""The world: the desk with a clock that is moved by hand, and people who react."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app import create_app, demo
from app.desk import Desk
from app.dispatcher import Dispatcher
from app.store import deliveries
from app.store.deliveries import Delivery
from config import Settings
from tests.world.clock import StillClock
from tests.world.people import Colleague, Customer

ZONE = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 16, tzinfo=ZONE)  # the stories' week, without a holiday or a clock change
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STEP = timedelta(seconds=15)


class World:
    """Carol the customer, Dana on primary, Eve on backup, Mo the duty manager, and the portal between them."""

    def __init__(self, settings: Settings) -> None:
        self.clock = StillClock(datetime(2026, 11, 21, 2, 0, tzinfo=UTC))
        self.desk = Desk.open(settings, clock=self.clock)
        demo.furnish(self.desk)
        self.app = create_app(settings, desk=self.desk)
        self.dispatcher = Dispatcher(self.desk, senders=4)
        self.dana = Colleague(self, "Dana")
        self.eve = Colleague(self, "Eve")
        self.mo = Colleague(self, "Mo")
        self.carol = Customer(self, "Carol", "Acme Foods", "carol@acme.example")

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
        """Lets time pass, in small steps, with the dispatcher at work."""
        end = self.clock.now() + timedelta(seconds=seconds, minutes=minutes, hours=hours)
        while self.clock.now() < end:
            self.clock.set(min(self.clock.now() + STEP, end))
            self.settles()

    def settles(self) -> None:
        """The dispatcher does everything that is due at this very moment."""
        self.dispatcher.tick(self.clock.now())

    def deliveries(self) -> list[Delivery]:
        """Every message that a demo phone or mailbox has received, oldest first."""
        with self.desk.database.reading() as session:
            return list(reversed(deliveries.handed_to(session, "demo", 100_000)))

    def words_of(self, delivery: Delivery) -> str:
        """A message as its reader has it, with its link."""
        from app.letters import SLOT

        with self.desk.database.reading() as session:
            link = self.desk.stationery.link(session, delivery)
        return f"{delivery.subject or ''}\n{(delivery.body or '').replace(SLOT, link)}".strip()

    def close(self) -> None:
        """Gives everything back."""
        self.dispatcher.close()
        self.desk.database.close()
