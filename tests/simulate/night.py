"""A night: people, providers and mishaps around the real portal, looked at after every event."""

from __future__ import annotations

import random  # noqa: TID251
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.domain.delivery import Medium, Message, Receipt
from app.domain.rota_words import layer_name
from app.operations import receipts, verifying
from app.operations.delivery import LEASE
from app.sender import Composed
from app.store import reports
from app.store.database import is_away
from app.store.deliveries import Delivery
from tests.simulate import invariants
from tests.simulate.agenda import SOON, Agenda
from tests.simulate.cast import Cast
from tests.simulate.nemesis import Killed, Nemesis
from tests.simulate.outcome import Outcome, Violation
from tests.simulate.pager import Pager
from tests.simulate.plan import Plan
from tests.simulate.providers import Line
from tests.simulate.stage import Stage
from tests.simulate.texts import Texts
from tests.simulate.visitor import headline
from tests.simulate.watch import Watch

IDLE = timedelta(minutes=30)  # how long nothing is looked at, when nothing happens


class Night:
    """One night on a stage."""

    def __init__(self, stage: Stage, plan: Plan) -> None:
        self.stage, self.plan, self.clock = stage, plan, stage.clock
        self.outcome = Outcome(plan=plan)
        stage.begins(plan.seed)
        self.clock.true, self.clock.wrong_by = plan.begins, timedelta(0)
        self.agenda = Agenda(self.clock)
        self.planned: set[tuple[str, datetime]] = set()
        self.stopped: set[str] = set()
        self.transactions_left: int | None = None
        self._is_at_work = False
        self._chance = random.Random(f"night {plan.seed}")
        self._shown: dict[str, str] = {}
        self._texts = Texts()
        self._told: set[tuple[str, str]] = set()
        self.cast = Cast(self)
        self.cast.furnishes()
        self.watch = Watch(stage, plan.holes)
        self.lines = {medium: self._line(medium) for medium in Medium}
        channels: dict[Medium, tuple[Line, ...]] = {medium: (line,) for medium, line in self.lines.items()}
        if plan.has_spare:
            channels[Medium.SMS] += (self._line(Medium.SMS, "spare"),)
        self._desk = replace(stage.desk, channels=channels)
        self.in_hand: Delivery | None = None
        self._again_at: datetime | None = None
        self._idle_at = plan.begins
        self._asked_at, self._wants = -1, plan.begins
        self.pager: Pager | None = None
        self._start()
        self.cast.comes_on()
        self.nemesis = Nemesis(self)
        stage.on_transaction = self._one_transaction_more
        self.nemesis.plans([timedelta(seconds=at) for at in self.cast.arrivals] or [timedelta(hours=3)])

    def runs(self) -> Outcome:
        """From the evening to the morning."""
        try:
            while self.steps():
                pass
        finally:
            self.leaves()
        self.ends()
        return self.outcome

    def steps(self) -> bool:
        """Goes on to the next thing that happens. False: it is morning."""
        at = self._next_at()
        if at > self.plan.ends:
            return False
        self.clock.true = max(at, self.clock.true)
        act = self.agenda.take()
        if act:
            act()
        self._works()
        self.looks()
        return True

    def leaves(self) -> None:
        """The stage is free for another night."""
        self.stage.on_transaction = None
        self.nemesis.lets_go()

    # -- what the people tell the night

    def says(self, words: str) -> None:
        """A line of the trace."""
        self.outcome.trace.append(f"{self.clock.true:%m-%d %H:%M:%S} {words}")

    def shown(self, reference: str, words: str) -> None:
        """A customer was shown a reference."""
        self._shown[reference] = words
        self.says(f"{words}: {reference}")
        with self.stage.desk.database.reading() as session:
            found = reports.by_reference(session, reference)
        self.expects(found is not None, "P1", f"{reference} was shown ({words}) and is not in the database")

    def looked(self, reference: str, page: TestResponse) -> None:
        """A customer looked at their page, which has to say what the events say."""
        self.expects(page.status_code == 200, "P17", f"{reference}: the tracking page answers {page.status_code}")
        with self.stage.desk.database.reading() as session:
            report = reports.by_reference(session, reference)
        if report is None or report.incident_id is None:
            return
        seen = self.watch.look()
        row, told = seen.rows[report.incident_id], seen.told[report.incident_id]
        wanted = told.headline(seen.promises[row.id], row.opened_at, seen.now)
        found = headline(page)
        self.expects(found == wanted, "P17", f"{reference}: the page says {found!r}, the events {wanted!r}")

    def expects(self, is_so: bool, promise: str, words: str) -> None:
        """Notes a violation, once each."""
        if not is_so and (promise, words) not in self._told:
            self._told.add((promise, words))
            self.says(f"VIOLATION {promise}: {words}")
            self.outcome.violations.append(
                Violation(seed=self.plan.seed, at=self.clock.true, promise=promise, words=words)
            )

    def held_by(self, staff_id: str) -> list[tuple[str, datetime]]:
        """What somebody has and has not resolved, with the instant at which they took it."""
        rows = self.watch.look().rows.values()
        return [
            (row.id, row.acknowledged_at) for row in rows if row.acknowledged_by == staff_id and not row.resolved_at
        ]

    # -- what the nemesis does

    def breaks(self, wait: timedelta) -> None:
        """From now until then something of the portal's own is broken."""
        self.watch.seen.calm_since = max(self.watch.seen.calm_since, self.clock.true + wait)

    def dies(self, wait: timedelta, how: str) -> None:
        """The dispatcher is gone, with all that it had in hand; after a while there is another."""
        self.says(f"the dispatcher is dead: {how}, for {wait.total_seconds():.0f} s")
        if self.pager:
            self.pager.dies()
            self.pager = None
            self.agenda.after(wait, self._start)
        self.breaks(wait + LEASE)

    def steps_clock(self, by: timedelta) -> None:
        """Somebody sets the portal's clock."""
        self.clock.wrong_by += by
        self.watch.seen.slack += abs(by)
        self.says(f"the portal's clock is set by {by.total_seconds():+.1f} s")

    # -- the loop

    def _next_at(self) -> datetime:
        planned = self.agenda.next_at() or self.plan.ends + SOON
        if self.pager is None:
            return planned
        wants = self._again_at or self._wanted_at()
        return min(planned, max(wants, self.clock.true + SOON) if wants <= self.clock.true else wants, self._idle_at)

    def _wanted_at(self) -> datetime:
        """When the dispatcher has something to do; asked again only after a commit."""
        assert self.pager is not None
        if self._asked_at != self.stage.commits:
            self._asked_at, self._wants = self.stage.commits, self.pager.wants()
        return self._wants - self.clock.wrong_by if self._wants else self.plan.ends + SOON

    def _works(self) -> None:
        """The dispatcher does what is due. With the database away it comes back in a second."""
        now = self.clock.true
        if self.pager is None or (self._again_at and now < self._again_at):
            return
        if not (self._again_at or self.pager.has_results or now >= self._idle_at or self._wanted_at() <= now):
            return
        self._idle_at = now + IDLE
        self._again_at = None
        self._is_at_work = True
        try:
            self.pager.work()
        except Killed:
            self.transactions_left = None
            self.stage.desk.database.close()  # a process that is gone holds no connection
            self.dies(timedelta(seconds=2), "killed while it wrote")
        except Exception as error:
            if not is_away(error):
                raise
            self._again_at = self.clock.true + SOON
        finally:
            self._is_at_work = False

    def _one_transaction_more(self) -> None:
        """Called as each transaction begins, and again before it is committed."""
        if self.transactions_left is None or not self._is_at_work:
            return
        self.transactions_left -= 1
        if self.transactions_left < 0:
            raise Killed

    def looks(self) -> None:
        """Whether everything holds that must."""
        seen = self.watch.look()
        for event in self.watch.events:
            self.says(f"  {event.kind}: {event.text}")
        self.outcome.events += len(self.watch.events)
        self.watch.events.clear()
        while self.stage.faults:
            self.expects(False, "P22", f"the portal's log says: {self.stage.faults.pop()}")
        for holds in invariants.AFTER_EVERY_EVENT:
            for promise, words in holds(seen):
                self.expects(False, promise, words)

    def holds(self, composed: Composed) -> None:
        """A message's turn has come: it is looked at once more, and then sent."""
        self.in_hand = composed.row

    def begins(self, message: Message) -> None:
        """The send of that message begins."""
        row = self.in_hand
        assert row is not None and row.id == message.id
        if row.page_id is None:
            return
        seen, incident_id = self.watch.look(), row.incident_id or ""
        seen.unsent.discard(incident_id)
        for promise, words in invariants.a_send_may_begin(seen, incident_id, row.useful_until, row.wording):
            self.expects(False, promise, words)

    def _takes(self, message: Message) -> None:
        """A provider takes it. By a clock that is set, the portal's count of texts is another."""
        if self.in_hand and self.in_hand.medium == Medium.SMS:
            for promise, words in self._texts.taken(self.in_hand):
                self.expects(bool(self.watch.seen.slack), promise, words)

    # -- who is there

    def _line(self, medium: Medium, provider: str = "demo") -> Line:
        stopped = self.stopped if medium == Medium.SMS else ()
        people = (self.begins, self._takes, self._arrives, self._receipt)
        return Line(medium, provider, self.agenda, self._chance, stopped, *people)

    def _arrives(self, medium: Medium, message: Message) -> bool:
        person = self.cast.by_address.get(message.to)
        return person.receives(medium, message) if person else True

    def _receipt(self, receipt: Receipt) -> None:
        desk = self.stage.desk
        try:
            with desk.database.writing() as session:
                receipts.take(session, receipt, now=desk.clock.now(), mint=desk.mint)
        except Exception as error:
            if not is_away(error):
                raise
            self.agenda.after(30 * SOON, lambda: self._receipt(receipt))  # providers try their webhooks again

    def _start(self) -> None:
        self.pager = Pager(self._desk, self.stage.reading, self.agenda, self._chance, self.holds)
        self.says("a dispatcher starts")

    # -- the morning

    def gaps_are_announced(self, layers: tuple[str, ...]) -> None:
        """P19: what the rota lacks was said to the managers."""
        said = [one.text for one in self.stage.reading.rows("SELECT text FROM timeline WHERE kind = 'rota.gap'")]
        for layer in layers:
            name = layer_name(self.stage.desk.policy, layer)
            self.expects(any(name in text for text in said), "P19", f"that nobody is {name} was not announced")

    def ends(self) -> None:
        """The chain, the references, and how long things took."""
        desk, outcome = self.stage.desk, self.outcome
        self._works()
        if self.pager:
            self.pager.completes_cycle(self.clock.now())
        self.gaps_are_announced(self.plan.holes)
        with desk.database.reading() as session:
            finding = verifying.verify(session, None, desk.clock.now())
            self.expects(not finding.fault, "P18", f"the chain: {finding.fault}")
            for reference, words in self._shown.items():
                self.expects(reports.by_reference(session, reference) is not None, "P1", f"{reference} lost ({words})")
            sent = session.execute(
                select(Delivery.incident_id, Delivery.sent_at).where(
                    Delivery.page_id.is_not(None), Delivery.sent_at.is_not(None)
                )
            ).all()
        outcome.in_a_quarter = self._texts.in_a_quarter
        outcome.measures(self.watch.seen, sent)
