"""Drills at the desk: who takes part, one that starts now, the weekly one, and how the last ones went."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form, SelectField, StringField
from wtforms.validators import Regexp

from app.domain.drill_times import DAYS
from app.domain.words import cleaned
from app.operations import drill_end, drill_plan, drills
from app.operations.drills import DrillError
from app.store import drills as kept
from app.store import staff, timeline
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.manager.guard import person
from app.web.room import desk, now

SHOWN = 20
EVENTS = 20
ALL = "all"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]\Z"
BECAME = {
    drill_end.NOBODY: "nobody answered",
    drill_end.STOPPED: "stopped by a colleague",
    drill_end.GAVE_WAY: "stopped for a real emergency",
}


class PlanForm(Form):
    """The weekly drill: its day, its hour, and whether it is on."""

    is_on = SelectField("Weekly drill", choices={"on": "On", "off": "Off"})
    weekday = SelectField("Day", choices={str(number): day for number, day in enumerate(DAYS)})
    time = StringField("Time", filters=[cleaned], validators=[Regexp(CLOCK, message="Say at what time, as in 10:30")])


def show() -> ResponseReturnValue:
    """Everything about drills."""
    with desk().database.reading() as db:
        return _page(db, _plan_form(db))


def confirm() -> ResponseReturnValue:
    """Asks whether a drill is really to start, and says whom it wakes."""
    only = _only(request.args.get("only"))
    with desk().database.reading() as db:
        people = [one for one in kept.partakers(db) if only in (None, one.id)]
        why = drills.refused_because(db, only)
    return render_template("manager/drill_new.html", people=people, only=only or ALL, why=why, person=person())


def start() -> ResponseReturnValue:
    """Starts it."""
    only = _only(request.form.get("only"))
    try:
        with desk().database.writing() as db:
            by = db.get_one(Staff, person().id)
            incident = drills.start(db, only=only, by=by, rules=desk().rules, mint=desk().mint, now=now())
            reference = incident.reference
    except DrillError as error:
        flash(f"No drill was started. {error}")
    else:
        flash(f"The drill {reference} has started. It ends when somebody answers, or after 30 minutes")
    return redirect(url_for("manager.show_drills"), 303)


def plan() -> ResponseReturnValue:
    """Sets the weekly drill."""
    form = PlanForm(request.form)
    if not form.validate():
        with desk().database.reading() as db:
            return _page(db, form), 422
    with desk().database.writing() as db:
        drill_plan.plan(
            db,
            is_on=form.is_on.data == "on",
            weekday=int(form.weekday.data),
            time=form.time.data,
            by=db.get_one(Staff, person().id),
            rules=desk().rules,
            now=now(),
        )
    flash("The weekly drill is set" if form.is_on.data == "on" else "There is no weekly drill any more")
    return redirect(url_for("manager.show_drills"), 303)


def take_part(person_id: str) -> ResponseReturnValue:
    """Somebody agrees to be woken by drills, or no more; nobody does that for another."""
    if cleaned(person_id) != person().id:
        abort(403)
    takes_part = request.form.get("takes_part") == "yes"
    with desk().database.writing() as db:
        drills.take_part(db, db.get_one(Staff, person().id, with_for_update=True), takes_part, now())
    flash("You take part in drills from now on" if takes_part else "You take part in drills no more")
    return redirect(url_for("manager.show_person", person_id=person().id), 303)


def _page(db: Session, form: PlanForm) -> str:
    weekly = kept.weekly(db)
    return render_template(
        "manager/drills.html",
        people=[(one, one.drills_since is not None) for one in staff.active(db)],
        why=drills.refused_because(db, None),
        held=[held(db, incident) for incident in kept.latest(db, SHOWN)],
        weekly=weekly,
        day=DAYS[weekly.weekday] if weekly else "",
        happened=timeline.of_kinds(db, ("drill.planned", "drill.skipped"), EVENTS),
        form=form,
        all=ALL,
        person=person(),
    )


def held(db: Session, incident: Incident) -> dict[str, Any]:
    """A drill with its result, and how each person was reached."""
    told = incident.promise["drill"]
    starter = db.get(Staff, told["by"] or "")
    return {
        "incident": incident,
        "by": starter.first_name if starter else "the weekly plan",
        "result": _result(db, incident),
        "lines": [{**line, "ways": [_told(way) for way in line["ways"]]} for line in drill_end.result(db, incident)],
    }


def _result(db: Session, incident: Incident) -> str:
    if incident.acknowledged_at and incident.acknowledged_by:
        took = drill_end.minutes_and_seconds(incident.acknowledged_at - incident.opened_at)
        return f"{db.get_one(Staff, incident.acknowledged_by).first_name} took {took}"
    return BECAME.get(incident.promise["drill"].get("became", ""), "running")


def _told(way: dict[str, str]) -> dict[str, Any]:
    return {**way, "at": datetime.fromisoformat(way["at"]) if way["at"] else None}


def _plan_form(db: Session) -> PlanForm:
    weekly = kept.weekly(db)
    if weekly is None:
        return PlanForm(data={"is_on": "off", "weekday": "1", "time": "10:30"})
    is_on = "on" if weekly.is_on else "off"
    return PlanForm(data={"is_on": is_on, "weekday": str(weekly.weekday), "time": weekly.time})


def _only(chosen: str | None) -> str | None:
    """The one person who was chosen, or None for all."""
    words = cleaned(chosen)
    return None if words in ("", ALL) else words
