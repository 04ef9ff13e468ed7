"""The form in which a view of the intake log is saved: its name, and whether all staff see it."""

from __future__ import annotations

from wtforms import BooleanField, Form, HiddenField, StringField
from wtforms.validators import DataRequired, Length

from app.domain.words import cleaned
from app.operations.log_views import LONGEST_NAME

LONGEST_QUERY = 2_000


class ViewForm(Form):
    """A view's name, what it asks for, and whether it is shared."""

    name = StringField(
        "Name of this view",
        filters=[cleaned],
        validators=[
            DataRequired("Give the view a name, as in Missed this year"),
            Length(max=LONGEST_NAME, message=f"A name has at most {LONGEST_NAME} characters"),
        ],
    )
    is_shared = BooleanField("Show it to all staff")
    query = HiddenField(filters=[lambda words: cleaned(words)[:LONGEST_QUERY]])
