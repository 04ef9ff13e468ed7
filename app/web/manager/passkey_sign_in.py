"""Signing in by a passkey alone: the device has asked for a finger, a face or a PIN, so it is both steps at once."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField
from wtforms.validators import Length

from app import passkeys
from app.operations import passkeys as keys
from app.store import passkeys as kept
from app.store.staff import Staff
from app.web.manager import challenges
from app.web.manager.guard import let_in
from app.web.manager.sign_in import MANY, MINUTES, TRIES, SignInForm, page
from app.web.room import caller, desk, now, too_often
from app.web.security import local_path

LONGEST = 20_000  # letters of an answer; the longest in use have some thousand
WRONG = (
    "That passkey was not taken: it was removed here, or more than five minutes went by. "
    "Try again, or sign in with your password"
)


class AnswerForm(Form):
    """What the browser answered, and where the person wanted to go."""

    answer = HiddenField(validators=[Length(max=LONGEST)])
    next = HiddenField()


def ask() -> ResponseReturnValue:
    """A challenge for any passkey of this portal's. It says nothing of who has one."""
    words = passkeys.to_show(challenges.site(), challenges.fresh("show"))
    return Response(words, content_type="application/json")


def sign_in() -> ResponseReturnValue:
    """Lets in whose passkey answered. Throttled by address."""
    form = AnswerForm(request.form)
    wanted = local_path(form.next.data)
    with desk().database.writing() as db:
        if too_often(db, "passkey", caller(), limit=TRIES * 5, minutes=MINUTES):
            return page(SignInForm(next=wanted or ""), trouble=MANY), 429
    who = owner(form.answer.data) if form.validate() else None
    if who is None:
        return page(SignInForm(next=wanted or ""), trouble=WRONG), 422
    let_in(who, way="passkey")
    return redirect(wanted or url_for("manager.intake_log"), 303)


def owner(answer: str | None) -> Staff | None:
    """Whose passkey answered this browser's challenge, if all is right with it. The challenge is used up with that."""
    challenge = challenges.spend("show")
    with desk().database.reading() as db:
        found = kept.held(db, passkeys.handle_of(answer or "") or "")
    if challenge is None or found is None:
        return None
    key, who = found
    counter = passkeys.counter_of(
        challenges.site(), challenge, answer or "", public_key=key.public_key, person_id=who.id
    )
    if counter is None:
        return None
    with desk().database.writing() as db:
        return who if keys.use(db, key.id, counter, mint=desk().mint, now=now()) else None
