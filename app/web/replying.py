"""The reply's form, which the person paged and the signed-in desk both use."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from wtforms import BooleanField, Form, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.domain.words import cleaned
from app.operations.replies import Telling
from app.web.room import now

RECEIPT = "We have your report and an engineer is working on it now."
UPDATES = {"30": "in 30 minutes", "60": "in 1 hour", "120": "in 2 hours", "": "no time promised"}


class ReplyForm(Form):
    """A reply's three parts, prefilled so that one tap is enough."""

    receipt = TextAreaField(
        "What you tell the customer",
        default=RECEIPT,
        filters=[cleaned],
        validators=[DataRequired("Type what you tell the customer"), Length(max=5_000)],
    )
    diagnosis = TextAreaField("First diagnosis, if you have one", filters=[cleaned], validators=[Length(max=5_000)])
    next_update = SelectField("They hear from you again", choices=UPDATES, default="60")
    by_telephone = BooleanField("I told them on the phone, so send no email")

    def say_no_address(self) -> None:
        """The error for a customer who left a telephone number alone."""
        self.receipt.errors = ("They left no email address: ring them, and press “I told them on the phone”",)

    def telling(self) -> Telling:
        """What was told, as the operation wants it."""
        minutes = self.next_update.data
        return Telling(
            receipt=self.receipt.data,
            diagnosis=self.diagnosis.data,
            next_update_by=now() + timedelta(minutes=int(minutes)) if minutes else None,
            by_telephone=self.by_telephone.data,
        )


def words(field: str = "words") -> str:
    """The free words of a small form."""
    return cleaned(request.form.get(field))[:5_000]
