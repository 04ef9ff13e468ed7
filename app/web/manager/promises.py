"""Our promises: what proves each, the figure that was measured last, and how this installation keeps it now."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import promises, times
from app.domain.periods import LAST_DAY, month_began
from app.domain.promises import Promise
from app.operations import rota_gaps
from app.operations.delivery import LEASE
from app.store import beats, figures, incidents, observations, promise_figures, verifications
from app.web.manager.figures_period import file
from app.web.manager.guard import person
from app.web.room import desk, now

PROMISED = 10  # seconds to the first page
UNMEASURED = "not measured in this release"
COLUMNS = ("promise", "what we promise", "proven by", "last measured", "on", "release", "here")


def show() -> ResponseReturnValue:
    """A row for each promise."""
    return render_template(
        "manager/promises.html", promises=promises.every(), live=_live(), unmeasured=UNMEASURED, person=person()
    )


def as_csv() -> ResponseReturnValue:
    """The same as a file."""
    live = _live()
    return file("promises", (COLUMNS, *(_row(one, live.get(one.number, "")) for one in promises.every())))


def _row(one: Promise, live: str) -> list[str]:
    day = one.measured_on.isoformat() if one.measured_on else ""
    return [one.label, one.words, one.command, one.figure or UNMEASURED, day, one.release, live]


def _live() -> dict[int, str]:
    """What the record of this installation says, by the promise's number; nothing where it cannot tell."""
    with desk().database.reading() as db:
        return _about_paging(db) | _about_answers(db) | _about_means(db)


def _about_paging(db: Session) -> dict[int, str]:
    month = month_began(now())
    pages, rounds = figures.first_pages(db, month), promise_figures.rounds(db, month)
    open_ones, waiting = incidents.counts_open(db)
    due = figures.next_page(db)
    is_late = "the next page is late" if due and due < now() - timedelta(minutes=1) else "no page is late"
    gone_around, every = promise_figures.unproven(db, month), rounds.two_ways + rounds.others
    late, spooled = promise_figures.late_pages(db, now() - LAST_DAY, LEASE), len(desk().spool.waiting())
    return {
        2: f"{sum(took <= PROMISED for took in pages)} of {len(pages)} within {PROMISED} s" if pages else "no page yet",
        3: f"{rounds.two_ways} of {every} rounds by two ways or more" if every else "no round yet",
        4: f"{open_ones} open, {waiting} of them with nobody; {is_late}",
        5: f"{late} such {'page' if late == 1 else 'pages'} in 24 hours",
        7: f"{gone_around} {'page' if gone_around == 1 else 'pages'} gone around without a receipt",
        8: f"{spooled} {'report waits' if spooled == 1 else 'reports wait'} in files on this machine",
    }


def _about_answers(db: Session) -> dict[int, str]:
    month = month_began(now())
    marks = promise_figures.marks(db, month)
    asked, confirmed = promise_figures.shift_checks(db, month)
    lapsed, further = promise_figures.lapses(db, month), promise_figures.overturned(db, now() - LAST_DAY)
    judged = marks["met"] + marks["missed"]
    replied = f"{marks['met']} of {judged} replied to in time" if judged else "no reply was due yet"
    return {
        16: f"{replied}; {lapsed} lapsed",
        20: f"{confirmed} of {asked} confirmed" if asked else "nobody was asked yet",
        25: f"{marks['declined']} not covered, {marks['closed']} to the daytime desk; in 24 hours {further} overturned",
    }


def _about_means(db: Session) -> dict[int, str]:
    beat, newest = beats.latest(db, now()), verifications.newest(db)
    heard = observations.well_at(db, observations.HEARTBEAT) if desk().heartbeat else None
    alive = f"a dispatcher was at work {_ago(beat.at)}" if beat else "no dispatcher is at work"
    outside = f"heard outside {_ago(heard)}" if heard else "nobody outside has heard us"
    balances = [one.words for one in observations.every(db) if one.kind.startswith(observations.BALANCE)]
    gaps = rota_gaps.found(db, desk().rules, now(), now() + rota_gaps.HORIZON)
    return {
        11: f"{alive}; {outside}",
        18: _checked(newest.ended_at, newest.fault) if newest and newest.ended_at else "not checked yet",
        19: f"{len(gaps)} {'gap' if len(gaps) == 1 else 'gaps'} within 14 days",
        21: "; ".join(balances) or "no account was asked",
    }


def _checked(at: datetime, fault: str) -> str:
    when = times.table_time(at, desk().policy.hours.local)
    return f"checked {when}: {fault or 'nothing wrong'}"


def _ago(at: datetime) -> str:
    return f"{times.duration(max(now() - at, timedelta()))} ago"
