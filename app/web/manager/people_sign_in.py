"""How a person signs in, at the desk: an administrator lets them sign in anew, and signs their browsers out."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.words import cleaned
from app.operations import people, resets
from app.operations.resets import ResetError
from app.store.staff import Staff
from app.web.manager.guard import person
from app.web.manager.people import found
from app.web.room import desk, now


def ask_reset(person_id: str) -> ResponseReturnValue:
    """Asks whether all that lets somebody in is really to be voided."""
    with desk().database.reading() as db:
        who = _other(db, person_id)
    return render_template("manager/person_reset.html", who=who, person=person())


def reset(person_id: str) -> ResponseReturnValue:
    """Voids it, and mails them a link. Nobody does this to themselves: they would be out until they read their mail."""
    try:
        with desk().database.writing() as db:
            who = _other(db, person_id)
            resets.send_link(db, who.id, by=person(), mint=desk().mint, now=now())
    except ResetError as error:
        flash(str(error))
    else:
        flash(f"A link for a new password was mailed to {who.email}. It is good once, for an hour")
    return redirect(url_for("manager.show_person", person_id=who.id), 303)


def sign_out(person_id: str, sign_in_id: str) -> ResponseReturnValue:
    """Signs one of somebody's browsers out."""
    with desk().database.writing() as db:
        who = _other(db, person_id)
        is_done = people.sign_out(db, who.id, cleaned(sign_in_id), by=person(), mint=desk().mint, now=now())
    flash(f"{who.first_name} is signed out there" if is_done else "That browser was signed out already")
    return redirect(url_for("manager.show_person", person_id=who.id), 303)


def _other(db: Session, person_id: str) -> Staff:
    """Somebody else, who is here."""
    who = found(db, person_id)
    if who.id == person().id or who.is_break_glass or not who.is_active:
        abort(409)
    return who
