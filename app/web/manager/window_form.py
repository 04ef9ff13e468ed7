"""The form of a maintenance window: what is worked on, and local times that name one instant each."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain import local_time
from app.domain.maintenance import KINDS, Fault
from app.domain.policy import SupportPolicy
from app.domain.words import cleaned
from app.operations.maintenance import Plan
from app.store.maintenance import MaintenanceWindow
from app.web.lengths import at_most
from app.web.times_form import TimesForm, time_field, which_field

ALL = "all"
KIND_CHOICES = {kind: words.capitalize() for kind, words in KINDS.items()}


class WindowForm(TimesForm):
    """A window as it is typed. A time that happens twice is asked about, one that does not happen is an error."""

    kind = RadioField("Which kind is it?", choices=KIND_CHOICES, validators=[InputRequired("Choose the kind")])
    services = SelectMultipleField("What is worked on?", validators=[InputRequired("Choose what is worked on")])
    starts_at = time_field("From")
    starts_at_which = which_field("start")
    ends_at = time_field("Until")
    ends_at_which = which_field("end")
    published_at = time_field("Notice was given")
    published_at_which = which_field("notice")
    note = TextAreaField(
        "What customers read about it",
        filters=[cleaned],
        validators=[Length(max=500, message="Shorten the note to 500 characters")],
    )

    @classmethod
    def of(cls, policy: SupportPolicy, data: MultiDict[str, str] | None = None, **values: Any) -> WindowForm:
        """The form for one policy's services, in its zone."""
        form = cls(data, **values)
        form.zone = policy.hours.zone
        form.services.choices = {ALL: "All services"} | {service.slug: service.name for service in policy.services}
        return form

    @classmethod
    def showing(cls, policy: SupportPolicy, kept: MaintenanceWindow) -> WindowForm:
        """The form with a window as it is kept; notice is left empty, which is: as it was."""
        zone = policy.hours.zone
        values: dict[str, Any] = {"kind": kept.kind, "services": kept.services or [ALL], "note": kept.note}
        for name, at in (("starts_at", kept.starts_at), ("ends_at", kept.ends_at)):
            values[name] = local_time.on_the_wall(at, zone)
            values[f"{name}_which"] = "second" if local_time.is_the_second(at, zone) else "first"
        return cls.of(policy, None, **values)

    def plan(self) -> Plan:
        """What was entered, once it is valid."""
        return Plan(
            kind=self.kind.data,
            services=() if ALL in self.services.data else tuple(self.services.data),
            starts_at=self.instants("starts_at")[0],
            ends_at=self.instants("ends_at")[0],
            published_at=next(iter(self.instants("published_at")), None),
            note=self.note.data or "",
        )

    def say(self, fault: Fault) -> None:
        """Says at its field why the window cannot be."""
        self._fields[fault.field].errors = (fault.words,)

    def validate_starts_at(self, field: StringField) -> None:
        """It has to be a time that happens."""
        self.expect_a_time(field, "Say when it starts, as in 2026-11-24 17:00")

    def validate_ends_at(self, field: StringField) -> None:
        """It has to be a time that happens."""
        self.expect_a_time(field, "Say when it ends, as in 2026-11-24 17:00")

    def validate_published_at(self, field: StringField) -> None:
        """It may be left empty."""
        if field.data:
            self.expect_a_time(field, "Say when notice was given, as in 2026-11-24 17:00, or leave it empty")

    def validate_starts_at_which(self, field: RadioField) -> None:
        """It is asked where there are two."""
        self.expect_a_choice("starts_at", field)

    def validate_ends_at_which(self, field: RadioField) -> None:
        """It is asked where there are two."""
        self.expect_a_choice("ends_at", field)

    def validate_published_at_which(self, field: RadioField) -> None:
        """It is asked where there are two."""
        self.expect_a_choice("published_at", field)


class ReasonForm(Form):
    """Why a window is called off."""

    reason = StringField(
        "Why is it cancelled?",
        filters=[cleaned],
        validators=[DataRequired("Say why it is cancelled"), at_most(200)],
    )


class EarlyEndForm(Form):
    """Why a running window ends early, where there is something to say."""

    reason = StringField("Why, if there is something to say", filters=[cleaned], validators=[at_most(200)])
