"""Retention: every night what has outlived its period is taken out, a batch at a time, until nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain.erasure import Cutoffs, cutoffs, next_night
from app.operations import erasing, linking
from app.store import erasure, leavers, webhooks

if TYPE_CHECKING:
    from app.operations.chores import Setting

REPORTS = 20  # in one transaction: whoever wants to write waits for no more than some milliseconds
ROWS = 200
PAUSE = timedelta(seconds=1)  # between batches, so that others have their turn

Find = Callable[[Session, datetime, int], Sequence[str]]
Erase = Callable[[Session, Sequence[str]], None]

ADDRESSES: tuple[tuple[Find, Erase], ...] = (
    (erasure.messages_with_addresses, erasure.addresses_of_messages),
    (erasure.mails_with_addresses, erasure.addresses_of_mails),
    (erasure.calls_with_callers, erasure.callers),
)
BODIES: tuple[tuple[Find, Erase], ...] = (
    (erasure.messages_with_bodies, erasure.bodies_of_messages),
    (erasure.mails_with_bodies, erasure.bodies_of_mails),
    (erasure.calls_with_recordings, erasure.recordings),
    (erasure.texts_with_words, erasure.texts),
)


def remove(session: Session, setting: Setting) -> datetime:
    """Takes out one batch of what is due. Due again at once while there is more, else in the next night."""
    policy, now = setting.rules.policy, setting.now
    before = cutoffs(policy.personal, now, policy.hours.zone)
    leavers.note(session, now)
    told = webhooks.outlived(session, before.bodies, ROWS)
    if told:
        webhooks.remove(session, told)
    sizes = [_details(session, before, setting), _files(session, before, now)]
    is_more = any(size == REPORTS for size in sizes) or len(told) == ROWS
    for pairs, instant in ((ADDRESSES, before.addresses), (BODIES, before.bodies)):
        for find, erase in pairs:
            ids = find(session, instant, ROWS)
            if ids:
                erase(session, ids)
            is_more = is_more or len(ids) == ROWS
    return now + PAUSE if is_more else next_night(now, policy.hours.zone)


def _details(session: Session, before: Cutoffs, setting: Setting) -> int:
    """Who reported, what was typed, and how those who have left were reached. Returns the larger number of the two."""
    leavers.erase_removed(session, before.details)
    reports = erasure.reports_due(session, before.details, REPORTS)
    people = leavers.due(session, before.details, REPORTS)
    if reports or people:
        linking.link_all(session, setting.mint, setting.now)
    for report in reports:
        erasing.details(session, report, setting.now)
    for person in people:
        erasing.leaver(session, person, setting.now)
    return max(len(reports), len(people))


def _files(session: Session, before: Cutoffs, now: datetime) -> int:
    reports = erasure.reports_with_files(session, before.bodies, REPORTS)
    for report in reports:
        erasing.files(session, report, now)
    return len(reports)
