"""The report's two pages as forms: what is asked, what counts as an answer, and the words when one is missing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.domain import times
from app.domain.local import Local
from app.domain.policy import Question, SupportPolicy
from app.domain.triage import OTHER, UNSURE
from app.domain.words import cleaned
from app.web.customer.addresses import is_mail_address
from app.web.room import desk

ANSWERED_ELSEWHERE = ("services", "started", "errors")  # the policy's questions that the form has its own fields for

AFFECTED = {"everyone": "Everyone", "some": "Some people", "unsure": "I'm not sure"}
STARTED = {
    "now": "Just now",
    "hour": "In the last hour",
    "at": "Earlier, at a time that I know",
    "unsure": "I'm not sure",
}


class ServicesForm(Form):
    """Page 1: what has stopped, and for whom. `intent` makes one report of a form that is sent twice."""

    intent = HiddenField()
    services = SelectMultipleField(
        "Which of these has stopped?", validators=[InputRequired("Choose what has stopped")], validate_choice=False
    )
    affected = RadioField("Who is affected?", choices=AFFECTED, validators=[InputRequired("Choose who is affected")])

    @classmethod
    def of(cls, policy: SupportPolicy, data: MultiDict[str, str] | None = None, **values: Any) -> ServicesForm:
        """The form for one policy's services and exclusions."""
        form = cls(data, **values)
        form.services.choices = service_choices(policy)
        return form

    def validate_services(self, field: SelectMultipleField) -> None:
        """What can be chosen. WTForms' own look at it takes as long as reading the rest of the form."""
        if not set(field.data or ()) <= set(field.choices):
            raise ValidationError("Choose from the list what has stopped")


class DetailsForm(Form):
    """Page 2: what the customer sees, and how to reach them."""

    started = RadioField("When did it start?", choices=STARTED, validators=[InputRequired("Choose when it started")])
    started_at = StringField("Time, and date if it was not today", filters=[cleaned], validators=[Length(max=200)])
    error_words = TextAreaField(
        name="errors",
        filters=[cleaned],
        validators=[
            DataRequired('Type what the error says, or "none" if there is none'),
            Length(max=10_000, message="Shorten what the error says to 10,000 characters"),
        ],
    )
    company = StringField(
        "Company", filters=[cleaned], validators=[DataRequired("Type your company's name"), Length(max=200)]
    )
    name = StringField("Your name", filters=[cleaned], validators=[DataRequired("Type your name"), Length(max=200)])
    phone = StringField("Phone tonight", filters=[cleaned], validators=[Length(max=60)])
    email = StringField("Email", filters=[cleaned], validators=[Length(max=254)])

    def validate_started_at(self, field: StringField) -> None:
        """A time is wanted only where the customer says that they know it."""
        if self.started.data == "at" and not field.data:
            raise ValidationError(f"Type when it started, as in {times.wall_example(_local())}")

    def validate_phone(self, field: StringField) -> None:
        """Some way to reach them is needed. A number is for people to ring, so whatever has digits will do."""
        if not field.data and not self.email.data:
            raise ValidationError("Type a phone number or an email address, so that we can reach you")
        if field.data and len(re.findall(r"\d", field.data)) < 5:
            raise ValidationError(f"Type a phone number, as in {_local().telephone}")

    def validate_email(self, field: StringField) -> None:
        """The confirmation goes there, so it has to be an address."""
        if field.data and not is_mail_address(field.data):
            raise ValidationError("Type an email address, as in name@example.com")


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
    needed = [DataRequired(f"Answer this: {question.label}")] if question.required else []
    return TextAreaField(question.label, filters=[cleaned], validators=[*needed, Length(max=10_000)])


def _choice(question: Question) -> RadioField:
    """One of the policy's answers; who is not sure may say so."""
    needed = [InputRequired(f"Choose an answer: {question.label}")] if question.required else [Optional()]
    choices = {choice.slug: choice.label for choice in question.choices} | {UNSURE: "I'm not sure"}
    return RadioField(question.label, choices=choices, validators=needed)


def service_choices(policy: SupportPolicy) -> dict[str, str]:
    """What can be chosen: services, exclusions, something else, not sure."""
    listed = {service.slug: service.name for service in policy.services}
    listed |= {exclusion.slug: exclusion.name for exclusion in policy.exclusions}
    return listed | {OTHER: "Something else", UNSURE: "I'm not sure which"}
