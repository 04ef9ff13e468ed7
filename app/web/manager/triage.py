"""Triage at the desk: severity and cause of an incident, each set with a reason."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.domain.policy import SupportPolicy
from app.operations import triage
from app.operations.triage import TriageError
from app.web.manager import incident as page
from app.web.manager.triage_forms import CauseForm, SeverityForm
from app.web.room import desk, now


def set_severity(reference: str) -> ResponseReturnValue:
    """Another severity: the due instants are counted anew from the report, and the timeline says so."""
    try:
        form = SeverityForm.of(_policy(reference))
        if not form.validate():
            return page.page(reference, triage={"severity": form}), 422
        return page.do(
            reference,
            lambda db, incident, who: triage.set_severity(
                db, incident, form.severity.data, who, form.severity_reason.data, rules=desk().rules, now=now()
            ),
        )
    except TriageError as error:
        return page.page(reference, refused=str(error)), 409


def set_cause(reference: str) -> ResponseReturnValue:
    """A cause that the policy leaves out closes the clock."""
    try:
        form = CauseForm.of(_policy(reference))
        if not form.validate():
            return page.page(reference, triage={"cause": form}), 422
        return page.do(
            reference,
            lambda db, incident, who: triage.set_cause(
                db, incident, form.cause.data, who, form.cause_reason.data, rules=desk().rules, now=now()
            ),
        )
    except TriageError as error:
        return page.page(reference, refused=str(error)), 409


def _policy(reference: str) -> SupportPolicy:
    """The policy that the incident was judged by."""
    with desk().database.reading() as db:
        incident = page.found(db, reference)
        return triage.rules_of(db, incident, desk().rules).policy
