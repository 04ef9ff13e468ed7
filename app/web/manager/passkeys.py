"""A person's own passkeys: made on their device, named, renamed and removed."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from wtforms import Form, HiddenField, StringField
from wtforms.validators import DataRequired, Length

from app import passkeys
from app.domain import browsers
from app.domain.words import cleaned
from app.operations import passkeys as keys
from app.operations.passkeys import LastSecondStep, PasskeyKnown, TooManyPasskeys
from app.store import passkeys as kept
from app.store.passkeys import Passkey
from app.web.lengths import at_most
from app.web.manager import challenges
from app.web.manager.guard import needs_code, person
from app.web.manager.passkey_sign_in import LONGEST
from app.web.room import desk, now

NOT_MADE = "No passkey was made. Press the button, and do what your device asks"
NOT_TAKEN = "That passkey was not taken: more than five minutes went by, or it was made elsewhere. Try again"
KNOWN = "That device has a passkey here already"
MANY = f"You have {keys.MOST} passkeys. Remove one that you do not use first"
LAST = "This is your last second step, and {role}s need one. Add another passkey first, and then remove this one"


class NameForm(Form):
    """What its owner calls it."""

    name = StringField("Name of the passkey", filters=[cleaned], validators=[DataRequired("Type a name"), at_most(60)])


class NewForm(NameForm):
    """The name, and what the browser answered."""

    answer = HiddenField(validators=[Length(max=LONGEST)])


def show() -> ResponseReturnValue:
    """All of them."""
    with desk().database.reading() as db:
        mine = kept.of_person(db, person().id)
    return render_template("manager/passkeys.html", keys=mine, has_name=challenges.site().has_name, person=person())


def start() -> ResponseReturnValue:
    """The way to a new one, for whoever has shown that it is them: before their device makes any."""
    if person().is_break_glass:
        abort(409)
    return redirect(url_for("manager.new_passkey"), 303)


def new() -> ResponseReturnValue:
    """The form, with a name to begin with."""
    return _new_page(NewForm(name=browsers.named(request.user_agent.string)))


def ask() -> ResponseReturnValue:
    """What the device is asked for. Not before the name is right."""
    if not NameForm(request.form).validate():
        return Response("{}", 422, content_type="application/json")
    with desk().database.reading() as db:
        known = [key.handle for key in kept.of_person(db, person().id)]
    challenge = challenges.fresh("make")
    words = passkeys.to_make(
        challenges.site(), challenge, person_id=person().id, email=person().email, name=person().name, known=known
    )
    return Response(words, content_type="application/json")


def add() -> ResponseReturnValue:
    """Keeps the one that the device has made."""
    form = NewForm(request.form)
    if person().is_break_glass:
        abort(409)
    if not form.validate():
        return _new_page(form), 422
    challenge = challenges.spend("make") if form.answer.data else None
    made = passkeys.made(challenges.site(), challenge, form.answer.data) if challenge else None
    if made is None:
        return _refused(form, NOT_TAKEN if form.answer.data else NOT_MADE)
    try:
        with desk().database.writing() as db:
            keys.add(
                db, person().id, handle=made.handle, public_key=made.public_key, counter=made.counter,
                name=form.name.data, mint=desk().mint, now=now(),
            )  # fmt: skip
    except (PasskeyKnown, IntegrityError):
        return _refused(form, KNOWN)
    except TooManyPasskeys:
        return _refused(form, MANY)
    flash(f"{form.name.data} signs you in from now on")
    return redirect(url_for("manager.show_passkeys"), 303)


def show_one(passkey_id: str) -> ResponseReturnValue:
    """One of them, to be renamed or removed."""
    key = _mine(passkey_id)
    return _page(key, NameForm(name=key.name))


def rename(passkey_id: str) -> ResponseReturnValue:
    """Gives it another name."""
    key, form = _mine(passkey_id), NameForm(request.form)
    if not form.validate():
        return _page(key, form), 422
    with desk().database.writing() as db:
        if not keys.rename(db, key.id, person().id, form.name.data):
            abort(404)
    flash(f"It is called {form.name.data} now")
    return redirect(url_for("manager.show_passkeys"), 303)


def remove(passkey_id: str) -> ResponseReturnValue:
    """Removes it, unless nothing would be left besides the password where that is not enough."""
    key = _mine(passkey_id)
    try:
        with desk().database.writing() as db:
            name = keys.remove(db, key.id, person().id, needs_another=needs_code(person()), mint=desk().mint, now=now())
    except LastSecondStep:
        return _page(key, NameForm(name=key.name), trouble=LAST.format(role=person().role)), 409
    if name is None:
        abort(404)
    flash(f"{name} opens nothing here any more. Delete it on its device, too")
    return redirect(url_for("manager.show_passkeys"), 303)


def _mine(passkey_id: str) -> Passkey:
    with desk().database.reading() as db:
        key = db.get(Passkey, cleaned(passkey_id))
    if key is None or key.staff_id != person().id:
        abort(404)
    return key


def _refused(form: NewForm, words: str) -> ResponseReturnValue:
    form.answer.data, form.answer.errors = None, (words,)
    return _new_page(form), 422


def _new_page(form: NewForm) -> str:
    return render_template("manager/passkey_new.html", form=form, person=person())


def _page(key: Passkey, form: NameForm, trouble: str = "") -> str:
    return render_template("manager/passkey.html", key=key, form=form, trouble=trouble, person=person())
