"""Delivery: which messages are sent next, whether one is still wanted, and what an outcome makes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.delivery import Medium, Outcome, Refused, Sent, State, Unavailable, wait_before_retry
from app.domain.tokens import Mint
from app.operations import alarms, assignment, opt_outs, outbox, paging, proof, record, watching
from app.store import deliveries
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from app.store.staff import ContactMethod

LEASE = timedelta(seconds=45)  # longer than any channel's time-outs together

MEDIA = {"sms": "Text", "mail": "Mail", "voice": "Call"}

Ways = Callable[[str], int]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one attempt: the channel's answer, and the message as it was sent (its link cut out).

    `can_be_asked`: the provider can say what becomes of the message. `way` is the channel's place among its medium's.
    """

    delivery: Delivery
    provider: str
    outcome: Outcome
    subject: str
    body: str
    at: datetime
    can_be_asked: bool = False
    way: int = 0


def claim(session: Session, limit: int, now: datetime) -> Sequence[Delivery]:
    """Takes up to `limit` due messages under a lease; whoever is silent for that long loses them to another."""
    return deliveries.claim(session, limit=limit, now=now, lease=LEASE)


def unwanted(delivery: Delivery, incident: Incident | None, now: datetime) -> State | None:
    """Whether a claimed message should not go after all: it is too old, or what it asks for has been done."""
    if now > delivery.useful_until:
        return State.EXPIRED
    if incident is None:
        return None
    if delivery.wording == assignment.ASSIGNED:
        return State.CANCELLED if assignment.is_for_nothing(incident, delivery.facts["holder"]) else None
    is_page_for_nothing = delivery.page_id and not incident.is_waiting and delivery.wording != "help"
    is_help_for_nothing = delivery.wording == "help" and not incident.is_taken
    is_warning = delivery.wording in ("watch", "overdue")
    is_warning_for_nothing = is_warning and watching.is_kept(incident, delivery.facts["unless"])
    is_for_nothing = is_page_for_nothing or is_help_for_nothing or is_warning_for_nothing
    return State.CANCELLED if is_for_nothing else None


def drop(session: Session, dropped: Sequence[tuple[Delivery, State]]) -> None:
    """Ends messages that are not wanted any more."""
    for delivery, state in dropped:
        session.execute(update(Delivery).where(*_ours(delivery)).values(state=state, leased_until=None))


def settle(session: Session, results: Sequence[Result], ways: Ways, mint: Mint, alarmed: Collection[str] = ()) -> None:
    """Writes down what became of the attempts, and decides what follows from the failures.

    `alarmed`: the kinds of the alarms about providers that last; a message that one of those takes may end its own.
    """
    took = [result for result in results if isinstance(result.outcome, Sent)]
    standing = deliveries.in_hand(session, [result.delivery.id for result in took])
    deliveries.taken(session, [_taken(standing[result.delivery.id], result) for result in took])
    firsts = {one.delivery.id: one for one in took[::-1] if standing[one.delivery.id].sent_at is None}
    record.append(session, [_handed_over(result) for result in firsts.values()])
    failed = [result for result in results if not isinstance(result.outcome, Sent)]
    rows = {row.id: row for row in deliveries.locked(session, [result.delivery.id for result in failed])}
    for result in failed:
        delivery = rows[result.delivery.id]
        if delivery.state == State.SENDING and delivery.attempts == result.delivery.attempts:
            _failed(session, delivery, result, ways, mint)
    _see_to_alarms(session, took, failed, ways, mint, alarmed)


def give_up(
    session: Session, delivery: Delivery, state: State, code: str, words: str, now: datetime, mint: Mint
) -> None:
    """Ends a message that will not arrive: it is said, and a page moves on to another way at once."""
    delivery.state = state
    delivery.leased_until = delivery.next_proof_at = None
    delivery.code, delivery.words = code, words
    text = f"{MEDIA[delivery.medium]} to {delivery.person} failed: {words} ({code})"
    session.flush()
    record.append(session, [about(delivery, "delivery.failed", text, now)])
    if delivery.page_id:
        paging.unreachable(session, delivery, now, mint)


def clear_method(session: Session, delivery: Delivery) -> None:
    """Something arrived at this address: whatever was wrong with it is over, unless it was stopped after that."""
    if delivery.method_id:
        method = session.get_one(ContactMethod, delivery.method_id)
        if method.opted_out_at is None or delivery.created_at > method.opted_out_at:
            method.failed_at = method.failed_because = method.opted_out_at = None


def mark_method(session: Session, delivery: Delivery, refused: Refused, now: datetime, mint: Mint) -> None:
    """Remembers that this address cannot be reached, so that another of the person's goes first."""
    if not delivery.method_id:
        return
    method = session.get_one(ContactMethod, delivery.method_id)
    if refused.opted_out:
        opt_outs.opt_out(session, method, refused.words, mint=mint, now=now, but=delivery.id)
    elif method.opted_out_at is None:
        method.failed_at, method.failed_because = now, refused.words


