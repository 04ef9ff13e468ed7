"""A person's own password: changed by whoever knows the present one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField
from wtforms.validators import InputRequired, ValidationError

from app import passwords
from app.domain.password_rules import LONGEST
from app.operations import people
from app.web.lengths import at_most
from app.web.manager.guard import let_in, person
from app.web.room import desk, now, too_often

TRIES, MINUTES = 10, 15
MANY = "Too many tries. Wait 15 minutes"
WRONG = "That is not your present password"


class PasswordForm(Form):
    """The present one, and the new one."""

    present = PasswordField(
        "Your present password", validators=[InputRequired("Type your present password"), at_most(LONGEST)]
    )
    wanted = PasswordField("The new password", validators=[InputRequired("Type a new password")])

    def validate_wanted(self, field: PasswordField) -> None:
        """Long, not everybody's, and without what is known of its owner."""
        weak = passwords.fault(field.data, person().name, person().email, desk().policy.vendor, desk().policy.brand)
        if weak:
            raise ValidationError(f"The new password {weak}")


def ask() -> ResponseReturnValue:
    """The form."""
    return _page(PasswordForm())


def change() -> ResponseReturnValue:
    """Changes it. Every other browser of theirs is signed out."""
    form = PasswordForm(request.form)
    if not form.validate():
        return _page(form), 422
    with desk().database.writing() as db:
        if too_often(db, "password", person().id, limit=TRIES, minutes=MINUTES):
            form.present.errors = (MANY,)
            return _page(form), 429
    if not passwords.matches(form.present.data, person().password_hash):
        form.present.errors = (WRONG,)
        return _page(form), 422
    kept = passwords.hashed(form.wanted.data)
    with desk().database.writing() as db:
        who = people.change_password(db, person().id, kept, mint=desk().mint, now=now())
    let_in(who)
    flash("Your password is changed, and every other browser of yours is signed out")
    return redirect(url_for("manager.show_sessions"), 303)


def _page(form: PasswordForm) -> str:
    return render_template("manager/password.html", form=form, person=person())
