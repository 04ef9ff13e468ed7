"""What is done with a webhook: another secret, a test, messages sent again, off and on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.operations import webhooks as operations
from app.store import webhooks
from app.store.webhooks import WebhookDelivery, WebhookEndpoint
from app.web.manager.guard import person
from app.web.manager.webhook_form import AgainForm
from app.web.manager.webhooks import held, page
from app.web.room import desk, now


def rotate(endpoint_id: str) -> ResponseReturnValue:
    """Makes another secret, and shows it: this once. The one before holds for a day."""
    with desk().database.writing() as db:
        secret = operations.rotate(db, held(db, endpoint_id), by=person(), mint=desk().mint, now=now())
    return page(endpoint_id, secret=secret), 201


def test(endpoint_id: str) -> ResponseReturnValue:
    """Sends a message about nothing."""

    def send(db: Session, endpoint: WebhookEndpoint) -> str:
        operations.test(db, endpoint, by=person(), now=now())
        return "A test is on its way"

    return _act(endpoint_id, send)


def again(endpoint_id: str, delivery_id: str) -> ResponseReturnValue:
    """Sends one message once more."""

    def send(db: Session, endpoint: WebhookEndpoint) -> str:
        number = int(delivery_id) if delivery_id.isascii() and delivery_id.isdigit() and len(delivery_id) < 18 else 0
        row = db.get(WebhookDelivery, number, with_for_update=True)
        if row is None or row.endpoint_id != endpoint.id:
            abort(404)
        operations.again(db, endpoint, [row], by=person(), now=now())
        return "It is sent again"

    return _act(endpoint_id, send)


def again_all(endpoint_id: str) -> ResponseReturnValue:
    """Sends all that failed once more."""
    form = AgainForm(request.form)
    if not form.validate():
        abort(422)

    def send(db: Session, endpoint: WebhookEndpoint) -> str:
        since = now() - timedelta(days=int(form.days.data))
        count = operations.again(db, endpoint, webhooks.failed(db, endpoint.id, since), by=person(), now=now())
        return f"{count} {'message is' if count == 1 else 'messages are'} sent again"

    return _act(endpoint_id, send)


def end(endpoint_id: str) -> ResponseReturnValue:
    """Turns it off."""
    with desk().database.writing() as db:
        endpoint = held(db, endpoint_id)
        if endpoint.ended_at is None:
            operations.end(db, endpoint, by=person(), now=now())
    return _back(endpoint_id)


def resume(endpoint_id: str) -> ResponseReturnValue:
    """Turns it on again."""
    with desk().database.writing() as db:
        endpoint = held(db, endpoint_id)
        if endpoint.ended_at:
            operations.resume(db, endpoint, by=person(), now=now())
    return _back(endpoint_id)


def _act(endpoint_id: str, act: Callable[[Session, WebhookEndpoint], str]) -> ResponseReturnValue:
    """Does something with a webhook that is on, and says so."""
    with desk().database.writing() as db:
        endpoint = held(db, endpoint_id)
        if endpoint.ended_at:
            abort(409)
        said = act(db, endpoint)
    flash(said)
    return _back(endpoint_id)


def _back(endpoint_id: str) -> ResponseReturnValue:
    return redirect(url_for("manager.show_webhook", endpoint_id=endpoint_id), 303)
