"""Tokens that read the log, at the desk: one is made, shown once, and revoked."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.words import cleaned
from app.operations import read_tokens
from app.web.manager.guard import person
from app.web.manager.systems import page
from app.web.manager.token_form import TokenForm
from app.web.room import desk, now


def make() -> ResponseReturnValue:
    """Makes a token, and shows it: this once, for only its fingerprint is kept."""
    form = TokenForm(request.form)
    if not form.validate():
        return page(form), 422
    token = desk().mint.read_token()
    with desk().database.writing() as db:
        read_tokens.make(
            db, name=form.name.data, token=token, lasts=form.period(), by=person(), mint=desk().mint, now=now()
        )
    return page(new_token=token), 201


def revoke(token_id: str) -> ResponseReturnValue:
    """The token opens nothing from now on."""
    with desk().database.writing() as db:
        if read_tokens.revoke(db, cleaned(token_id), by=person(), now=now()) is None:
            abort(404)
    return redirect(url_for("manager.show_systems") + "#tokens", 303)
