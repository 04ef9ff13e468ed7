"""The form in which a token that reads the log is asked for."""

from __future__ import annotations

from datetime import timedelta

from wtforms import Form, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.domain.words import cleaned
from app.operations.read_tokens import LONGEST_NAME

LASTS = {"": "Until it is revoked", "30": "30 days", "90": "90 days", "365": "A year"}


class TokenForm(Form):
    """What the token is for, and how long it works."""

    name = StringField(
        "Which system reads with it?",
        filters=[cleaned],
        validators=[
            DataRequired("Say which system reads with it, as in Wall board"),
            Length(max=LONGEST_NAME, message=f"Say it in at most {LONGEST_NAME} characters"),
        ],
    )
    lasts = SelectField("How long does it work?", choices=LASTS, default="")

    def period(self) -> timedelta | None:
        """How long it works; None: until it is revoked."""
        return timedelta(days=int(self.lasts.data)) if self.lasts.data else None