def about(delivery: Delivery, kind: str, text: str, at: datetime) -> record.Row:
    """An event about a message, with what the customer's page says it by."""
    return record.event(
        kind,
        text,
        at,
        report_id=delivery.report_id,
        incident_id=delivery.incident_id,
        medium=delivery.medium,
        wording=delivery.wording,
        layer=delivery.facts.get("layer", ""),
    )


def _see_to_alarms(
    session: Session,
    took: Sequence[Result],
    failed: Sequence[Result],
    ways: Ways,
    mint: Mint,
    alarmed: Collection[str],
) -> None:
    """Sounds what our own account is at fault for, and ends what works again. Last, so that nothing waits for it."""
    at = max((result.at for result in (*took, *failed)), default=None)
    working = {alarms.account(result.provider) for result in took} & set(alarmed)
    if working and at:
        alarms.clear(session, working, at, alarms.TRUSTED_AFTER)
    ours = [result for result in failed if isinstance(result.outcome, Refused) and result.outcome.ours]
    for result in sorted(ours, key=lambda result: (result.provider, result.outcome.code)):  # type: ignore[union-attr]
        medium = Medium(result.delivery.medium)
        assert isinstance(result.outcome, Refused)
        is_only_way = ways(medium) < 2
        alarms.refused(session, result.outcome, result.provider, medium, result.at, mint, is_only_way=is_only_way)


def _taken(standing: Any, result: Result) -> dict[str, Any]:
    """A copy is with the provider, whoever holds the lease by now. A receipt may have come before us."""
    failed_meanwhile = standing.state == State.PENDING and standing.attempts == result.delivery.attempts
    is_done = standing.state in (State.SENDING, State.PENDING) and not failed_meanwhile
    state = State.SENT if is_done else State(standing.state)
    assert isinstance(result.outcome, Sent)
    return {
        "key": result.delivery.id,
        "state": state,
        "leased_until": None if is_done else standing.leased_until,
        "sent_at": standing.sent_at or result.at,
        "next_proof_at": _first_look(result) if state == State.SENT else None,
        "provider": result.provider,
        "provider_id": result.outcome.provider_id,
        "subject": result.subject,
        "body": result.body,
        "code": None if state == State.SENT else standing.code,
        "words": None if state == State.SENT else standing.words,
    }


def _first_look(result: Result) -> datetime | None:
    return proof.first_look(result.delivery, result.at) if result.can_be_asked else None


def _handed_over(result: Result) -> record.Row:
    text = f"{MEDIA[result.delivery.medium]} to {result.delivery.person} handed to {result.provider}"
    return about(result.delivery, "delivery.sent", text, result.at)


def _failed(session: Session, delivery: Delivery, result: Result, ways: Ways, mint: Mint) -> None:
    outcome = result.outcome
    assert isinstance(outcome, Refused | Unavailable)
    log = structlog.get_logger()
    log.warning(
        "attempt_failed",
        delivery=delivery.id,
        medium=delivery.medium,
        provider=result.provider,
        code=outcome.code,
        attempt=delivery.attempts,
        ours=isinstance(outcome, Refused) and outcome.ours,
    )
    delivery.provider, delivery.code, delivery.words = result.provider, outcome.code, outcome.words
    proof.failed_once(delivery, result.at)
    if result.way + 1 < ways(delivery.medium):
        delivery.way = result.way + 1
        _again(delivery, result.at)
        return
    second_way_is_broken = result.way > 0 and isinstance(outcome, Refused) and outcome.ours
    if isinstance(outcome, Refused) and not second_way_is_broken:
        if not outcome.ours:
            mark_method(session, delivery, outcome, result.at, mint)
        give_up(session, delivery, State.REFUSED, outcome.code, outcome.words, result.at, mint)
        return
    delivery.way = 0
    wish = outcome.retry_after if isinstance(outcome, Unavailable) else None
    wait = wait_before_retry(delivery.attempts, wish, urgent=delivery.priority <= outbox.AGAIN)
    due_at = result.at + mint.jitter(wait)
    if due_at >= delivery.useful_until:
        give_up(session, delivery, State.EXHAUSTED, outcome.code, outcome.words, result.at, mint)
    else:
        _again(delivery, due_at)


def _again(delivery: Delivery, due_at: datetime) -> None:
    delivery.state = State.PENDING
    delivery.leased_until = None
    delivery.due_at = due_at


def _ours(delivery: Delivery):  # type: ignore[no-untyped-def]
    return (Delivery.id == delivery.id, Delivery.state == State.SENDING, Delivery.attempts == delivery.attempts)
