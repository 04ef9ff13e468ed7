"""Signing in and out of the desk."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired

from app import passwords
from app.domain.words import cleaned
from app.operations import sign_ins
from app.store import staff
from app.web.lengths import at_most
from app.web.manager import challenges, setup_first
from app.web.manager.guard import let_half_in, let_in, needs_code, person, sign_in_id
from app.web.room import caller, desk, too_often
from app.web.security import local_path

TRIES, MINUTES = 10, 15
WRONG = "That email address and password do not go together"
MANY = "Too many tries. Wait 15 minutes, or ask another manager to sign in"


class SignInForm(Form):
    """Who, and the password."""

    email = StringField(
        "Email address", filters=[cleaned], validators=[InputRequired("Type your email address"), at_most(254)]
    )
    password = PasswordField("Password", validators=[InputRequired("Type your password")])
    next = HiddenField()


def ask() -> ResponseReturnValue:
    """The form; where nobody could sign in yet, the way to the page that makes the first administrator."""
    if setup_first.is_open():
        return redirect(url_for("manager.ask_first"))
    return page(SignInForm(next=local_path(request.args.get("next")) or ""))


def page(form: SignInForm, trouble: str = "") -> str:
    """The form, with what went wrong on the way by the company's account or a passkey, if that did."""
    return render_template(
        "manager/sign_in.html", form=form, by_company=desk().identity is not None,
        by_passkey=challenges.site().has_name, trouble=trouble,
    )  # fmt: skip


def sign_in() -> ResponseReturnValue:
    """Lets a person in, throttled by account and by address; the account's own pager link is never throttled."""
    form = SignInForm(request.form)
    if not form.validate():
        return _again(form), 422
    email = form.email.data.lower()
    with desk().database.writing() as db:
        many = [
            too_often(db, "sign-in", whose, limit=TRIES * times, minutes=MINUTES)
            for whose, times in ((email, 1), (caller(), 5))
        ]
    if any(many):
        form.email.errors = (MANY,)
        return _again(form), 429
    with desk().database.reading() as db:
        who = staff.by_email(db, email)
        if not passwords.matches(form.password.data, who.password_hash if who else None) or who is None:
            form.email.errors = (WRONG,)
            return _again(form), 422
    wanted = local_path(form.next.data)
    if needs_code(who):
        let_half_in(who, wanted)
        return redirect(url_for("manager.ask_code"), 303)
    let_in(who)
    return redirect(wanted or url_for("manager.intake_log"), 303)


def _again(form: SignInForm) -> str:
    """The form once more, without the password: no page repeats one."""
    form.password.data = None
    return page(form)


def sign_out() -> ResponseReturnValue:
    """Ends the sign-in: whoever has a copy of the cookie is out, too."""
    with desk().database.writing() as db:
        sign_ins.end(db, sign_in_id(), person().id)
    session.clear()
    return redirect(url_for("manager.ask"), 303)
