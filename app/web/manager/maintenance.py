"""Maintenance at the desk: what comes, what runs, what is over; announced, changed, ended and called off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form

from app.domain import exceptions
from app.domain.maintenance import KINDS, Fault, Standing, worked_on
from app.domain.words import cleaned
from app.operations import maintenance
from app.operations.maintenance import WindowError
from app.store import maintenance as windows
from app.store import timeline
from app.store.maintenance import MaintenanceWindow
from app.store.staff import Staff
from app.web.manager.guard import person
from app.web.manager.window_form import EarlyEndForm, ReasonForm, WindowForm
from app.web.room import desk, now

PAST = timedelta(days=396)  # thirteen months
AHEAD = timedelta(days=397)
EVENTS = 20
WINDOW_KINDS = tuple(f"maintenance.{what}" for what in ("announced", "changed", "ended", "cancelled"))

STARTED = Fault(field="starts_at", words="It has started meanwhile: end it below, or announce another window")
GONE = Fault(field="starts_at", words="It cannot be changed any more: announce another window")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A window with the words that the desk has for it."""

    kept: MaintenanceWindow
    kind: str
    services: str
    standing: Standing
    counts: str
    entered_by: str


def show() -> ResponseReturnValue:
    """What runs, what comes, and the last thirteen months."""
    return _list(WindowForm.of(desk().policy))


def announce() -> ResponseReturnValue:
    """Enters a window."""
    form = WindowForm.of(desk().policy, request.form)
    if not form.validate():
        return _list(form), 422
    try:
        with desk().database.writing() as db:
            maintenance.announce(db, form.plan(), db.get_one(Staff, person().id), mint=desk().mint, now=now())
    except WindowError as error:
        form.say(error.fault)
        return _list(form), 422
    return redirect(url_for("manager.show_maintenance"), 303)


def look(window_id: str) -> ResponseReturnValue:
    """One window, with what can still be done about it."""
    return _page(window_id)


def change(window_id: str) -> ResponseReturnValue:
    """Changes a window that has not started."""
    form = WindowForm.of(desk().policy, request.form)
    if not form.validate():
        return _page(window_id, form=form), 422
    try:
        with desk().database.writing() as db:
            changed = maintenance.change(db, cleaned(window_id), form.plan(), db.get_one(Staff, person().id), now=now())
    except WindowError as error:
        form.say(error.fault)
        return _page(window_id, form=form), 422
    if changed:
        return redirect(url_for("manager.window", window_id=window_id), 303)
    return _page(window_id, form=form), 409


def end(window_id: str) -> ResponseReturnValue:
    """Ends a running window now."""
    form = EarlyEndForm(request.form)
    if not form.validate():
        return _page(window_id, reason=form), 422
    with desk().database.writing() as db:
        maintenance.end(db, cleaned(window_id), form.reason.data, db.get_one(Staff, person().id), now=now())
    return redirect(url_for("manager.window", window_id=window_id), 303)


def cancel(window_id: str) -> ResponseReturnValue:
    """Calls off a window that has not started."""
    form = ReasonForm(request.form)
    if not form.validate():
        return _page(window_id, reason=form), 422
    with desk().database.writing() as db:
        maintenance.cancel(db, cleaned(window_id), form.reason.data, db.get_one(Staff, person().id), now=now())
        kept = db.get(MaintenanceWindow, cleaned(window_id))
        has_started = kept is not None and kept.window.standing(now()) == "running"
    if has_started:
        form = EarlyEndForm(request.form)
        form.reason.errors = ("It has started meanwhile: end it instead",)
        return _page(window_id, reason=form), 409
    return redirect(url_for("manager.window", window_id=window_id), 303)


def _list(form: WindowForm) -> str:
    at = now()
    with desk().database.reading() as db:
        shown = [_shown(db, kept) for kept in windows.touching(db, at - PAST, at + AHEAD)]
    past = [one for one in shown if one.standing in ("over", "cancelled")]
    return render_template(
        "manager/maintenance.html",
        groups=[
            ("Running now", [one for one in shown if one.standing == "running"]),
            ("Coming", [one for one in shown if one.standing == "coming"]),
            ("Past 13 months", past[::-1]),
        ],
        form=form,
        person=person(),
    )


def _page(window_id: str, *, form: WindowForm | None = None, reason: Form | None = None) -> str:
    """The window's page; `form` and `reason` are what somebody has just sent about it."""
    with desk().database.reading() as db:
        kept = db.get(MaintenanceWindow, cleaned(window_id))
        if kept is None:
            abort(404)
        shown = _shown(db, kept)
        events = timeline.of_kinds(db, WINDOW_KINDS, EVENTS, fact="window", value=kept.id)
    is_late = form is not None and shown.standing != "coming"
    form = form or WindowForm.showing(desk().policy, kept)
    if is_late:
        form.say(STARTED if shown.standing == "running" else GONE)
    reason = reason or (EarlyEndForm() if shown.standing == "running" else ReasonForm())
    return render_template(
        "manager/window.html", one=shown, form=form, reason=reason, late=is_late, events=events, person=person()
    )


def _shown(db: Session, kept: MaintenanceWindow) -> Shown:
    window, policy = kept.window, desk().policy
    return Shown(
        kept=kept,
        kind=KINDS[window.kind].capitalize(),
        services=worked_on(window, policy),
        standing=window.standing(now()),
        counts=_counts(kept),
        entered_by=db.get_one(Staff, kept.entered_by).name,
    )


def _counts(kept: MaintenanceWindow) -> str:
    """Whether downtime in the window counts against availability."""
    found = exceptions.parts(kept.window, exceptions.of(desk().policy), desk().rules.calendars_by_region())
    if not found:
        return ""
    if all(part.is_excepted for part in found):
        return "Does not count"
    if any(part.is_excepted for part in found):
        return "Does not count outside business hours, counts inside them"
    return f"Counts: {found[0].reason[0].lower()}{found[0].reason[1:]}"
