"""Roles at the desk: an administrator says what somebody else may do."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.operations import people
from app.operations.administrators import LastAdministrator
from app.web.manager.guard import person
from app.web.manager.people import expect_one_left, found, page
from app.web.manager.people_forms import RoleForm
from app.web.room import desk, now


def change(person_id: str) -> ResponseReturnValue:
    """Changes somebody's role. Nobody changes their own, and one administrator is always left."""
    form = RoleForm(request.form)
    if not form.validate():
        with desk().database.reading() as db:
            return page(db, found(db, person_id), role_form=form), 422
    try:
        with desk().database.writing() as db:
            who = found(db, person_id)
            if who.id == person().id or who.is_break_glass:
                abort(409)
            expect_one_left(db, who.id, form.role.data)
            people.take_role(db, who.id, form.role.data, by=person().name, now=now())
    except LastAdministrator as error:
        form.role.errors = (str(error),)
        with desk().database.reading() as db:
            return page(db, found(db, person_id), role_form=form), 422
    flash(f"{who.first_name} is {people.a_role(form.role.data)} now")
    return redirect(url_for("manager.show_person", person_id=who.id), 303)
