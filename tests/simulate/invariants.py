"""What must hold after every event of a night. Each is a small function of what was seen: which promise, and words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.simulate.folding import WAKING
from tests.simulate.watch import Seen

Fault = tuple[str, str]
FIVE = timedelta(minutes=5)
LATE = timedelta(minutes=1)  # what the portal's own audit allows
BELIEVED = timedelta(seconds=0.25)  # how old the answer may be by which a message goes
TEXTS = ((timedelta(minutes=15), 5), (timedelta(hours=1), 11))
AT_ONCE = timedelta(seconds=10)  # from a report to the beginning of its first page
NEVER_SILENT = timedelta(minutes=5)  # a text goes, however many there were, where it would be the only one


def there_is_a_next_page(seen: Seen) -> Iterator[Fault]:
    """P4: nobody has it, so a next page is planned, soon enough, and not overdue."""
    for incident_id, row in seen.rows.items():
        if not seen.is_paged_for(incident_id):
            continue
        if row.next_page_at is None:
            yield "P4", f"{row.reference} waits and has no next page"
            continue
        allowed = longest_wait(seen.promises[incident_id], row.step)
        if row.next_page_at > seen.now + allowed + seen.slack:
            yield "P4", f"{row.reference} waits and its next page is planned for {row.next_page_at - seen.now} from now"
        if seen.now - row.next_page_at > LATE and seen.true - seen.calm_since > LATE:
            yield "P4", f"{row.reference} waits and its next page is overdue by {seen.now - row.next_page_at}"


def silence_is_short(seen: Seen) -> Iterator[Fault]:
    """P4: from one round to the next it is never longer than the steps allow, and five minutes where they wake."""
    for incident_id, row in seen.rows.items():
        if not seen.is_paged_for(incident_id):
            continue
        since = max(seen.paged_at[incident_id], seen.calm_since)
        allowed = longest_wait(seen.promises[incident_id], row.step)
        if seen.true - since > allowed + LATE + seen.slack:
            yield "P4", f"{row.reference} waits and nobody was paged for {seen.true - seen.paged_at[incident_id]}"


def longest_wait(promise: dict[str, Any], step: int) -> timedelta:
    """The longest that an incident may wait for the step to come, by the steps that it was promised."""
    steps, repeat = promise["escalation"]["steps"], timedelta(seconds=promise["escalation"]["repeat"])
    taken = steps[max(min(step, len(steps)) - 1, 0)]
    wait = timedelta(seconds=steps[step]["after"] - taken["after"]) if step < len(steps) else repeat
    is_waking = WAKING & set(taken["media"]) or taken["calls"] is not None or taken["only_calls"]
    return min(max(wait, LATE), FIVE) if is_waking else max(wait, LATE)


def events_and_rows_agree(seen: Seen) -> Iterator[Fault]:
    """P18: the present state, rebuilt from what was recorded, is the row."""
    for incident_id, row in seen.rows.items():
        told = seen.told[incident_id]
        kept = (seen.names.get(row.acknowledged_by or "", ""), row.acknowledged_at, row.replied_at, row.resolved_at,
                row.confirmed_at)  # fmt: skip
        rebuilt = (told.holder, told.acknowledged_at, told.replied_at, told.resolved_at, told.confirmed_at)
        if kept != rebuilt:
            yield "P18", f"{row.reference}: the row says {_words(kept)}, the events say {_words(rebuilt)}"


def joined_go_with_their_lead(seen: Seen) -> Iterator[Fault]:
    """P13 and P4: one that has joined another is had by whoever has that one, and is not paged for beside it."""
    for row in seen.rows.values():
        if row.lead_id is None or row.resolved_at:
            continue
        lead = seen.rows[row.lead_id]
        if lead.resolved_at or lead.lead_id:
            yield "P4", f"{row.reference} goes with {lead.reference}, which is over or has joined another"
        if row.acknowledged_by != lead.acknowledged_by:
            yield "P18", f"{row.reference} goes with {lead.reference}, and somebody else has it"
        if row.next_page_at is not None:
            yield "P13", f"{row.reference} goes with {lead.reference}, and has a next page of its own"


def clocks_are_kept(seen: Seen) -> Iterator[Fault]:
    """P13: the time by which each customer is to hear stays as it was when they reported."""
    for incident_id, row in seen.rows.items():
        if row.respond_by != seen.clocks[incident_id]:
            yield "P13", f"{row.reference}: due {seen.clocks[incident_id]} at first, and {row.respond_by} now"


def first_pages_go_at_once(seen: Seen) -> Iterator[Fault]:
    """P2 and P13: the first page of a report is sent at once, whatever else is going on."""
    for incident_id in [key for key in seen.unsent if seen.true - seen.opened_at[key] > AT_ONCE]:
        seen.unsent.remove(incident_id)
        if seen.calm_since <= seen.opened_at[incident_id] and seen.is_paged_for(incident_id):
            yield "P2", f"{seen.rows[incident_id].reference}: no page was sent within {AT_ONCE} of the report"


def the_story_is_sound(seen: Seen) -> Iterator[Fault]:
    """P5 and P6: one winner at a time, no round once somebody has it, and each later round says why."""
    for incident_id, told in seen.told.items():
        while told.faults:
            promise, words = told.faults.pop()
            yield promise, f"{seen.rows[incident_id].reference}: {words}"


def holes_are_said(seen: Seen) -> Iterator[Fault]:
    """P19: a layer that nobody is in, and whose turn has come, is in the timeline."""
    for incident_id, row in seen.rows.items():
        steps = seen.promises[incident_id]["escalation"]["steps"]
        if row.step and steps[0]["pages"][0] in seen.holes and len(steps[0]["pages"]) == 1:
            layer = steps[0]["pages"][0]
            if layer not in seen.told[incident_id].holes:
                yield "P19", f"{row.reference}: nobody was on call as {layer}, and nothing says so"


def breaches_are_recorded(seen: Seen) -> Iterator[Fault]:
    """P16: a response that came too late, or is overdue, is marked as missed; another one is not."""
    if seen.true - seen.calm_since < LATE:
        return
    for incident_id, row in seen.rows.items():
        if row.respond_by is None or row.closed_by:
            continue
        is_early = seen.promises[incident_id].get("met_by") == "acknowledgement"
        came_at = row.first_acknowledged_at if is_early else row.replied_at
        if came_at is None and abs(seen.now - row.respond_by) < LATE:
            continue
        is_late = (came_at or seen.now) > row.respond_by and not (came_at is None and row.resolved_at)
        if is_late != (row.missed_at is not None):
            yield (
                "P16",
                f"{row.reference}: due {row.respond_by}, answered {came_at}, recorded as missed {row.missed_at}",
            )


def late_fixes_are_said(seen: Seen) -> Iterator[Fault]:
    """P16: a resolution that is overdue is said in the timeline; none is before it is due."""
    for incident_id, row in seen.rows.items():
        if row.resolve_by is None or row.closed_by:
            continue
        is_said = seen.told[incident_id].is_resolution_missed
        if is_said and seen.now < row.resolve_by - seen.slack:
            yield "P16", f"{row.reference}: to be resolved by {row.resolve_by}, and said to be missed before"
        is_overdue = row.resolved_at is None and seen.now - row.resolve_by > LATE
        if is_overdue and not is_said and seen.true - seen.calm_since > LATE:
            yield "P16", f"{row.reference}: to be resolved by {row.resolve_by}, and nothing says that it was not"


def the_next_look_comes(seen: Seen) -> Iterator[Fault]:
    """P16: while a promise of an open incident is still to be kept, the instant of the next look at it is planned."""
    for row in seen.rows.values():
        if row.resolved_at or row.closed_by:
            continue
        is_early = seen.promises[row.id].get("met_by") == "acknowledgement"
        replied_at = row.first_acknowledged_at if is_early else row.replied_at
        due = [row.resolve_by, None if replied_at else row.respond_by]
        if row.next_watch_at is None and any(at and at - seen.now > LATE for at in due):
            yield "P16", f"{row.reference}: a promise is still to be kept, and nobody looks at it"


def the_audit_is_content(seen: Seen) -> Iterator[Fault]:
    """P11: the portal's own audit finds nothing, while nothing is broken."""
    if seen.beat_fault and seen.beat_at and seen.true - seen.calm_since > 3 * LATE:
        yield "P11", f"the audit says: {seen.beat_fault}"


