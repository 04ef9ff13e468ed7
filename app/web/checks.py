"""The door of whoever is asked whether their phone works: the link in their text is the key, a button the answer."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import tokens
from app.operations import shift_checks
from app.store.shift_checks import by_fingerprint
from app.store.staff import Staff
from app.web.room import desk, no_such_link, now

blueprint = Blueprint("checks", __name__, url_prefix="/checks/<token>")


@blueprint.before_request
def guard() -> None:
    """Lets in whoever has a genuine link, and is still one of the staff."""
    token = (request.view_args or {}).pop("token", "")
    with desk().database.reading() as db:
        check = by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None
        asked = db.get_one(Staff, check.staff_id) if check else None
    if check is None or asked is None or not asked.is_active:
        no_such_link()
    g.check, g.asked, g.token = check, asked, token


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The question, or what was answered. Reading changes nothing."""
    is_over = now() > g.check.asked_at + shift_checks.ENDS
    return render_template("check.html", check=g.check, asked=g.asked, token=g.token, is_over=is_over)


@blueprint.post("/confirmation")
def confirm() -> ResponseReturnValue:
    """The phone works."""
    with desk().database.writing() as db:
        shift_checks.confirm(db, g.check, g.asked, now(), "the link")
    return redirect(url_for("checks.show", token=g.token), 303)
