"""Overrides at the desk: somebody on call instead of somebody else."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.words import cleaned
from app.operations import rota_overrides
from app.store import staff
from app.web.manager.guard import person
from app.web.manager.rota_forms import OverrideForm
from app.web.manager.rota_hand import change, hand
from app.web.room import desk


def new() -> ResponseReturnValue:
    """The form."""
    return _page(_form())


def add() -> ResponseReturnValue:
    """Puts somebody on call instead of somebody else."""
    form = _form()

    def act(db: Session) -> None:
        starts_at, ends_at = form.span
        rota_overrides.override(
            db,
            hand(),
            layer=form.layer.data,
            staff_id=form.staff_id.data,
            instead_of=form.instead_of.data or None,
            starts_at=starts_at,
            ends_at=ends_at,
        )

    return change(form, _page, act)


def end(override_id: str) -> ResponseReturnValue:
    """Ends an override now, or takes one away that has not begun."""
    with desk().database.writing() as db:
        rota_overrides.end(db, hand(), cleaned(override_id))
    return redirect(url_for("manager.show_rota"), 303)


def _form() -> OverrideForm:
    with desk().database.reading() as db:
        return OverrideForm.of(desk().policy, staff.active(db), request.form)


def _page(form: OverrideForm) -> str:
    return render_template("manager/rota_override.html", form=form, person=person())
