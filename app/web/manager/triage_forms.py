"""The forms of triage: severity and cause of an incident, each with a reason."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session
from wtforms import Form, SelectField, StringField
from wtforms.validators import DataRequired

from app.domain.policy import SupportPolicy
from app.domain.words import cleaned
from app.operations import triage
from app.operations.triage import TriageError
from app.store.incidents import Incident
from app.web.lengths import at_most
from app.web.room import desk

WHY = [DataRequired("Say why: colleagues read it later"), at_most(2_000)]


class SeverityForm(Form):
    """How bad it is, by the policy's words."""

    severity = SelectField("Severity")
    severity_reason = StringField("Why this severity?", filters=[cleaned], validators=WHY)

    @classmethod
    def of(cls, policy: SupportPolicy, incident: Incident | None = None) -> SeverityForm:
        """The form as it was sent, or as the incident stands."""
        form = cls(None if incident else request.form, severity=incident.severity if incident else None)
        form.severity.choices = {one.slug: f"{one.name}: {one.definition}" for one in policy.severities}
        return form


class CauseForm(Form):
    """Why it happened, if it is something that the policy leaves out."""

    cause = SelectField("Cause")
    cause_reason = StringField("Why this cause?", filters=[cleaned], validators=WHY)

    @classmethod
    def of(cls, policy: SupportPolicy, incident: Incident | None = None) -> CauseForm:
        """The form as it was sent, or as the incident stands."""
        form = cls(None if incident else request.form, cause=(incident.cause or "") if incident else None)
        left_out = {one.slug: f"{one.name} ({one.clause})" for one in policy.causes}
        form.cause.choices = {"": "None that the policy leaves out"} | left_out
        return form


def forms_of(db: Session, incident: Incident) -> dict[str, Form]:
    """The forms that make sense for this incident: none where there is nothing to choose."""
    try:
        policy = triage.rules_of(db, incident, desk().rules).policy
    except TriageError:
        return {}
    forms: dict[str, Form] = {"severity": SeverityForm.of(policy, incident)} if len(policy.severities) > 1 else {}
    return forms | ({"cause": CauseForm.of(policy, incident)} if policy.causes else {})