AFTER_EVERY_EVENT: tuple[Callable[[Seen], Iterator[Fault]], ...] = (
    there_is_a_next_page,
    silence_is_short,
    events_and_rows_agree,
    joined_go_with_their_lead,
    clocks_are_kept,
    first_pages_go_at_once,
    the_story_is_sound,
    holes_are_said,
    breaches_are_recorded,
    late_fixes_are_said,
    the_next_look_comes,
    the_audit_is_content,
)


def a_send_may_begin(seen: Seen, incident_id: str, useful_until: datetime, wording: str = "page") -> Iterator[Fault]:
    """P5 and P15: at the moment at which the send of a page begins, somebody is wanted, and it is not old.

    Whoever has it may ask others for help.
    """
    row = seen.rows.get(incident_id)
    if row is None:
        return
    taken_at = seen.taken_at.get(incident_id)
    if wording != "help" and taken_at is not None and seen.true - taken_at > BELIEVED:
        yield "P5", f"{row.reference}: a page's send began {seen.true - taken_at} after somebody had it"
    if seen.now > useful_until + BELIEVED:
        yield "P15", f"{row.reference}: a page was sent {seen.now - useful_until} after it was of no use"


def texts_are_few(made: list[datetime], at: datetime, who: str) -> Iterator[Fault]:
    """P13: how many texts one phone got within a while, with the one made at `at`, which is no incident's first."""
    if not any(at - NEVER_SILENT < before < at for before in made):
        return
    for span, most in TEXTS:
        count = sum(timedelta(0) <= at - before < span for before in made)
        if count > most:
            yield "P13", f"{who} got {count} texts within {span}"


def _words(values: tuple[Any, ...]) -> str:
    return ", ".join(
        value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value or "-") for value in values
    )
