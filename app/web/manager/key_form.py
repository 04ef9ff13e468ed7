"""The form in which a key to the API is asked for."""

from __future__ import annotations

from wtforms import Form, StringField
from wtforms.validators import DataRequired, Length

from app.domain.words import cleaned
from app.operations.api_keys import LONGEST_NAME


class KeyForm(Form):
    """What the key is for."""

    name = StringField(
        "What is the key for?",
        filters=[cleaned],
        validators=[
            DataRequired("Say what the key is for, as in Nightly monitor"),
            Length(max=LONGEST_NAME, message=f"Say it in at most {LONGEST_NAME} characters"),
        ],
    )
