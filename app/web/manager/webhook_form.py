"""The form of a webhook: where another system listens, for which events, and whether it is told who reported."""

from __future__ import annotations

from wtforms import BooleanField, Form, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain import web_addresses
from app.domain.webhooks import EVENTS
from app.domain.words import cleaned
from app.operations.webhooks import LONGEST_NAME, Wanted
from app.store.webhooks import WebhookEndpoint
from app.web.room import desk

FAILED = {"1": "The last day", "3": "The last three days", "90": "All that is kept"}


class WebhookForm(Form):
    """A webhook as it is typed."""

    name = StringField(
        "Which system is told?",
        filters=[cleaned],
        validators=[
            DataRequired("Say which system is told, as in Team chat"),
            Length(max=LONGEST_NAME, message=f"Say it in at most {LONGEST_NAME} characters"),
        ],
    )
    url = StringField("Address", filters=[cleaned], validators=[DataRequired("Write the address that it listens at")])
    events = SelectMultipleField(
        "Of what?", choices=EVENTS, validators=[InputRequired("Choose at least one kind of event")]
    )
    with_contact = BooleanField("With contact: company, name, telephone and mail of whoever reported")

    def validate_url(self, field: StringField) -> None:
        """Nothing is sent into a network that is none of theirs."""
        fault = web_addresses.fault(field.data or "", to_private=desk().settings.webhooks_to_private)
        if fault:
            raise ValidationError(fault)

    @classmethod
    def showing(cls, kept: WebhookEndpoint) -> WebhookForm:
        """The form with a webhook as it is kept."""
        return cls(name=kept.name, url=kept.url, events=kept.events, with_contact=kept.with_contact)

    def wanted(self) -> Wanted:
        """What was typed."""
        return Wanted(
            name=self.name.data, url=self.url.data, events=self.events.data, with_contact=self.with_contact.data
        )


class AgainForm(Form):
    """Since when what failed is sent again."""

    days = SelectField("Since when?", choices=FAILED, default="1")
