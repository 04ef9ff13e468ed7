"""Saved views of the intake log: kept under a name, changed by whoever saved them, and shared with all staff."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.words import cleaned
from app.operations import log_views
from app.store import log_views as kept
from app.web.manager import log, log_filter
from app.web.manager.guard import person
from app.web.manager.view_form import ViewForm
from app.web.room import desk, now


def show() -> ResponseReturnValue:
    """Every view that the person may open: their own first, then those that others share."""
    with desk().database.reading() as db:
        found = kept.seen_by(db, person().id)
    own = [view for view, _ in found if view.staff_id == person().id]
    others = [(view, owner) for view, owner in found if view.staff_id != person().id]
    return render_template("manager/log_views.html", own=own, others=others, person=person())


def save() -> ResponseReturnValue:
    """Saves the filters that are in the form under a name."""
    form = ViewForm(request.form)
    if not form.validate():
        return log.page(form), 422
    with desk().database.writing() as db:
        query = log_filter.asked(db, dict(parse_qsl(form.query.data))).query()
        log_views.save(
            db, staff_id=person().id, name=form.name.data, query=query, is_shared=form.is_shared.data,
            mint=desk().mint, now=now(),
        )  # fmt: skip
    flash(f"Saved as {form.name.data}")
    return redirect(f"{url_for('manager.intake_log')}?{query}", 303)


def look(view_id: str) -> ResponseReturnValue:
    """The form that renames a view, shares it or removes it."""
    with desk().database.reading() as db:
        view = log_views.owned(db, cleaned(view_id), person().id)
    if view is None:
        abort(404)
    form = ViewForm(data={"name": view.name, "is_shared": view.is_shared})
    return render_template("manager/log_view.html", view_id=view.id, form=form, person=person())


def change(view_id: str) -> ResponseReturnValue:
    """Renames it, and shares it or not."""
    form = ViewForm(request.form)
    if not form.validate():
        return render_template("manager/log_view.html", view_id=cleaned(view_id), form=form, person=person()), 422
    told = {"name": form.name.data, "is_shared": form.is_shared.data, "now": now()}
    with desk().database.writing() as db:
        if not log_views.change(db, cleaned(view_id), person().id, **told):
            abort(404)
    flash(f"{form.name.data} is changed")
    return redirect(url_for("manager.show_views"), 303)


def remove(view_id: str) -> ResponseReturnValue:
    """Removes it."""
    with desk().database.writing() as db:
        if not log_views.remove(db, cleaned(view_id), person().id, now=now()):
            abort(404)
    flash("The view is removed")
    return redirect(url_for("manager.show_views"), 303)
