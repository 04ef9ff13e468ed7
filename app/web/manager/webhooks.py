"""Webhooks at the desk: made, looked at with what became of each message, and changed."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.webhooks import EVENTS, TEST
from app.domain.words import cleaned
from app.operations import webhooks as operations
from app.store import timeline, webhooks
from app.store.staff import Staff
from app.store.webhooks import WebhookEndpoint
from app.web.manager.guard import person
from app.web.manager.webhook_form import AgainForm, WebhookForm
from app.web.room import desk, now

SHOWN = 50
CHANGES = 20
WEBHOOK_KINDS = tuple(
    f"webhook.{what}" for what in ("made", "changed", "secret", "tested", "resent", "ended", "resumed")
)
STATES = {
    "pending": "Waiting",
    "sending": "On its way",
    "sent": "Taken",
    "exhausted": "Failed",
    "cancelled": "Cancelled",
}


def new() -> ResponseReturnValue:
    """The empty form."""
    return _asked(WebhookForm(events=list(EVENTS)))


def add() -> ResponseReturnValue:
    """Makes a webhook, and shows its secret: this once."""
    form = WebhookForm(request.form)
    if not form.validate():
        return _asked(form), 422
    with desk().database.writing() as db:
        made, secret = operations.make(db, form.wanted(), by=person(), mint=desk().mint, now=now())
        endpoint_id = made.id
    return page(endpoint_id, secret=secret), 201


def show(endpoint_id: str) -> ResponseReturnValue:
    """One webhook, and what became of its messages."""
    return page(endpoint_id)


def change(endpoint_id: str) -> ResponseReturnValue:
    """Says something else of a webhook."""
    form = WebhookForm(request.form)
    if not form.validate():
        return page(endpoint_id, form), 422
    with desk().database.writing() as db:
        operations.change(db, held(db, endpoint_id), form.wanted(), by=person(), now=now())
    return redirect(url_for("manager.show_webhook", endpoint_id=endpoint_id), 303)


def page(endpoint_id: str, form: WebhookForm | None = None, *, secret: str = "") -> str:
    """The page of one webhook, with its form as it was sent, or the secret that was made just now."""
    before = request.args.get("before", "")
    with desk().database.reading() as db:
        endpoint = db.get(WebhookEndpoint, cleaned(endpoint_id))
        if endpoint is None:
            abort(404)
        place = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        rows = webhooks.newest(db, endpoint.id, SHOWN + 1, place)
        more, rows = len(rows) > SHOWN, rows[:SHOWN]
        return render_template(
            "manager/webhook.html",
            endpoint=endpoint,
            maker=db.get_one(Staff, endpoint.made_by).name,
            happened=timeline.of_kinds(db, WEBHOOK_KINDS, CHANGES, fact="endpoint", value=endpoint.id),
            form=form or WebhookForm.showing(endpoint),
            again=AgainForm(),
            rows=rows,
            next_page=f"?before={rows[-1].id}" if more else None,
            states=STATES,
            offered=EVENTS,
            events={**EVENTS, TEST: "A test"},
            secret=secret,
            both_hold=bool(endpoint.former_until and now() < endpoint.former_until),
            person=person(),
        )


def held(db: Session, endpoint_id: str) -> WebhookEndpoint:
    """The webhook, locked; 404 if there is none."""
    endpoint = webhooks.held(db, cleaned(endpoint_id))
    if endpoint is None:
        abort(404)
    return endpoint


def _asked(form: WebhookForm) -> str:
    return render_template("manager/webhook_new.html", form=form, events=EVENTS, person=person())
