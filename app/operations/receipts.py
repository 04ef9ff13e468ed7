"""Receipts: what providers say became of a message. They come late, doubled and out of order; they only add."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.delivery import Medium, Receipt, Refused, State
from app.domain.tokens import Mint
from app.operations import alarms, record
from app.operations import delivery as deliveries_op
from app.store.deliveries import Delivery, ReceiptKept

RETRY_WAIT = timedelta(seconds=10)  # before the one retry of a phone that could not be reached just now
TRIES_BEFORE_GIVING_UP = 2


def take(session: Session, receipt: Receipt, *, now: datetime, mint: Mint) -> bool:
    """Keeps a receipt and lets it move its message forward. False if it was known, or is of no message of ours."""
    delivery = _message(session, receipt)
    if delivery is None or _known(session, receipt):
        return False
    session.add(
        ReceiptKept(
            id=mint.id(),
            delivery_id=delivery.id,
            provider=receipt.provider,
            event_key=receipt.event_key,
            at=now,
            status=receipt.status,
            code=receipt.code,
            words=receipt.words,
        )
    )
    session.flush()
    if receipt.status == "delivered" and delivery.state != State.DELIVERED:
        _delivered(session, delivery, now)
    elif receipt.status == "failed" and delivery.state in (State.SENDING, State.SENT):
        _failed(session, delivery, receipt, now, mint)
    return True


def _message(session: Session, receipt: Receipt) -> Delivery | None:
    """The message, locked. Its own id is in the callback; the provider's id is known only once it was settled."""
    if not receipt.delivery_id:
        return None
    return session.scalar(select(Delivery).where(Delivery.id == receipt.delivery_id).with_for_update())


def _known(session: Session, receipt: Receipt) -> bool:
    same = (ReceiptKept.provider == receipt.provider, ReceiptKept.event_key == receipt.event_key)
    return session.scalar(select(ReceiptKept.id).where(*same)) is not None


def _delivered(session: Session, delivery: Delivery, now: datetime) -> None:
    delivery.state = State.DELIVERED
    delivery.leased_until = None
    delivery.delivered_at = now
    delivery.next_proof_at = None
    delivery.code = delivery.words = None
    deliveries_op.clear_method(session, delivery)
    is_call = delivery.medium == Medium.VOICE
    medium = deliveries_op.MEDIA[delivery.medium]
    text = f"{medium} to {delivery.person} was picked up" if is_call else f"{medium} delivered to {delivery.person}"
    record.append(session, [deliveries_op.about(delivery, "delivery.delivered", text, now)])


def _failed(session: Session, delivery: Delivery, receipt: Receipt, now: datetime, mint: Mint) -> None:
    fault = receipt.refused
    for_good = fault is None or isinstance(fault, Refused)
    if not for_good and delivery.attempts < TRIES_BEFORE_GIVING_UP and now + RETRY_WAIT < delivery.useful_until:
        delivery.state = State.PENDING
        delivery.leased_until = None
        delivery.due_at = now + RETRY_WAIT
        delivery.next_proof_at = None
        delivery.code, delivery.words = receipt.code, receipt.words
        return
    if isinstance(fault, Refused) and not fault.ours:
        deliveries_op.mark_method(session, delivery, fault, now, mint)
    elif isinstance(fault, Refused):
        medium = Medium(delivery.medium)
        alarms.refused(session, fault, receipt.provider, medium, now, mint, is_only_way=True)
    words = receipt.words or "it could not be delivered"
    deliveries_op.give_up(session, delivery, State.REFUSED, receipt.code, words, now, mint)
