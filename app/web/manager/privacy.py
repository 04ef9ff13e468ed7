"""Privacy at the desk: what is held about one person, handed out as a file, or erased once that is confirmed."""

from __future__ import annotations

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Form, StringField, ValidationError
from wtforms.validators import InputRequired

from app.domain.erasure import is_exact
from app.domain.words import cleaned
from app.operations import privacy
from app.store.privacy import held_about
from app.web.manager.guard import person
from app.web.room import desk, now


class WhomForm(Form):
    """Whom it is about."""

    whom = StringField("Email or telephone number", filters=[cleaned])

    def validate_whom(self, field: StringField) -> None:
        """A part of an address would find other people too."""
        if not is_exact(field.data or ""):
            raise ValidationError("Give the whole mail address, or the whole telephone number")


class ErasureForm(WhomForm):
    """Whom it is about, and that it is meant."""

    is_meant = BooleanField(
        "Yes, erase it for good", validators=[InputRequired("Tick the box if you mean it: it cannot be undone")]
    )


def ask() -> ResponseReturnValue:
    """Whom is it about?"""
    return render_template("manager/privacy.html", form=WhomForm(), held=None, person=person())


def look() -> ResponseReturnValue:
    """What is held about them, in numbers. The address comes in a post, so that no log and no history has it."""
    form = WhomForm(request.form)
    return _page(form, is_found=form.validate())


def export() -> ResponseReturnValue:
    """All of it, as a file."""
    form = WhomForm(request.form)
    if not form.validate():
        return _page(form, is_found=False)
    with desk().database.writing() as db:
        held = privacy.export(db, form.whom.data, by=person().name, now=now())
    named = {"Content-Disposition": 'attachment; filename="personal-data.json"'}
    words = json.dumps(held, ensure_ascii=False, indent=2)
    return Response(words + "\n", mimetype="application/json", headers=named)


def erase() -> ResponseReturnValue:
    """Takes it out, if the box is ticked."""
    form = ErasureForm(request.form)
    if not form.validate():
        return _page(form, is_found=not form.whom.errors)
    with desk().database.writing() as db:
        held = privacy.erase(db, form.whom.data, by=person().name, mint=desk().mint, now=now())
        left = ", ".join(one.reference for one in held.open_reports)
    flash("Erased" + (f". Left, because they are open: {left}" if left else ""))
    return redirect(url_for("manager.ask_whom"), 303)


def _page(form: WhomForm, *, is_found: bool) -> tuple[str, int]:
    held = None
    if is_found:
        with desk().database.reading() as db:
            held = held_about(db, form.whom.data)
    words = render_template("manager/privacy.html", form=form, held=held, person=person())
    return words, 422 if form.errors else 200
