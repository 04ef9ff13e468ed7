"""Whoever is signed in, as the rota's changes want them, and what each of those changes has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.operations.rota import Hand, RotaError
from app.web.manager.guard import person
from app.web.manager.rota_forms import SaidForm
from app.web.room import desk, now

F = TypeVar("F", bound=SaidForm)


def hand(by: str | None = None) -> Hand:
    """The hand that changes the rota: of whoever is signed in, unless another name is given."""
    return Hand(by=by or person().name, policy=desk().policy, mint=desk().mint, now=now())


def may_change_all() -> bool:
    """Whether they may change everybody's time, and not only ask and be away themselves."""
    return person().may("manager")


def change(form: F, page: Callable[[F], str], act: Callable[[Session], object]) -> ResponseReturnValue:
    """Makes a change, and shows the rota; or the form's page again, which says what is wrong."""
    if not form.validate():
        return page(form), 422
    try:
        with desk().database.writing() as db:
            act(db)
    except RotaError as error:
        form.say(error)
        return page(form), 422
    return redirect(url_for("manager.show_rota"), 303)
