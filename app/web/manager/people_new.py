"""Somebody new at the desk: added by a manager, with a password that is shown once."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app import passwords
from app.operations import people
from app.operations.names import NameTaken
from app.operations.people import PersonKnown
from app.web.manager.guard import person
from app.web.manager.people_forms import TAKEN, PersonForm
from app.web.room import desk, now

PASSWORD_LETTERS = 20  # of sixteen kinds: 80 bits


def new() -> ResponseReturnValue:
    """An empty form."""
    return _page(PersonForm())


def add() -> ResponseReturnValue:
    """Adds a person, and shows the password: this once, for only its print is kept."""
    form = PersonForm(request.form)
    if not form.validate():
        return _page(form), 422
    password = "-".join(desk().mint.id()[start : start + 5] for start in range(0, PASSWORD_LETTERS, 5))
    kept = passwords.hashed(password)
    try:
        with desk().database.writing() as db:
            who = people.add_staff(
                db, name=form.name.data, email=form.email.data, role=form.role.data, telephone=form.number,
                password_hash=kept, mint=desk().mint, now=now(), by=person(),
            )  # fmt: skip
    except PersonKnown:
        form.email.errors = (TAKEN.format(email=form.email.data),)
        return _page(form), 422
    except NameTaken as error:
        form.name.errors = (str(error),)
        return _page(form), 422
    return render_template("manager/person_added.html", who=who, password=password, person=person()), 201


def _page(form: PersonForm) -> str:
    return render_template("manager/person_new.html", form=form, person=person())
