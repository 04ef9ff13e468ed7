"""Saying at the desk when something was really fixed."""

from __future__ import annotations

from datetime import datetime

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField

from app.domain import local_time
from app.domain.words import cleaned
from app.operations import fixed_times
from app.store.incidents import Incident
from app.store.staff import Staff
from app.web.manager import actions
from app.web.manager.actions import Action, Sent
from app.web.manager.triage_forms import WHY
from app.web.room import desk, now
from app.web.times_form import TimesForm, time_field, which_field


class FixedForm(TimesForm):
    """When it was fixed, and how that is known."""

    opened_at: datetime
    resolved_at: datetime
    together: int
    fixed_at = time_field("When was it really fixed?")
    fixed_at_which = which_field("time")
    reason = StringField("How do you know?", filters=[cleaned], validators=WHY)

    @classmethod
    def of(cls, incident: Incident, resolved_at: datetime, together: int, sent: Sent | None) -> FixedForm:
        """The form with the instant as it stands, or as it was typed."""
        zone = desk().policy.hours.zone
        second = "second" if local_time.is_the_second(resolved_at, zone) else "first"
        form = cls(sent, fixed_at=local_time.on_the_wall(resolved_at, zone), fixed_at_which=second)
        form.zone, form.opened_at, form.resolved_at, form.together = zone, incident.opened_at, resolved_at, together
        return form

    def validate_fixed_at(self, field: StringField) -> None:
        """It has been, and not before the report."""
        self.expect_a_time(field, "Type when it was fixed, as in 2026-11-24 02:40")
        if not self.asks("fixed_at") or self.fixed_at_which.data:
            self.expect_past("fixed_at", self.opened_at)

    def validate_fixed_at_which(self, field: RadioField) -> None:
        """It is asked where there are two."""
        self.expect_a_choice("fixed_at", field)

    def instant(self) -> datetime:
        """The instant that was typed. Who leaves the minute as it stands changes nothing."""
        if self.resolved_at.replace(second=0, microsecond=0) in self.instants("fixed_at"):
            return self.resolved_at
        at = self.since("fixed_at", self.opened_at)
        assert at is not None, "the form names an instant"
        return at


def ask(reference: str) -> ResponseReturnValue:
    """The form."""
    return actions.ask(reference, FIX)


def correct(reference: str) -> ResponseReturnValue:
    """Takes that instant."""
    return actions.do(reference, FIX)


def _form(db: Session, incident: Incident, sent: Sent | None) -> FixedForm:
    resolved_at = fixed_times.expect_resolved(db, incident)
    return FixedForm.of(incident, resolved_at, len(fixed_times.together(db, incident)), sent)


def _act(db: Session, incident: Incident, who: Staff, form: FixedForm) -> None:
    fixed_times.correct(db, incident, form.instant(), who, form.reason.data, local=desk().policy.hours.local, now=now())


FIX = Action(
    path="times",
    title="It was really fixed at another time",
    words="Reports and availability count by the new time from now on, and the record keeps both. Nobody is paged, and "
    "the customer gets no mail.",
    button="Correct the time",
    form_of=_form,
    act=_act,
    template="manager/fixed.html",
)
