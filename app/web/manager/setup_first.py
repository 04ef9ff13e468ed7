"""The first administrator: a page that is open as long as the portal has nobody, to whoever has the set-up code."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField, StringField
from wtforms.validators import DataRequired, ValidationError

from app import passwords
from app.domain.words import cleaned
from app.operations import first_administrator
from app.operations.first_administrator import SomebodyThere, WrongCode
from app.operations.names import NameTaken
from app.store import staff
from app.store.database import is_away
from app.web.lengths import at_most
from app.web.manager import people_forms
from app.web.manager.guard import let_half_in
from app.web.room import caller, desk, now, too_often

TRIES, MINUTES = 10, 15
MANY = "Too many tries. Wait 15 minutes"
WRONG = "That is not the code that was made last, or its hour is over. Make another one"


class FirstForm(Form):
    """The code, and who they are."""

    code = StringField("Set-up code", filters=[cleaned], validators=[DataRequired("Type the set-up code"), at_most(40)])
    name = StringField(
        "Your name", filters=[cleaned], validators=[DataRequired("Type your name"), at_most(people_forms.LONGEST)]
    )
    email = StringField(
        "Your email address",
        filters=[cleaned],
        validators=[DataRequired("Type your email address"), at_most(people_forms.LONGEST)],
    )
    password = PasswordField("A password", validators=[DataRequired("Choose a password")])

    def validate_email(self, field: StringField) -> None:
        """What they sign in with."""
        people_forms.expect_address(field)

    def validate_password(self, field: PasswordField) -> None:
        """Long, not everybody's, and without what is known of its owner."""
        policy = desk().policy
        weak = passwords.fault(field.data, self.name.data or "", self.email.data or "", policy.vendor, policy.brand)
        if weak:
            raise ValidationError(f"The password {weak}")


def is_open() -> bool:
    """Whether the portal has nobody yet; not while nobody can tell. The demo brings its people with it."""
    if not desk().settings.is_production:
        return False
    try:
        with desk().database.reading() as db:
            return not staff.is_anybody(db)
    except Exception as error:
        if not is_away(error):
            raise
        return False


def ask() -> ResponseReturnValue:
    """The form, as long as it is of use."""
    return _page(FirstForm()) if is_open() else redirect(url_for("manager.ask"))


def make() -> ResponseReturnValue:
    """Makes the administrator, who goes on to the second step of signing in."""
    if not is_open():
        return redirect(url_for("manager.ask"), 303)
    form = FirstForm(request.form)
    if not form.validate():
        return _page(form), 422
    if not _is_right(form.code.data):
        return _wrong(form)
    kept = passwords.hashed(form.password.data)
    try:
        with desk().database.writing() as db:
            who = first_administrator.make(
                db, code=form.code.data, name=form.name.data, email=form.email.data, password_hash=kept,
                mint=desk().mint, now=now(),
            )  # fmt: skip
    except SomebodyThere:
        return redirect(url_for("manager.ask"), 303)
    except WrongCode:
        form.code.errors = (WRONG,)
        return _page(form), 422
    except NameTaken as error:
        form.name.errors = (str(error),)
        return _page(form), 422
    let_half_in(who, url_for("manager.show_setup"))
    return redirect(url_for("manager.ask_code"), 303)


def _is_right(code: str) -> bool:
    with desk().database.reading() as db:
        return first_administrator.is_right(db, code, now())


def _wrong(form: FirstForm) -> ResponseReturnValue:
    """Counts a wrong code. The right one is never held up by whoever guesses; 74 bits are guessed by nobody."""
    with desk().database.writing() as db:
        many = [
            too_often(db, "setup", whose, limit=TRIES * times, minutes=MINUTES)
            for whose, times in ((caller(), 1), ("everybody", 5))
        ]
    form.code.errors = (MANY if any(many) else WRONG,)
    return _page(form), 429 if any(many) else 422


def _page(form: FirstForm) -> str:
    return render_template("manager/setup_first.html", form=form, person=None)
