"""Another authenticator app for oneself: a new key is shown, and the old app is good until the new one shows a code."""

from __future__ import annotations

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import second_factor
from app.domain.sign_in import is_proven
from app.operations import authenticator
from app.store.staff import Staff
from app.web.manager.guard import person
from app.web.manager.second_factor import MANY, MINUTES, TRIES, WRONG, CodeForm
from app.web.room import desk, now, too_often

OVER = "That key does not count any more. Begin again"


def show() -> ResponseReturnValue:
    """What will happen; and the key that was offered, to whoever has shown a moment ago that it is them."""
    return _page(CodeForm())


def start() -> ResponseReturnValue:
    """Offers a new key."""
    _expect_own()
    with desk().database.writing() as db:
        authenticator.offer(db, person().id)
    return redirect(url_for("manager.show_authenticator"), 303)


def take() -> ResponseReturnValue:
    """Takes the new key into use, once its app has shown a code."""
    _expect_own()
    who, form = person(), CodeForm(request.form)
    if not form.validate():
        return _page(form), 422
    with desk().database.writing() as db:
        if too_often(db, "authenticator", who.id, limit=TRIES, minutes=MINUTES):
            form.code.errors = (MANY,)
            return _page(form), 429
    secret = _offered(who)
    step = second_factor.step_of(form.code.data, secret, now()) if secret else None
    if step is None:
        form.code.errors = (WRONG if secret else OVER,)
        return _page(form), 422
    if not _taken(who, step):
        form.code.errors = (OVER,)
        return _page(form), 422
    flash("Your new authenticator app is in use. Codes of any other open nothing any more")
    return redirect(url_for("manager.show_sessions"), 303)


def _taken(who: Staff, step: int) -> bool:
    version = who.second_factor_offered
    kept = second_factor.fingerprint(desk().mint, who.id, version)
    with desk().database.writing() as db:
        return authenticator.take(db, who.id, version, fingerprint=kept, step=step, mint=desk().mint, now=now())


def _offered(who: Staff) -> str | None:
    """The key that was offered and is not in use yet."""
    if who.second_factor_offered <= who.second_factor_version:
        return None
    return second_factor.new_secret(desk().mint, who.id, who.second_factor_offered)


def _expect_own() -> None:
    """What is in an envelope is given no app."""
    if person().is_break_glass:
        abort(409)


def _page(form: CodeForm) -> str:
    who = person()
    secret = _offered(who) if is_proven(g.sign_in.proven_at, now()) else None
    link = second_factor.address(secret, who.email, f"{desk().policy.vendor} desk") if secret else None
    return render_template("manager/authenticator.html", form=form, secret=secret, link=link, person=who)
