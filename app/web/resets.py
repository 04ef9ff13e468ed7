"""The door of whoever is to choose a new password: the link in their mail is the key, good once and for an hour."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField
from wtforms.validators import InputRequired, ValidationError

from app import passwords
from app.domain import tokens
from app.operations import resets
from app.store.resets import by_fingerprint
from app.web.room import desk, no_such_link, now, too_often

TRIES, MINUTES = 10, 15
MANY = "Too many tries. Wait 15 minutes"

blueprint = Blueprint("resets", __name__, url_prefix="/resets/<token>")


class NewPasswordForm(Form):
    """The new one."""

    wanted = PasswordField("The new password", validators=[InputRequired("Type a new password")])

    def validate_wanted(self, field: PasswordField) -> None:
        """Long, not everybody's, and without what is known of its owner."""
        weak = passwords.fault(field.data, g.who.name, g.who.email, desk().policy.vendor, desk().policy.brand)
        if weak:
            raise ValidationError(f"The new password {weak}")


@blueprint.before_request
def guard() -> None:
    """Lets in whoever has a genuine link, and is still one of the staff."""
    token = (request.view_args or {}).pop("token", "")
    with desk().database.reading() as db:
        found = by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None
    if found is None or not found[1].is_active:
        no_such_link()
    g.reset, g.who = found
    g.token = token


@blueprint.get("")
def show() -> ResponseReturnValue:
    """The form, or what became of the link. Reading changes nothing."""
    return _page(NewPasswordForm())


@blueprint.post("")
def choose() -> ResponseReturnValue:
    """They choose it, and sign in by it; what became of the link is said by its page."""
    form = NewPasswordForm(request.form)
    back = redirect(url_for("resets.show", token=g.token), 303)
    if not g.reset.is_good(g.who, now()):
        return back
    if not form.validate():
        return _page(form), 422
    with desk().database.writing() as db:
        if too_often(db, "new-password", g.reset.id, limit=TRIES, minutes=MINUTES):
            form.wanted.errors = (MANY,)
            return _page(form), 429
    kept = passwords.hashed(form.wanted.data)
    with desk().database.writing() as db:
        resets.use(db, g.reset.id, kept, mint=desk().mint, now=now())
    return back


def _page(form: NewPasswordForm) -> str:
    return render_template(
        "reset.html", form=form, reset=g.reset, who=g.who, token=g.token, is_good=g.reset.is_good(g.who, now())
    )
