"""Correcting at the desk what a customer told us."""

from __future__ import annotations

import re

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import Form, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from app.domain.policy import SupportPolicy
from app.domain.sentences import say
from app.domain.start_time import understood
from app.domain.words import cleaned
from app.operations import corrections, staff_corrections, triage
from app.operations.cannot import expect_kept
from app.store import reports
from app.store.incidents import Incident
from app.store.reports import Report
from app.store.staff import Staff
from app.web.customer.addresses import is_mail_address
from app.web.customer.forms import LONGEST_ERRORS, service_choices
from app.web.lengths import at_most
from app.web.manager import actions
from app.web.manager.actions import Action, Sent
from app.web.room import desk, now

KEPT = ("started", "company", "phone", "email")  # fields that are called as in the report


class CorrectionForm(Form):
    """What was told, field by field."""

    services = SelectMultipleField(corrections.LABELS["services"], validators=[DataRequired("Choose what has stopped")])
    started = StringField(corrections.LABELS["started"], filters=[cleaned], validators=[at_most(200)])
    errors_seen = TextAreaField(
        corrections.LABELS["errors"], name="errors", filters=[cleaned], validators=[at_most(LONGEST_ERRORS)]
    )
    company = StringField(corrections.LABELS["company"], filters=[cleaned], validators=[at_most(200)])
    contact = StringField(corrections.LABELS["name"], name="name", filters=[cleaned], validators=[at_most(200)])
    phone = StringField(corrections.LABELS["phone"], filters=[cleaned], validators=[at_most(60)])
    email = StringField(corrections.LABELS["email"], filters=[cleaned], validators=[at_most(254)])

    @classmethod
    def of(cls, report: Report, policy: SupportPolicy, sent: Sent | None) -> CorrectionForm:
        """The form with the answers as they stand, or as they were typed."""
        told = {"services": report.services, "errors_seen": report.errors, "contact": report.name}
        form = cls(
            sent, **told, **{field: getattr(report, field) for field in ("started", "company", "phone", "email")}
        )
        form.services.choices = service_choices(policy)
        return form

    def validate_phone(self, field: StringField) -> None:
        """Some way to reach them has to stay."""
        if not field.data and not self.email.data:
            raise ValidationError("Type a phone number or an email address: one has to stay")
        if field.data and len(re.findall(r"\d", field.data)) < 5:
            raise ValidationError(say("form.wrong.phone", example=desk().policy.hours.local.telephone))

    def validate_email(self, field: StringField) -> None:
        """What we tell the customer goes there."""
        if field.data and not is_mail_address(field.data):
            raise ValidationError(say("form.wrong.email"))

    def told(self) -> dict[str, str]:
        """The answers by the report's fields."""
        typed = {"company": self.company, "started": self.started, "errors": self.errors_seen}
        typed |= {"name": self.contact, "phone": self.phone, "email": self.email}
        return {field: answer.data or "" for field, answer in typed.items()}


def ask(reference: str) -> ResponseReturnValue:
    """The form."""
    return actions.ask(reference, CORRECT)


def correct(reference: str) -> ResponseReturnValue:
    """Takes the answers as they are now."""
    return actions.do(reference, CORRECT)


def _form(db: Session, incident: Incident, sent: Sent | None) -> CorrectionForm:
    report = reports.of_incident(db, incident.id)
    expect_kept(report)
    return CorrectionForm.of(report, triage.rules_of(db, incident, desk().rules).policy, sent)


def _act(db: Session, incident: Incident, who: Staff, form: CorrectionForm) -> None:
    started_at = understood(form.told()["started"], now(), desk().policy.hours.local)
    staff_corrections.correct(
        db, incident, form.told(), form.services.data or (), started_at, who,
        rules=desk().rules, mint=desk().mint, now=now(),
    )  # fmt: skip


CORRECT = Action(
    path="corrections",
    title="Correct what the customer told us",
    words="Change what is wrong, and leave the rest. The customer's page shows the new answer, and that our staff "
    "corrected it. The record keeps what it was. What was decided stays.",
    button="Save the corrections",
    form_of=_form,
    act=_act,
    template="manager/corrections.html",
)
