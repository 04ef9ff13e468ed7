"""Rotations at the desk: people are put in an order, and their turns are ended."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import local_time
from app.domain.words import cleaned
from app.operations import rota_rotations
from app.store import staff
from app.web.manager.guard import person
from app.web.manager.rota_forms import RotationForm
from app.web.manager.rota_hand import change, hand
from app.web.room import desk


def new() -> ResponseReturnValue:
    """The form, as far as a link fills it in."""
    return _page(_form())


def add() -> ResponseReturnValue:
    """Starts a rotation."""
    form = _form()

    def act(db: Session) -> None:
        first = local_time.read(form.first.data)
        assert first is not None
        rota_rotations.start(db, hand(), layer=form.layer.data, people=form.chosen, days=form.days, first=first)

    return change(form, _page, act)


def end(rotation_id: str) -> ResponseReturnValue:
    """Ends a rotation now, or takes one away that has not begun."""
    with desk().database.writing() as db:
        rota_rotations.end(db, hand(), cleaned(rotation_id))
    return redirect(url_for("manager.show_rota"), 303)


def _form() -> RotationForm:
    with desk().database.reading() as db:
        return RotationForm.of(desk().policy, staff.active(db), request.form or request.args)


def _page(form: RotationForm) -> str:
    return render_template("manager/rota_rotation.html", form=form, person=person())
