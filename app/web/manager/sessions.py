"""A person's own sign-ins: in which browsers they are signed in, and the way out of each."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.sign_in import is_over
from app.operations import sign_ins
from app.store import sign_ins as kept
from app.web.manager.guard import person
from app.web.manager.guard import sign_in_id as own_id
from app.web.room import desk, now


def show() -> ResponseReturnValue:
    """Each sign-in that is not over, this browser's first."""
    with desk().database.reading() as db:
        found = [one for one in kept.of_person(db, person().id) if not is_over(one.started_at, one.seen_at, now())]
    found.sort(key=lambda one: one.id != own_id())
    return render_template("manager/sessions.html", sign_ins=found, own_id=own_id(), person=person())


def end(sign_in_id: str) -> ResponseReturnValue:
    """Signs one of their browsers out."""
    with desk().database.writing() as db:
        if not sign_ins.end(db, sign_in_id, person().id):
            abort(404)
    if sign_in_id == own_id():
        return _out()
    flash("That browser is signed out")
    return redirect(url_for("manager.show_sessions"), 303)


def end_all() -> ResponseReturnValue:
    """Signs all of their browsers out, this one too."""
    with desk().database.writing() as db:
        sign_ins.end_all(db, person().id)
    return _out()


def _out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for("manager.ask"), 303)
