"""Metrics of the promises: how each was kept this month, or on this day, as Prometheus reads it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.exposition import Metric, Sample, age, counter, gauge, one, spread
from app.domain.periods import LAST_DAY, month_began
from app.operations.delivery import LEASE
from app.store import links, observations, promise_figures, verifications
from app.web.room import desk, now

ACKNOWLEDGED = (60, 120, 300, 600, 900, 1800, 3600)  # seconds; whole minutes, as they are counted
REPLIED = (300, 900, 1800, 3600, 7200, 14_400, 28_800)
IN_TIME = {"met": "in_time", "missed": "missed"}


def every(db: Session) -> list[Metric]:
    """Every figure of a promise."""
    return [*_reports(db), *_answers(db), *_paging(db), *_means(db), *_record(db)]


def _reports(db: Session) -> list[Metric]:
    marks = promise_figures.marks(db, month_began(now()))
    verdicts = {verdict: marks[verdict] for verdict in promise_figures.VERDICTS}
    standings = {words: marks[standing] for standing, words in IN_TIME.items()}
    due = promise_figures.next_reply(db)
    return [
        counter("portal_reports_total", "Reports of this month (UTC) by verdict.", verdicts, "verdict"),
        gauge("portal_responses", "Promised responses to reports of this month (UTC) by how they stand now.",
              standings, "standing"),
        one("portal_reply_due_seconds", "Until the next response is due; below 0 if it is late; no sample without one.",
            (due - now()).total_seconds() if due else None),
        one("portal_refusals_overturned", "Refusals of 24 hours that were accepted after all, then or when sent again.",
            promise_figures.overturned(db, now() - LAST_DAY)),
    ]  # fmt: skip


def _answers(db: Session) -> list[Metric]:
    acknowledged, replied = promise_figures.answers(db, month_began(now()))
    return [
        spread("portal_acknowledgement_seconds", "From the report to the first acknowledgement, of this month (UTC).",
               acknowledged, ACKNOWLEDGED),
        spread("portal_first_reply_seconds", "From the report to a person's first reply, of this month (UTC).",
               replied, REPLIED),
    ]  # fmt: skip


def _paging(db: Session) -> list[Metric]:
    month = month_began(now())
    rounds = promise_figures.rounds(db, month)
    ways = {"two": rounds.two_ways, "one": rounds.others}
    asked, confirmed = promise_figures.shift_checks(db, month)
    late = promise_figures.late_pages(db, now() - LAST_DAY, LEASE)
    return [
        counter("portal_rounds_total", "Rounds of this month (UTC) by how many ways each person had.", ways, "ways"),
        counter("portal_unproven_pages_total", "Pages of this month (UTC) that were gone around: no proof came.",
                {"": promise_figures.unproven(db, month)}),
        counter("portal_lapses_total", "Acknowledgements of this month (UTC) that lapsed.",
                {"": promise_figures.lapses(db, month)}),
        one("portal_pages_after_acknowledgement", "Pages of 24 hours begun though somebody had it; should be 0.", late),
        counter("portal_shift_checks_asked_total", "People asked this month (UTC) to prove their phone.", {"": asked}),
        counter("portal_shift_checks_confirmed_total", "Those of them who did.", {"": confirmed}),
    ]  # fmt: skip


def _means(db: Session) -> list[Metric]:
    """What paging rests on: the heartbeat, the accounts, other systems."""
    heard = observations.well_at(db, observations.HEARTBEAT) if desk().heartbeat else None
    balances = [
        Sample(
            value=seen.amount, labels={"provider": seen.kind.removeprefix(observations.BALANCE), "currency": seen.unit}
        )
        for seen in observations.every(db)
        if seen.amount is not None and seen.kind.startswith(observations.BALANCE)
    ]
    means = "What the account had left when it was asked last."
    return [
        one("portal_heartbeat_age_seconds", "Since a heartbeat was heard outside; no sample without one.",
            age(heard, now())),
        Metric(name="portal_provider_balance", kind="gauge", means=means, samples=balances),
        one("portal_webhooks_failing", "Webhooks that take nothing.", promise_figures.failing_webhooks(db)),
    ]  # fmt: skip


def _record(db: Session) -> list[Metric]:
    """How the record stands: what is linked, when it was walked, when it was copied."""
    newest, head = verifications.newest(db), links.head(db)
    ended_at = newest.ended_at if newest else None
    return [
        one("portal_events_linked", "Events in the record's chain.", head.seq if head else 0),
        one("portal_oldest_unlinked_event_seconds", "Age of the oldest event not in the chain yet; 0 without one.",
            age(links.oldest_waiting(db), now()) or 0),
        one("portal_record_sound", "1 if the newest nightly walk along the record found no fault.",
            None if newest is None else not newest.fault),
        one("portal_record_verified_age_seconds", "Since that walk ended.", age(ended_at, now())),
        one("portal_backup_age_seconds", "Since the newest good back-up; no sample without one.",
            age(observations.well_at(db, observations.BACK_UP), now())),
    ]  # fmt: skip
