"""A person's ways to be reached, at the desk: added, proved by a code, put in order, tried out and removed."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.operations import contact_methods
from app.operations.contact_methods import Checked, MethodError
from app.store.staff import ContactMethod
from app.web.manager.guard import person
from app.web.manager.people import found, method_of, page
from app.web.manager.people_forms import CodeForm, MethodForm
from app.web.room import desk, now

SENT = {"sms": "A code was texted", "voice": "We ring and read out a code", "mail": "A code was mailed"}

TESTED = {"sms": "A test was texted to", "voice": "We ring, and say that it is a test:", "mail": "A test was mailed to"}


def add(person_id: str) -> ResponseReturnValue:
    """Adds an address, and sends its code."""
    form = MethodForm(request.form)
    with desk().database.reading() as db:
        who = found(db, person_id)
        if not form.validate():
            return page(db, who, form=form), 422
    try:
        with desk().database.writing() as db:
            added = contact_methods.add(
                db, who.id, form.media, form.understood, by=person(), mint=desk().mint, now=now()
            )
    except MethodError as error:
        form.address.errors = (str(error),)
        with desk().database.reading() as db:
            return page(db, who, form=form), 422
    return _act(person_id, added[0].id, _code)


def send_code(person_id: str, method_id: str) -> ResponseReturnValue:
    """Sends a code, or another one."""
    return _act(person_id, method_id, _code)


def send_test(person_id: str, method_id: str) -> ResponseReturnValue:
    """Sends a text, a call or a mail that asks for nothing."""

    def test(db: Session, method: ContactMethod) -> str:
        contact_methods.send_test(db, method, by=person(), mint=desk().mint, now=now())
        return f"{TESTED[Medium(method.medium)]} {method.address}"

    return _act(person_id, method_id, test)


def move_up(person_id: str, method_id: str) -> ResponseReturnValue:
    """Puts a method before the one above it."""

    def move(db: Session, method: ContactMethod) -> str:
        contact_methods.move_up(db, method, by=person(), now=now())
        return f"{method.address} was moved up"

    return _act(person_id, method_id, move)


def ask_removal(person_id: str, method_id: str) -> ResponseReturnValue:
    """Asks whether a method is really to go, or says why it cannot."""
    with desk().database.reading() as db:
        who = found(db, person_id)
        method = method_of(db, who, method_id)
        why = contact_methods.needed_because(db, method, now())
    return render_template("manager/method_removal.html", who=who, method=method, why=why, person=person())


def remove(person_id: str, method_id: str) -> ResponseReturnValue:
    """Removes a method. What went there stays on record."""

    def go(db: Session, method: ContactMethod) -> str:
        contact_methods.remove(db, method, by=person(), now=now())
        return f"{method.address} was removed"

    return _act(person_id, method_id, go)


def check(person_id: str, method_id: str) -> ResponseReturnValue:
    """Verifies a method by the code that was typed."""
    form = CodeForm(request.form)
    checked = None
    if form.validate():
        with desk().database.writing() as db:
            method = method_of(db, found(db, person_id), method_id)
            checked = contact_methods.check(db, method, form.code.data, by=person(), mint=desk().mint, now=now())
    if checked == Checked.RIGHT:
        flash(f"{method.address} is verified, and counts from now on")
        return _back(person_id)
    with desk().database.reading() as db:
        who = found(db, person_id)
        method = method_of(db, who, method_id)
        if checked:
            left = contact_methods.tries_left(db, method, now())
            tries = "once more" if left == 1 else f"{left} times more"
            is_wrong = checked == Checked.WRONG
            form.code.errors = (
                f"That is not the code. You can try {tries}"
                if is_wrong
                else "There is no code that counts: send another",
            )
        return page(db, who, code_form=form, code_of=method.id), 422


def _code(db: Session, method: ContactMethod) -> str:
    contact_methods.send_code(db, method, by=person(), mint=desk().mint, now=now())
    return f"{SENT[Medium(method.medium)]} ({method.address}). Type it below within ten minutes"


def _act(person_id: str, method_id: str, act: Callable[[Session, ContactMethod], str]) -> ResponseReturnValue:
    """Does something with a method and says so, or why it cannot be."""
    try:
        with desk().database.writing() as db:
            flash(act(db, method_of(db, found(db, person_id), method_id)))
    except MethodError as error:
        flash(str(error))
    return _back(person_id)


def _back(person_id: str) -> ResponseReturnValue:
    return redirect(url_for("manager.show_person", person_id=person_id), 303)
