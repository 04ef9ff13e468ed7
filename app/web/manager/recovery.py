"""A person's own recovery codes: how many are left, and ten new ones, which are shown once."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.operations import recovery
from app.store import recovery_codes
from app.web.manager.guard import person
from app.web.room import desk, now


def show() -> ResponseReturnValue:
    """How many are left."""
    with desk().database.reading() as db:
        left = recovery_codes.left(db, person().id)
    return render_template("manager/recovery.html", left=left, codes=(), person=person())


def make() -> ResponseReturnValue:
    """Makes ten, and shows them: this once, for only their prints are kept."""
    with desk().database.writing() as db:
        codes = recovery.make(db, person(), mint=desk().mint, now=now())
    return render_template("manager/recovery.html", left=len(codes), codes=codes, person=person()), 201
