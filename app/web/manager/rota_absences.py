"""Absences at the desk: which turns want cover is shown before anything is saved."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.domain.on_call import OnCall
from app.domain.words import cleaned
from app.operations import rota_absences
from app.operations.rota import RotaError
from app.store import staff
from app.store.rota import KeptAbsence
from app.web.manager.guard import person
from app.web.manager.rota_forms import NOBODY, AbsenceForm
from app.web.manager.rota_hand import change, hand, may_change_all
from app.web.room import desk


def new() -> ResponseReturnValue:
    """The form; once it is filled in, the turns that want cover."""
    form = _form(request.args)
    if not request.args:
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        start, end = rota_absences.days(hand(), form.first.data, form.last.data)
    except RotaError as error:
        form.say(error)
        return _page(form), 422
    with desk().database.reading() as db:
        return _page(form, missed=rota_absences.turns_missed(db, form.staff_id.data, start, end), is_asked=True)


def add() -> ResponseReturnValue:
    """Saves it, with cover where somebody was named."""
    form = _form(request.form)

    def act(db: Session) -> None:
        rota_absences.add(
            db,
            hand(),
            staff_id=form.staff_id.data,
            first=form.first.data,
            last=form.last.data,
            cover=_cover(form.staff_id.data),
        )

    return change(form, _page, act)


def cover(absence_id: str) -> ResponseReturnValue:
    """Names who takes the turns that nobody takes yet."""
    try:
        with desk().database.writing() as db:
            kept = db.get(KeptAbsence, cleaned(absence_id)) or abort(404)
            who = _cover(kept.staff_id)
            if who:
                rota_absences.cover_turns(db, hand(), kept, who)
    except RotaError:
        abort(409)
    return redirect(url_for("manager.show_rota"), 303)


def end(absence_id: str) -> ResponseReturnValue:
    """They are back, or never go."""
    with desk().database.reading() as db:
        kept = db.get(KeptAbsence, cleaned(absence_id)) or abort(404)
    if not may_change_all() and kept.staff_id != person().id:
        abort(403)
    with desk().database.writing() as db:
        rota_absences.end(db, hand(), kept.id)
    return redirect(url_for("manager.show_rota"), 303)


def _cover(away: str) -> str | None:
    """Who was named. Managers alone put somebody else on call without asking."""
    named = request.form.get("cover") or None
    if named is None or not may_change_all():
        return None
    with desk().database.reading() as db:
        known = {who.id for who in staff.active(db)} - {away}
    return named if named in known else abort(400)


def _form(data: MultiDict[str, str]) -> AbsenceForm:
    with desk().database.reading() as db:
        people = staff.active(db) if may_change_all() else [person()]
        return AbsenceForm.of(people, data or None)


def _page(form: AbsenceForm, *, missed: list[OnCall] | None = None, is_asked: bool = False) -> str:
    with desk().database.reading() as db:
        others = [who for who in staff.active(db) if who.id != form.staff_id.data]
    known: dict[str, Any] = {
        "covers": {NOBODY: "Nobody yet", **{who.id: who.name for who in others}} if may_change_all() else {},
        "layer_names": {layer.slug: layer.name for layer in desk().policy.layers},
    }
    return render_template(
        "manager/rota_absence.html", form=form, missed=missed or [], is_asked=is_asked, person=person(), **known
    )
