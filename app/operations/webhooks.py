"""Endpoints of other systems: made, changed, given another secret, tested, turned off and on again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.delivery import Medium, State
from app.domain.timeline_sorts import PORTAL
from app.domain.tokens import Mint
from app.domain.webhooks import BOTH_HOLD, TEST
from app.operations import outbox, record, webhook_queue
from app.store import staff, webhooks
from app.store.base import put
from app.store.staff import Staff
from app.store.webhooks import WebhookDelivery, WebhookEndpoint

LONGEST_NAME = 100  # characters
BY_HAND = "by hand"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an administrator says of an endpoint."""

    name: str
    url: str
    events: Sequence[str]
    with_contact: bool


def make(session: Session, wanted: Wanted, *, by: Staff, mint: Mint, now: datetime) -> tuple[WebhookEndpoint, str]:
    """A new endpoint, and its secret, which is shown this once."""
    endpoint_id = mint.id()
    secret = mint.webhook_secret(endpoint_id, 1)
    made = WebhookEndpoint(
        id=endpoint_id,
        name=wanted.name,
        url=wanted.url,
        events=list(wanted.events),
        with_contact=wanted.with_contact,
        version=1,
        fingerprint=tokens.fingerprint(secret),
        made_at=now,
        made_by=by.id,
        ended_because="",
    )
    session.add(made)
    session.flush()
    _happened(session, made, "made", f"{by.first_name} made the webhook {made.name}", now, by)
    return made, secret


def change(session: Session, endpoint: WebhookEndpoint, wanted: Wanted, *, by: Staff, now: datetime) -> None:
    """Says something else of an endpoint. What was made for another address, or with contacts, is not sent any more."""
    is_without, is_elsewhere = endpoint.with_contact and not wanted.with_contact, endpoint.url != wanted.url
    endpoint.name, endpoint.url = wanted.name, wanted.url
    endpoint.events, endpoint.with_contact = list(wanted.events), wanted.with_contact
    if is_without or is_elsewhere:
        session.flush()
        webhooks.forget_bodies(session, endpoint.id, with_sent=is_without)
    contact = "with" if wanted.with_contact else "without"
    text = (
        f"{by.first_name} changed the webhook {endpoint.name}: {len(wanted.events)} kinds of events, {contact} contacts"
    )
    _happened(session, endpoint, "changed", text, now, by)


def rotate(session: Session, endpoint: WebhookEndpoint, *, by: Staff, mint: Mint, now: datetime) -> str:
    """Gives it another secret, which is shown this once. For a day what it gets is signed with both."""
    endpoint.former_version, endpoint.former_fingerprint = endpoint.version, endpoint.fingerprint
    endpoint.former_until = now + BOTH_HOLD
    endpoint.version += 1
    secret = mint.webhook_secret(endpoint.id, endpoint.version)
    endpoint.fingerprint = tokens.fingerprint(secret)
    _happened(session, endpoint, "secret", f"{by.first_name} gave the webhook {endpoint.name} another secret", now, by)
    return secret


def secrets(endpoint: WebhookEndpoint, mint: Mint, now: datetime) -> tuple[str, ...]:
    """The secrets that hold, the newest first. None, where the portal's own key is another one now."""
    kept = [(endpoint.version, endpoint.fingerprint)]
    if (
        endpoint.former_version
        and endpoint.former_fingerprint
        and endpoint.former_until
        and now < endpoint.former_until
    ):
        kept.append((endpoint.former_version, endpoint.former_fingerprint))
    found = (mint.webhook_secret_like(endpoint.id, version, fingerprint) for version, fingerprint in kept)
    return tuple(secret for secret in found if secret)


def test(session: Session, endpoint: WebhookEndpoint, *, by: Staff, now: datetime) -> None:
    """Sends it a message about nothing."""
    put(session, WebhookDelivery, [webhook_queue.row(endpoint.id, TEST, now, actor=by.name)])
    _happened(session, endpoint, "tested", f"{by.first_name} sent the webhook {endpoint.name} a test", now, by)


def again(
    session: Session, endpoint: WebhookEndpoint, rows: Sequence[WebhookDelivery], *, by: Staff, now: datetime
) -> int:
    """Tells these once more, with their ids of before; returns how many."""
    for row in rows:
        if row.state not in (State.PENDING, State.SENDING):
            row.state, row.attempts, row.sent_at = State.PENDING, 0, None
        row.due_at = now
    if rows:
        what = "1 message" if len(rows) == 1 else f"{len(rows)} messages"
        text = f"{by.first_name} sent the webhook {endpoint.name} {what} again"
        _happened(session, endpoint, "resent", text, now, by)
    return len(rows)


def end(session: Session, endpoint: WebhookEndpoint, *, by: Staff, now: datetime) -> None:
    """Tells it nothing any more."""
    _end(session, endpoint, BY_HAND, now)
    _happened(session, endpoint, "ended", f"{by.first_name} turned the webhook {endpoint.name} off", now, by)


def resume(session: Session, endpoint: WebhookEndpoint, *, by: Staff, now: datetime) -> None:
    """Tells it again what happens from now on."""
    endpoint.ended_at, endpoint.ended_because, endpoint.failing_since = None, "", None
    _happened(session, endpoint, "resumed", f"{by.first_name} turned the webhook {endpoint.name} on", now, by)


def turn_off(session: Session, endpoint: WebhookEndpoint, because: str, mint: Mint, now: datetime) -> None:
    """It does not work any more: it is told nothing, and the managers get a mail."""
    _end(session, endpoint, because, now)
    _happened(session, endpoint, "ended", f"The webhook {endpoint.name} is off: {because}", now, None)
    people = {person.id: person for person in staff.managing(session)}
    rows = [
        outbox.to_method(
            mint,
            people[method.staff_id],
            method,
            "webhook-off",
            now,
            lasts=outbox.MAIL_LASTS,
            priority=outbox.ROUTINE,
            name=endpoint.name,
            because=because,
            id=endpoint.id,
        )
        for method in staff.methods_of(session, list(people))
        if method.medium == Medium.MAIL
    ]
    outbox.post(session, rows)


def _end(session: Session, endpoint: WebhookEndpoint, because: str, now: datetime) -> None:
    endpoint.ended_at, endpoint.ended_because = now, because
    session.flush()
    webhooks.cancel(session, endpoint.id)


def _happened(
    session: Session, endpoint: WebhookEndpoint, what: str, text: str, now: datetime, by: Staff | None
) -> None:
    actor = by.name if by else PORTAL
    record.append(session, [record.event(f"webhook.{what}", text, now, actor=actor, endpoint=endpoint.id)])
