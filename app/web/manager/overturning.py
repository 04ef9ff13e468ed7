"""Accepting at the desk a report that was refused."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form, StringField

from app.domain.tokens import spoken_reference
from app.domain.words import cleaned
from app.operations import overturning
from app.operations.cannot import CannotBe
from app.store import reports
from app.store.reports import Report
from app.store.staff import Staff
from app.web.manager import incident as page
from app.web.manager.guard import person
from app.web.manager.triage_forms import WHY
from app.web.room import desk, now


class OverturnForm(Form):
    """Why."""

    reason = StringField("Why do we look after it after all?", filters=[cleaned], validators=WHY)


def ask(reference: str) -> ResponseReturnValue:
    """The form, with what follows from it."""
    return _page(reference, OverturnForm())


def overturn(reference: str) -> ResponseReturnValue:
    """Opens its incident. Whoever presses second, or again, finds it open."""
    form = OverturnForm(request.form)
    if not form.validate():
        return _page(reference, form)
    try:
        with desk().database.writing() as db:
            who = db.get_one(Staff, person().id)
            overturning.overturn(
                db, _found(db, reference), who, form.reason.data, rules=desk().rules, mint=desk().mint, now=now()
            )
    except CannotBe as error:
        return page.page(reference, refused=str(error)), 409
    return redirect(url_for("manager.show", reference=reference), 303)


def _page(reference: str, form: OverturnForm) -> ResponseReturnValue:
    try:
        with desk().database.reading() as db:
            report = _found(db, reference)
            if report.incident_id:
                raise CannotBe("It is looked after already: it has an incident")
            overturning.expect_possible(db, report)
            rules, decision = overturning.promised(db, report, desk().rules)
    except CannotBe as error:
        return page.page(reference, refused=str(error)), 409
    level = rules.policy.severity(decision.severity)
    shown = render_template(
        "manager/overturning.html",
        report=report,
        form=form,
        severity=level.name if level else decision.severity,
        wakes=rules.policy.escalation_of(decision.severity).as_taken.wakes,
        respond_by=decision.respond_by,
        is_late=bool(decision.respond_by and decision.respond_by <= now()),
        person=person(),
    )
    return shown, 422 if form.errors else 200


def _found(db: Session, reference: str) -> Report:
    report = reports.by_reference(db, spoken_reference(reference) or "")
    if report is None:
        abort(404)
    return report
