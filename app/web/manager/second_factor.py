"""The second step of signing in: a code from the authenticator app, which is set up the first time."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, StringField
from wtforms.validators import InputRequired

from app import second_factor
from app.domain import recovery
from app.domain.words import cleaned
from app.operations import people
from app.operations import recovery as used_codes
from app.store import passkeys
from app.store.staff import Staff
from app.web.lengths import at_most
from app.web.manager import challenges
from app.web.manager.guard import half_in, let_in
from app.web.room import desk, now, too_often

TRIES, MINUTES = 10, 15
WRONG = "That code is not right. Wait for the next one, and check your phone's clock"
MANY = "Too many tries. Wait 15 minutes"


class CodeForm(Form):
    """Six digits."""

    code = StringField("Code", filters=[cleaned], validators=[InputRequired("Type the six digits"), at_most(30)])


def ask_code() -> ResponseReturnValue:
    """The form; the first time with the secret for the app."""
    half = half_in()
    return _page(half[0], CodeForm(), half[1]) if half else redirect(url_for("manager.ask"))


def check_code() -> ResponseReturnValue:
    """Lets in whoever has the app. A code is good once."""
    half = half_in()
    if half is None:
        return redirect(url_for("manager.ask"), 303)
    person, wanted = half
    form = CodeForm(request.form)
    if not form.validate():
        return _page(person, form, wanted), 422
    with desk().database.writing() as db:
        if too_often(db, "code", person.id, limit=TRIES, minutes=MINUTES):
            form.code.errors = (MANY,)
            return _page(person, form, wanted), 429
    way = _way(person, form.code.data)
    if way is None:
        form.code.errors = (WRONG,)
        return _page(person, form, wanted), 422
    let_in(person, way=way)
    return redirect(wanted or url_for("manager.intake_log"), 303)


def _way(person: Staff, code: str) -> str | None:
    """By what they come in: the app's code, or a recovery code, each good once. None: it is neither."""
    if not recovery.understood(code):
        return "password and app" if is_good(person, code) else None
    with desk().database.writing() as db:
        is_used = used_codes.use(db, person, code, mint=desk().mint, now=now())
    return "recovery code" if is_used else None


def is_good(person: Staff, code: str) -> bool:
    """Whether the code is the app's, and of a period that was not used before. It is used up with that."""
    if person.second_factor is None and not _may_set_up(person):
        return False
    step = second_factor.step_of(code, _secret(person), now())
    version = person.second_factor_version
    kept = person.second_factor or second_factor.fingerprint(desk().mint, person.id, version)
    with desk().database.writing() as db:
        return step is not None and people.use_code(db, person.id, version=version, fingerprint=kept, step=step)


def _secret(person: Staff) -> str:
    """The secret in the person's app; where they have none yet, the one that they are given."""
    mint, version = desk().mint, person.second_factor_version
    if person.second_factor is None:
        return second_factor.new_secret(mint, person.id, version)
    return second_factor.kept_secret(mint, person.id, version, person.second_factor) or abort(403)


def _may_set_up(person: Staff) -> bool:
    """Whether a password alone is enough for giving them an app: not where they have a passkey or an envelope."""
    if person.is_break_glass:
        return False
    with desk().database.reading() as db:
        return passkeys.count(db, person.id) == 0


def _page(person: Staff, form: CodeForm, wanted: str | None) -> str:
    """The form for the code; where there is no app yet, with the secret for one."""
    secret = _secret(person) if person.second_factor is None and _may_set_up(person) else None
    link = second_factor.address(secret, person.email, f"{desk().policy.vendor} desk") if secret else None
    return render_template(
        "manager/second_factor.html", form=form, secret=secret, link=link, half_in=person,
        by_passkey=challenges.site().has_name, next=wanted, person=None,
    )  # fmt: skip
