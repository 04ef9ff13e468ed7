"""The nightly verification: the record is walked as `verify` does, step by step, and managers hear of a fault."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.orm import Session

from app.domain import chain
from app.domain.delivery import Medium
from app.domain.erasure import next_night
from app.operations import alarms, verifying
from app.operations.verifying import Finding
from app.store import links, verifications
from app.store.verifications import Verification

if TYPE_CHECKING:
    from app.operations.chores import Setting

STEP = 500  # links in one transaction: whoever wants to write waits for a tenth of a second, however much was erased
LOOKED = 10_000  # events among which one without a link is looked for: that takes no longer
PAUSE = timedelta(seconds=1)  # between two steps, so that others have their turn
KIND = "record"
CAN_WAIT = (Medium.SMS,)  # it wakes nobody: a mail is enough, where there is one


def look(session: Session, setting: Setting, step: int = STEP) -> datetime:
    """Takes the next step of tonight's walk. Due again at once while there is more, else in the next night."""
    now = setting.now
    run = verifications.running(session, setting.mint.id(), now)
    finding, walk = Finding(), _walk(run)
    if run.looked_at is None:
        is_more = verifying.walk_on(session, walk, finding, step)
        _keep(run, walk)
        if is_more:
            return now + PAUSE
        run.looked_at = 0
        verifying.look_at_erased(session, walk, finding)
    if not finding.fault and _is_more_unlinked(session, run, walk, finding, now):
        return now + PAUSE
    if finding.is_unlinked and run.doubted_at is None:
        run.doubted_at, run.looked_at, run.waiting = now, 0, 0  # a dispatcher may be about to link it: a second look
        return now + verifying.OVERDUE
    verifying.look_at_texts(session, finding)
    _end(session, run, finding, setting)
    return next_night(now, setting.rules.policy.hours.zone)


def _walk(run: Verification) -> chain.Walk:
    if run.looked_at is None and len(run.unexplained) > 1:
        return chain.Walk()  # begun by the release before, which remembered whatever was erased: anew, without all that
    return chain.Walk.resumed(
        seq=run.seq, head=run.head, complete_at=run.complete_at, erased=run.erased, unexplained=run.unexplained
    )


def _keep(run: Verification, walk: chain.Walk) -> None:
    run.seq, run.head, run.complete_at = walk.seq, walk.head, walk.complete_at
    run.erased, run.unexplained = walk.erased, list(walk.all_unexplained)


def _is_more_unlinked(session: Session, run: Verification, walk: chain.Walk, finding: Finding, now: datetime) -> bool:
    """Looks through the next events for such without a link; after the last of them, at the oldest that was found."""
    after = run.looked_at or 0
    if not after:
        run.waits = run.waits_since = None
    try:
        last, count, oldest = links.left_out_between(session, after, after + LOOKED)
    except verifying.UNREADABLE:
        finding.fault = verifying.UNLINKED_UNREADABLE
        return False
    run.waiting += count
    if oldest and (run.waits_since is None or oldest.at < run.waits_since):
        run.waits, run.waits_since = oldest.id, oldest.at
    run.looked_at = after + LOOKED
    if run.looked_at < last:
        return True
    verifying.look_at_oldest(session, walk, finding, links.event_of(session, run.waits), now)
    return False


def _end(session: Session, run: Verification, finding: Finding, setting: Setting) -> None:
    """Writes down what was found. A fault is an alarm for as long as each night finds one."""
    run.ended_at, run.fault, run.reference = setting.now, finding.fault, finding.reference
    structlog.get_logger().info("record_verified", links=run.seq, head=run.head, fault=run.fault)
    if run.fault:
        about = f" ({run.reference})" if run.reference else ""
        words = f"the record is not sound: {run.fault}{about}"
        alarms.sound(session, KIND, words, setting.now, setting.mint, broken=CAN_WAIT)
    else:
        alarms.clear(session, [KIND], setting.now)
