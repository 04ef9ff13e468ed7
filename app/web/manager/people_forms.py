"""The forms about people: somebody new, a new way to reach somebody, and the code that proves it."""

from __future__ import annotations

import re

from wtforms import Form, SelectField, StringField
from wtforms.validators import DataRequired, ValidationError

from app import telephones
from app.domain import policy_staff
from app.domain.delivery import Medium
from app.domain.roles import EACH, ROLES
from app.domain.words import cleaned
from app.telephones import NumberError
from app.web.lengths import at_most
from app.web.room import desk

WAYS = {"both": "Texts and calls", "sms": "Texts", "voice": "Calls", "mail": "Mail"}
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
LONGEST = 200
TAKEN = "Somebody signs in with {email} already, or did before they left"
ROLE_CHOICES = {role: role.capitalize() for role in ROLES}


def expect_address(field: StringField) -> None:
    """It has to look like a mail address."""
    if not ADDRESS.fullmatch(field.data or ""):
        raise ValidationError("Type a mail address, as in dana@example.com")


def _number(words: str, *, is_texted: bool) -> str:
    try:
        return telephones.understood(words, policy_staff.rung(desk().policy), is_texted=is_texted)
    except NumberError as error:
        raise ValidationError(str(error)) from None


class MethodForm(Form):
    """A new way to reach somebody."""

    way = SelectField("What goes there", choices=WAYS)
    address = StringField(
        "Number or mail address",
        filters=[cleaned],
        validators=[DataRequired("Type a number or a mail address"), at_most(LONGEST)],
    )

    understood: str = ""

    @property
    def media(self) -> tuple[Medium, ...]:
        """The media that were chosen."""
        return (Medium.SMS, Medium.VOICE) if self.way.data == "both" else (Medium(self.way.data),)

    def validate_address(self, field: StringField) -> None:
        """A mail address, or a number as it is kept."""
        if self.way.data == "mail":
            expect_address(field)
            self.understood = field.data
        elif self.way.data in WAYS:
            self.understood = _number(field.data, is_texted=self.way.data != "voice")


class PersonForm(Form):
    """Somebody new."""

    name = StringField("Name", filters=[cleaned], validators=[DataRequired("Type their name"), at_most(LONGEST)])
    email = StringField(
        "Email", filters=[cleaned], validators=[DataRequired("Type their mail address"), at_most(LONGEST)]
    )
    role = SelectField("Role", choices=ROLE_CHOICES, default="engineer", description=EACH)
    telephone = StringField("Mobile number, for texts and calls", filters=[cleaned])

    number: str | None = None

    def validate_email(self, field: StringField) -> None:
        """What they sign in with."""
        expect_address(field)

    def validate_telephone(self, field: StringField) -> None:
        """A number as it is kept, or none."""
        self.number = _number(field.data, is_texted=True) if field.data else None


class DetailsForm(Form):
    """Who somebody is, and what they sign in with."""

    name = StringField("Name", filters=[cleaned], validators=[DataRequired("Type their name"), at_most(LONGEST)])
    email = StringField(
        "What they sign in with", filters=[cleaned], validators=[DataRequired("Type an address"), at_most(LONGEST)]
    )

    def validate_email(self, field: StringField) -> None:
        """What they sign in with."""
        expect_address(field)


class RoleForm(Form):
    """What somebody may do."""

    role = SelectField("What they may do", choices=ROLE_CHOICES, description=EACH)


class CodeForm(Form):
    """A code that was sent."""

    code = StringField("Code", filters=[cleaned], validators=[DataRequired("Type the six digits that were sent")])
