"""Swaps at the desk: asked for by whoever is on call, answered by whoever is asked."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.words import cleaned
from app.operations import rota_swaps
from app.operations.rota import RotaError
from app.store import staff
from app.store.rota import Swap
from app.store.staff import Staff
from app.web.manager.guard import person
from app.web.manager.rota_forms import SwapForm
from app.web.manager.rota_hand import change, hand
from app.web.room import desk


def new() -> ResponseReturnValue:
    """The form."""
    return _page(_form())


def ask() -> ResponseReturnValue:
    """Asks a colleague to take one's own time."""
    form = _form()

    def act(db: Session) -> None:
        starts_at, ends_at = form.span
        rota_swaps.ask(
            db,
            hand(),
            db.get_one(Staff, person().id),
            asked_of=form.asked_of.data,
            layer=form.layer.data,
            starts_at=starts_at,
            ends_at=ends_at,
        )

    return change(form, _page, act)


def accept(swap_id: str) -> ResponseReturnValue:
    """Whoever was asked takes it."""
    _expect(swap_id, asked_of=True)
    try:
        with desk().database.writing() as db:
            rota_swaps.accept(db, hand(), cleaned(swap_id))
    except RotaError:
        abort(409)
    return redirect(url_for("manager.show_rota"), 303)


def decline(swap_id: str) -> ResponseReturnValue:
    """Whoever was asked does not take it."""
    _expect(swap_id, asked_of=True)
    with desk().database.writing() as db:
        rota_swaps.decline(db, hand(), cleaned(swap_id))
    return redirect(url_for("manager.show_rota"), 303)


def withdraw(swap_id: str) -> ResponseReturnValue:
    """Whoever asked needs it no more."""
    _expect(swap_id, asked_of=False)
    with desk().database.writing() as db:
        rota_swaps.withdraw(db, hand(), cleaned(swap_id))
    return redirect(url_for("manager.show_rota"), 303)


def _expect(swap_id: str, *, asked_of: bool) -> None:
    """404 unless there is such a swap; 403 unless it is theirs to answer, or to withdraw."""
    with desk().database.reading() as db:
        swap = db.get(Swap, cleaned(swap_id)) or abort(404)
    if person().id != (swap.asked_of if asked_of else swap.asked_by):
        abort(403)


def _form() -> SwapForm:
    with desk().database.reading() as db:
        others = [who for who in staff.active(db) if who.id != person().id]
        return SwapForm.of(desk().policy, others, request.form)


def _page(form: SwapForm) -> str:
    return render_template("manager/rota_swap.html", form=form, person=person())
