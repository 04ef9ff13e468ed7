"""People at the desk: who is there, how each is reached and signs in, who leaves and comes back, the contact card."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form

from app.domain import contact_card
from app.domain.sign_in import is_over
from app.domain.words import cleaned
from app.operations import administrators, contact_methods, people
from app.operations.administrators import LastAdministrator, NoAdministrator
from app.store import deliveries, resets, second_steps, sign_ins, staff, timeline
from app.store.staff import ContactMethod, Staff
from app.web.manager.guard import person
from app.web.manager.people_forms import CodeForm, DetailsForm, MethodForm, RoleForm
from app.web.room import desk, now

EVENTS = 30
NOTE = "Emergencies are texted and rung from this number. Let it through Do Not Disturb."


def index() -> ResponseReturnValue:
    """Everybody by name, those who have left last; and the break-glass accounts."""
    with desk().database.reading() as db:
        everybody = sorted(staff.everybody(db), key=lambda who: not who.is_active)
        methods = staff.kept_methods_of(db, [who.id for who in everybody])
        arrivals = deliveries.last_arrivals(db, [one.id for one in methods])
        steps = second_steps.of(db, [who.id for who in everybody]) if person().may("manager") else {}
    ways = {who.id: [one for one in methods if one.staff_id == who.id] for who in everybody}
    return render_template(
        "manager/people.html", people=[who for who in everybody if not who.is_break_glass], steps=steps,
        sealed=[who for who in everybody if who.is_break_glass], ways=ways, arrivals=arrivals, person=person(),
    )  # fmt: skip


def show(person_id: str) -> ResponseReturnValue:
    """One person: their ways to be reached, how they sign in, and what was changed."""
    with desk().database.reading() as db:
        return page(db, found(db, person_id))


def page(
    db: Session,
    who: Staff,
    *,
    form: MethodForm | None = None,
    code_form: CodeForm | None = None,
    code_of: str = "",
    role_form: RoleForm | None = None,
    details_form: DetailsForm | None = None,
) -> str:
    """A person's page, with what its forms have to say; `code_of` is the method whose code was typed."""
    if who.is_break_glass:
        events = timeline.of_person(db, who.id, EVENTS)
        return render_template("manager/break_glass.html", who=who, events=events, person=person())
    asked = (form, code_form, role_form, details_form)
    shown: dict[str, Any] = {
        **_reached(db, who),
        **_signs_in(db, who),
        "events": timeline.of_person(db, who.id, EVENTS),
        "form": form or MethodForm(),
        "code_form": code_form or CodeForm(),
        "role_form": role_form or RoleForm(role=who.role),
        "details_form": details_form or DetailsForm(name=who.name, email=who.email),
        "code_of": code_of,
        "wrong": next((one for one in asked if one and one.errors), Form()),
    }
    return render_template("manager/person.html", who=who, **shown, person=person())


def _reached(db: Session, who: Staff) -> dict[str, Any]:
    """How they are reached, and whether they soon have to be."""
    methods = staff.kept_methods_of(db, [who.id])
    return {
        "methods": methods,
        "arrivals": deliveries.last_arrivals(db, [one.id for one in methods]),
        "tries": {one.id: contact_methods.tries_left(db, one, now()) for one in methods if not one.verified_at},
        "shift": contact_methods.next_shift(db, who.id, now()),
    }


def _signs_in(db: Session, who: Staff) -> dict[str, Any]:
    """How they sign in, and where they are signed in now."""
    kept = sign_ins.of_person(db, who.id)
    reset = resets.newest(db, who.id)
    return {
        "step": second_steps.of(db, [who.id])[who.id],
        "sign_ins": [one for one in kept if not is_over(one.started_at, one.seen_at, now())],
        "link_until": reset.ends_at if reset and reset.is_good(who, now()) else None,
    }


def ask_departure(person_id: str) -> ResponseReturnValue:
    """Asks whether somebody really leaves, or says why they cannot."""
    with desk().database.reading() as db:
        who = found(db, person_id)
        return _departure(db, who, administrators.needed_because(db, who.id))


def leave(person_id: str) -> ResponseReturnValue:
    """Somebody leaves: paged no more, and signed out. The only administrator stays, and the page says why."""
    try:
        with desk().database.writing() as db:
            who = found(db, person_id)
            if who.id == person().id:
                abort(409)
            expect_one_left(db, who.id)
            people.deactivate(db, who.id, by=person(), now=now())
    except LastAdministrator as error:
        with desk().database.reading() as db:
            return _departure(db, found(db, person_id), str(error)), 409
    gone = f"{who.first_name} is paged no more and cannot sign in. See that the rota has no gap"
    flash(f"{who.name} lets nobody in any more" if who.is_break_glass else gone)
    return redirect(url_for("manager.list_people"), 303)


def _departure(db: Session, who: Staff, why: str | None) -> str:
    """The question whether they leave, or `why` they cannot."""
    shift = contact_methods.next_shift(db, who.id, now())
    return render_template("manager/person_leaves.html", who=who, shift=shift, why=why, person=person())


def come_back(person_id: str) -> ResponseReturnValue:
    """Somebody is back."""
    with desk().database.writing() as db:
        who = found(db, person_id)
        people.activate(db, who.id, by=person(), now=now())
    flash(f"{who.first_name} can be paged and sign in again")
    return redirect(url_for("manager.show_person", person_id=who.id), 303)


def card() -> ResponseReturnValue:
    """The pager's number, for a telephone's contacts."""
    policy = desk().policy
    words = contact_card.written(
        name=f"{policy.brand} emergency pager", organisation=policy.vendor, number=desk().sender,
        url=desk().settings.public_url, note=NOTE,
    )  # fmt: skip
    named = {"Content-Disposition": 'attachment; filename="emergency-pager.vcf"'}
    return Response(words, content_type="text/vcard; charset=utf-8", headers=named)


def expect_one_left(db: Session, person_id: str, role: str = "") -> None:
    """Whoever is signed in may still change others now, and somebody who may is left: LastAdministrator if not."""
    try:
        administrators.expect_one_left(db, person_id, by=person().id, role=role)
    except NoAdministrator:
        abort(403)


def found(db: Session, person_id: str) -> Staff:
    """The person, for managers and for themselves."""
    who = db.get(Staff, cleaned(person_id))
    if who is None:
        abort(404)
    if not person().may("manager") and who.id != person().id:
        abort(403)
    return who


def method_of(db: Session, who: Staff, method_id: str) -> ContactMethod:
    """One of the person's methods, as long as it is kept."""
    method = db.get(ContactMethod, cleaned(method_id))
    if method is None or method.staff_id != who.id or method.removed_at:
        abort(404)
    return method
