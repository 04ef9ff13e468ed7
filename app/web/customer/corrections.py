"""Correcting what was told: the report's own answers in a form, by the rules of the form that they came from."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import StringField, ValidationError

from app.domain import times, tokens
from app.domain.sentences import say
from app.domain.start_time import understood
from app.domain.words import cleaned
from app.operations import corrections, recognition
from app.store import reports
from app.store.incidents import Incident
from app.store.reports import Report
from app.web.customer.forms import DetailsForm, Longest
from app.web.room import desk, no_such_link, now

UNPROCESSABLE = 422


class CorrectionForm(DetailsForm):
    """Page 2's answers that can turn out wrong. What the report never had may stay empty."""

    started = None
    company = None
    started_at = StringField(say("form.started"), filters=[cleaned], validators=[Longest(200)])

    @classmethod
    def of(cls, report: Report, data: MultiDict[str, str] | None = None) -> CorrectionForm:
        """The form with the report's answers as they stand, or as they were typed."""
        answers = {"started_at": report.started, "error_words": report.errors}
        form = cls(data, **answers, name=report.name, phone=report.phone, email=report.email)
        if not report.errors:
            form.error_words.validators = form.error_words.validators[1:]
        if not report.name:
            form.name.validators = form.name.validators[1:]
        return form

    def validate_started_at(self, field: StringField) -> None:
        """A start that was told is not taken back."""
        if field.object_data and not field.data:
            raise ValidationError(say("form.missing.started_at", example=times.wall_example(g.local)))

    def told(self) -> dict[str, str]:
        """The answers by the report's fields."""
        typed = {"started": self.started_at, "errors": self.error_words}
        typed |= {"name": self.name, "phone": self.phone, "email": self.email}
        return {field: answer.data or "" for field, answer in typed.items()}


def ask(token: str) -> ResponseReturnValue:
    """The form; where nothing can be corrected any more, the report's page."""
    with desk().database.reading() as db:
        report = _report(db, token)
        if report and _can_correct(db, report):
            return _page(token, report, CorrectionForm.of(report))
    return _back(token) if report else no_such_link()


def correct(token: str) -> ResponseReturnValue:
    """The answers as they are now. An error keeps every one that was typed."""
    with desk().database.writing() as db:
        report = _report(db, token)
        if report:
            form = CorrectionForm.of(report, request.form)
            if not form.validate():
                return _page(token, report, form), UNPROCESSABLE
            told = form.told()
            started_at = understood(told["started"], now(), g.local)
            corrections.correct(db, report, told, started_at, mint=desk().mint, now=now())
    return _back(token) if report else no_such_link()


def _back(token: str) -> ResponseReturnValue:
    return redirect(url_for("customer.show", token=token, _anchor="told"), 303)


def _report(db: Session, token: str) -> Report | None:
    """The report, with the page in its customer's own clocks."""
    report = reports.by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None
    if report:
        g.local = recognition.local_of(db, report, desk().policy)
    return report


def _can_correct(db: Session, report: Report) -> bool:
    incident = db.get(Incident, report.incident_id) if report.incident_id else None
    return corrections.can_correct(report, incident)


def _page(token: str, report: Report, form: CorrectionForm) -> str:
    return render_template("customer/corrections.html", token=token, report=report, form=form)
