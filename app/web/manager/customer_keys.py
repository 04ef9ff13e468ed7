"""A customer's keys to the API, at the desk: one is made, shown once, and revoked."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.words import cleaned
from app.operations import api_keys
from app.store.api_keys import ApiKey
from app.web.manager.customers import found, page
from app.web.manager.guard import person
from app.web.manager.key_form import KeyForm
from app.web.room import desk, now


def make(customer_id: str) -> ResponseReturnValue:
    """Makes a key, and shows it: this once, for only its fingerprint is kept."""
    form = KeyForm(request.form)
    with desk().database.reading() as db:
        customer, _ = found(db, customer_id)
    if not form.validate():
        return page(customer_id, form), 422
    if customer.archived_at:
        abort(409)
    key = desk().mint.key()
    with desk().database.writing() as db:
        api_keys.make(
            db, customer_id=customer.id, name=form.name.data, key=key, by=person(), mint=desk().mint, now=now()
        )
    return page(customer_id, new_key=key), 201


def revoke(customer_id: str, key_id: str) -> ResponseReturnValue:
    """The key opens nothing from now on."""
    with desk().database.writing() as db:
        customer, _ = found(db, customer_id)
        key = db.get(ApiKey, cleaned(key_id))
        if key is None or key.customer_id != customer.id:
            abort(404)
        api_keys.revoke(db, key.id, by=person(), now=now())
    return redirect(url_for("manager.show_customer", customer_id=customer_id) + "#keys", 303)
