"""Set-up: what the portal needs before anybody relies on it, step by step, and later whether all of it is still so."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.delivery import Medium
from app.operations import trials
from app.operations.contact_methods import MethodError
from app.store.staff import Staff
from app.web.manager import drills, setup_providers, setup_steps
from app.web.manager.guard import person
from app.web.room import desk, now

ROOMS = ("/manage/people", "/manage/rota", "/manage/policy", "/manage/drills", "/manage/recovery")  # the steps' own


def show() -> ResponseReturnValue:
    """The steps. Until all are done, the rooms that they lead to lead back here."""
    at, rules = now(), desk().rules
    with desk().database.reading() as db:
        who = db.get_one(Staff, person().id)
        steps = [
            setup_steps.you(db, who),
            setup_steps.engineers(db),
            setup_steps.rota(db, rules, at),
            setup_steps.policy(rules, desk().settings.policy, at),
            setup_providers.step(db, desk(), who, at),
            setup_steps.drill(db, at),
        ]
        drill = setup_steps.answered_drill(db, at)
        held = drills.held(db, drill) if drill else None
    is_ready = all(step.is_done for step in steps)
    session["from_setup"] = not is_ready
    following = next((step.slug for step in steps if not step.is_done), "")
    return render_template(
        "manager/setup.html", steps=steps, is_ready=is_ready, following=following, drill=held, person=person()
    )


def send_trial() -> ResponseReturnValue:
    """Sends whoever is signed in a test by one provider, the way that an emergency would go."""
    medium, _, number = request.form.get("way", "").partition(":")
    known = desk().channels.get(Medium(medium), ()) if medium in tuple(Medium) else ()
    way = int(number) if number.isdecimal() and int(number) < len(known) else None
    if way is None:
        flash("Choose what to test")
        return redirect(url_for("manager.show_setup"), 303)
    try:
        with desk().database.writing() as db:
            who = db.get_one(Staff, person().id)
            to = trials.send(
                db, who, Medium(medium), way=way, provider=known[way].provider, mint=desk().mint, now=now()
            )
            flash(f"A test is on its way to {to}. What the provider says stands below")
    except MethodError as error:
        flash(str(error))
    return redirect(url_for("manager.show_setup"), 303)


def leads_back() -> bool:
    """Whether this page is one of the steps' rooms, and whoever sees it came from the set-up."""
    return bool(session.get("from_setup")) and person().may("administrator") and request.path.startswith(ROOMS)
