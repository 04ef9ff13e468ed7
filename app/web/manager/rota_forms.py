"""The rota's forms: rotations, overrides, swaps and absences, in local times and days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange

from app.domain import local_time
from app.domain.policy import SupportPolicy
from app.operations.rota import RotaError
from app.store.staff import Staff
from app.web.times_form import TimesForm, time_field, which_field

PLACES = 8  # how many people can be put in order without asking twice
UNITS = {"7": "Weeks", "1": "Days"}
EVERYBODY = ""
NOBODY = ""


class SaidForm(Form):
    """A form that can be told what is wrong with it."""

    def say(self, error: RotaError) -> None:
        """Says at its field why a change cannot be."""
        name = error.field if error.field in self._fields else next(iter(self._fields))
        self._fields[name].errors = (str(error),)


class SpanForm(SaidForm, TimesForm):
    """A layer, and a time in it."""

    layer = SelectField("Layer")
    starts_at = time_field("From")
    starts_at_which = which_field("start")
    ends_at = time_field("Until")
    ends_at_which = which_field("end")

    def prepare(self, policy: SupportPolicy) -> None:
        """Fills in the policy's layers and zone."""
        self.zone = policy.hours.zone
        self.layer.choices = {layer.slug: layer.name for layer in policy.layers}

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when to when, once it is valid."""
        return self.instants("starts_at")[0], self.instants("ends_at")[0]

    def validate_starts_at(self, field: StringField) -> None:
        """It has to be a time that happens."""
        self.expect_a_time(field, "Say when it starts, as in 2026-11-24 17:00")

    def validate_ends_at(self, field: StringField) -> None:
        """It has to be a time that happens."""
        self.expect_a_time(field, "Say when it ends, as in 2026-11-24 17:00")

    def validate_starts_at_which(self, field: RadioField) -> None:
        """It is asked where there are two."""
        self.expect_a_choice("starts_at", field)

    def validate_ends_at_which(self, field: RadioField) -> None:
        """It is asked where there are two."""
        self.expect_a_choice("ends_at", field)


class OverrideForm(SpanForm):
    """Somebody on call instead of somebody else."""

    staff_id = SelectField("Who is on call")
    instead_of = SelectField("Instead of")

    @classmethod
    def of(
        cls, policy: SupportPolicy, people: Sequence[Staff], data: MultiDict[str, str] | None = None
    ) -> OverrideForm:
        """The form for one policy's layers and these people."""
        form = cls(data)
        form.prepare(policy)
        names = {who.id: who.name for who in people}
        form.staff_id.choices = names
        form.instead_of.choices = {EVERYBODY: "Everybody else in the layer", **names}
        return form


class SwapForm(SpanForm):
    """A colleague asked to take one's time."""

    asked_of = SelectField("Who shall take it?")

    @classmethod
    def of(cls, policy: SupportPolicy, people: Sequence[Staff], data: MultiDict[str, str] | None = None) -> SwapForm:
        """The form for one policy's layers; `people` are those who can be asked."""
        form = cls(data)
        form.prepare(policy)
        form.asked_of.choices = {who.id: who.name for who in people}
        return form


class AbsenceForm(SaidForm):
    """Who is away, and from which day to which."""

    staff_id = SelectField("Who is away?")
    first = DateField("First day away", validators=[InputRequired("Say the first day, as in 2026-12-24")])
    last = DateField("Last day away", validators=[InputRequired("Say the last day, as in 2026-12-28")])

    @classmethod
    def of(cls, people: Sequence[Staff], data: MultiDict[str, str] | None = None) -> AbsenceForm:
        """The form for these people."""
        form = cls(data)
        form.staff_id.choices = {who.id: who.name for who in people}
        return form


class RotationForm(SaidForm):
    """People in their order, the length of a turn, and the first handover."""

    layer = SelectField("Layer")
    every = IntegerField(
        "A turn lasts", default=1, validators=[InputRequired("Say how long a turn is"), NumberRange(1, 52)]
    )
    unit = RadioField("Counted in", choices=UNITS, default="7")
    first = time_field("First handover")
    people = StringField("Who takes turns")

    @classmethod
    def of(
        cls, policy: SupportPolicy, people: Sequence[Staff], data: MultiDict[str, str] | None = None
    ) -> RotationForm:
        """The form for one policy's layers and these people, as many places as there may be turns."""
        names = {NOBODY: "Nobody", **{who.id: who.name for who in people}}
        form: RotationForm = _rotation_form(min(max(len(people), 2), PLACES), names)(data)
        form.layer.choices = {layer.slug: layer.name for layer in policy.layers}
        return form

    def places(self) -> list[Any]:
        """The places of the order."""
        return [field for field in self if field.name.startswith("place_")]

    @property
    def chosen(self) -> list[str]:
        """Who takes turns, in their order."""
        return [place.data for place in self.places() if place.data]

    @property
    def days(self) -> int:
        """How many days a turn has."""
        return int(self.every.data) * int(self.unit.data)

    def validate_first(self, field: StringField) -> None:
        """It has to be a date and a time."""
        if local_time.read(field.data or "") is None:
            raise ValidationError("Say when the first handover is, as in 2026-11-24 17:00")


def _rotation_form(places: int, names: dict[str, str]) -> type[RotationForm]:
    """The form's class with so many places, each for one of these people."""
    numbers = range(1, places + 1)
    fields = {f"place_{number}": SelectField(f"{number}. turn", choices=names, default=NOBODY) for number in numbers}
    return type("PlacedRotationForm", (RotationForm,), fields)
