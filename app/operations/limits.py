"""Limits: how many texts one phone gets, and how close its calls come. The first page of an incident knows none.

Unless its sender has had their share: then it keeps to them, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain import storm
from app.domain.delivery import Medium
from app.operations.outbox import Row
from app.store import deliveries, drills

TEXTS = ((5, timedelta(minutes=15)), (11, timedelta(hours=1)))
PAGES = ((5, timedelta(minutes=15)), (10, timedelta(hours=1)))  # which leaves room for a warning
STRANGERS = ((4, timedelta(minutes=15)), (9, timedelta(hours=1)))  # how many they are; room for a customer's page
BETWEEN_CALLS = timedelta(minutes=1)  # a phone that is being rung for one incident is busy for another
NEVER_SILENT = timedelta(minutes=5)  # a text is left out only where this phone is rung now, or had one since


def kept(
    session: Session,
    rows: Sequence[Row],
    now: datetime,
    limits: Sequence[tuple[int, timedelta]] = PAGES,
    also: Sequence[Row] = (),
    only_news: bool = False,
) -> tuple[list[Row], list[Row]]:
    """Those of the messages to colleagues that go, and the texts that are left out. Calls are put off, not left out.

    A text that would be the only one in five minutes goes, whatever the limit, unless it is `only_news`. What a drill
    sent counts for drills alone. `also`: what goes in the same transaction, and is not in the database yet.
    """
    longest = max(span for _, span in limits)
    people = sorted({row["staff_id"] for row in rows})
    media = (Medium.SMS, Medium.VOICE)
    sent: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    rung: dict[str, list[datetime]] = defaultdict(list)
    own = {row["incident_id"] for row in rows}
    before_now = deliveries.times_of(session, people, media, now - longest)
    drilled = drills.among(session, {one.incident_id for one in before_now} - own)
    for medium, address, at, incident_id in before_now:
        if incident_id in drilled:
            continue
        sent[(medium, address)].append(at)
        if medium == Medium.VOICE and incident_id not in own:
            rung[address].append(at)
    for row in also:
        sent[(row["medium"], row["address"])].append(now)
    called = {row["staff_id"] for row in rows if row["medium"] == Medium.VOICE}
    going, left_out = [], []
    for row in rows:
        if row["medium"] == Medium.SMS:
            before = sent[(Medium.SMS, row["address"])]
            heard = only_news or row["staff_id"] in called or any(now - at < NEVER_SILENT for at in before)
            if heard and storm.over(limits, before, now):
                left_out.append(row)
                continue
        elif row["medium"] == Medium.VOICE:
            row["due_at"] = _free(rung[row["address"]], now)
            if row["due_at"] >= row["useful_until"]:
                continue  # its phone is rung for others all the while
        going.append(row)
    return going, left_out


def words(left_out: Sequence[Row]) -> str:
    """What the timeline says of texts that were left out."""
    names = ", ".join(row["person"].split()[0] for row in left_out)
    return f" (no text to {names}: they have had as many as a phone gets)" if names else ""


def _free(rung: Sequence[datetime], now: datetime) -> datetime:
    """The first instant at which the phone is not being rung for another incident."""
    at = now
    for call in sorted(rung):
        if abs(call - at) < BETWEEN_CALLS:
            at = call + BETWEEN_CALLS
    return at
