"""The report's two pages as forms: what is asked, what counts as an answer, and the words when one is missing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.domain import times
from app.domain.local import Local
from app.domain.policy import Question, SupportPolicy
from app.domain.sentences import group, say
from app.domain.triage import OTHER, UNSURE
from app.domain.words import cleaned
from app.web.customer.addresses import is_mail_address
from app.web.room import desk

LONGEST_ERRORS = 10_000  # characters
ANSWERED_ELSEWHERE = ("services", "started", "errors")  # the policy's questions that the form has its own fields for

AFFECTED = group("form.choices.affected")
STARTED = group("form.choices.started")


class Longest(Length):
    """At most so many characters. The words for more name the field."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: Form, field: Field) -> None:
        """Says so where there are more."""
        if len(field.data or "") > self.max:
            raise ValidationError(say("form.wrong.long", label=field.label.text, most=f"{self.max:,}"))


class ServicesForm(Form):
    """Page 1: what has stopped, and for whom. `intent` makes one report of a form that is sent twice."""

    intent = HiddenField()
    services = SelectMultipleField(
        say("form.services"), validators=[InputRequired(say("form.missing.services"))], validate_choice=False
    )
    affected = RadioField(
        say("form.affected"), choices=AFFECTED, validators=[InputRequired(say("form.missing.affected"))]
    )

    @classmethod
    def of(cls, policy: SupportPolicy, data: MultiDict[str, str] | None = None, **values: Any) -> ServicesForm:
        """The form for one policy's services and exclusions."""
        form = cls(data, **values)
        form.services.choices = service_choices(policy)
        return form

    def validate_services(self, field: SelectMultipleField) -> None:
        """What can be chosen. WTForms' own look at it takes as long as reading the rest of the form."""
        if not set(field.data or ()) <= set(field.choices):
            raise ValidationError(say("form.wrong.services"))


class DetailsForm(Form):
    """Page 2: what the customer sees, and how to reach them."""

    started = RadioField(say("form.started"), choices=STARTED, validators=[InputRequired(say("form.missing.started"))])
    started_at = StringField(say("form.started_at"), filters=[cleaned], validators=[Longest(200)])
    error_words = TextAreaField(
        say("form.errors"),
        name="errors",
        filters=[cleaned],
        validators=[
            DataRequired(say("form.missing.errors")),
            Length(max=LONGEST_ERRORS, message=say("form.wrong.errors", most=f"{LONGEST_ERRORS:,}")),
        ],
    )
    company = StringField(
        say("form.company"), filters=[cleaned], validators=[DataRequired(say("form.missing.company")), Longest(200)]
    )
    name = StringField(
        say("form.name"), filters=[cleaned], validators=[DataRequired(say("form.missing.name")), Longest(200)]
    )
    phone = StringField(say("form.phone"), filters=[cleaned], validators=[Longest(60)])
    email = StringField(say("form.email"), filters=[cleaned], validators=[Longest(254)])

    def validate_started_at(self, field: StringField) -> None:
        """A time is wanted only where the customer says that they know it."""
        if self.started.data == "at" and not field.data:
            raise ValidationError(say("form.missing.started_at", example=times.wall_example(_local())))

    def validate_phone(self, field: StringField) -> None:
        """Some way to reach them is needed. A number is for people to ring, so whatever has digits will do."""
        if not field.data and not self.email.data:
            raise ValidationError(say("form.missing.reach"))
        if field.data and len(re.findall(r"\d", field.data)) < 5:
            raise ValidationError(say("form.wrong.phone", example=_local().telephone))

    def validate_email(self, field: StringField) -> None:
        """The confirmation goes there, so it has to be an address."""
        if field.data and not is_mail_address(field.data):
            raise ValidationError(say("form.wrong.email"))


def _local() -> Local:
    """How the policy's own place writes times and numbers: who fills in the form is not known yet."""
    return desk().policy.hours.local


def own_questions(policy: SupportPolicy) -> list[Question]:
    """What the policy asks besides what every report has fields for."""
    return [question for question in policy.questions if question.field not in ANSWERED_ELSEWHERE]


def details_form(policy: SupportPolicy, data: MultiDict[str, str] | None) -> DetailsForm:
    """Page 2, with a field for each of the policy's own questions."""
    return _form_of(tuple(own_questions(policy)))(data)


@lru_cache
def _form_of(questions: tuple[Question, ...]) -> type[DetailsForm]:
    fields = {}
    for question in questions:
        fields[question.field] = _choice(question) if question.choices else _words(question)
    return type("PolicyDetailsForm", (DetailsForm,), fields)


def _words(question: Question) -> TextAreaField:
    needed = [DataRequired(say("form.missing.words", question=question.label))] if question.required else []
    return TextAreaField(question.label, filters=[cleaned], validators=[*needed, Longest(10_000)])


def _choice(question: Question) -> RadioField:
    """One of the policy's answers; who is not sure may say so."""
    missing = say("form.missing.choice", question=question.label)
    needed = [InputRequired(missing)] if question.required else [Optional()]
    choices = {choice.slug: choice.label for choice in question.choices} | {UNSURE: say("form.unsure")}
    return RadioField(question.label, choices=choices, validators=needed)


def service_choices(policy: SupportPolicy) -> dict[str, str]:
    """What can be chosen: services, exclusions, something else, not sure."""
    listed = {service.slug: service.name for service in policy.services}
    listed |= {exclusion.slug: exclusion.name for exclusion in policy.exclusions}
    return listed | {OTHER: say("form.choices.services.other"), UNSURE: say("form.choices.services.unsure")}
