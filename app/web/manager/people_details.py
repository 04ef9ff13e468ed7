"""A person's name and sign-in address, at the desk: an administrator changes them."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.operations import person_details
from app.operations.cannot import CannotBe
from app.operations.names import NameTaken
from app.operations.people import PersonKnown
from app.web.manager.guard import person
from app.web.manager.people import found, page
from app.web.manager.people_forms import TAKEN, DetailsForm
from app.web.room import desk, now


def change(person_id: str) -> ResponseReturnValue:
    """Changes them, for whoever is here. The person is mailed, at the old address too. Errors keep what was typed."""
    form = DetailsForm(request.form)
    with desk().database.reading() as db:
        who = found(db, person_id)
        if who.is_break_glass:
            abort(409)
        if who.is_active and not form.validate():
            return page(db, who, details_form=form), 422
    try:
        with desk().database.writing() as db:
            is_new = person_details.change(
                db, who.id, name=form.name.data, email=form.email.data, by=person(), mint=desk().mint, now=now()
            )
    except (NameTaken, PersonKnown) as error:
        if isinstance(error, NameTaken):
            form.name.errors = (str(error),)
        else:
            form.email.errors = (TAKEN.format(email=form.email.data),)
        with desk().database.reading() as db:
            return page(db, found(db, person_id), details_form=form), 422
    except CannotBe as error:
        form.name.errors = (str(error),)
        with desk().database.reading() as db:
            return page(db, found(db, person_id), details_form=form), 409
    flash(f"{form.name.data} signs in with {form.email.data.lower()}" if is_new else "Nothing was changed")
    return redirect(url_for("manager.show_person", person_id=who.id), 303)
