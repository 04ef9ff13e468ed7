"""The reply's form, which the person paged and the desk both use: the parts that the policy names, or one text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import request
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError

from app.domain import times
from app.domain.sentences import say
from app.domain.words import cleaned
from app.operations.replies import Telling
from app.store.incidents import Incident
from app.web.lengths import at_most
from app.web.room import desk, now
from app.web.times_form import TimesForm, time_field, which_field

TEXT = say("reply.first")
UPDATES = {"30": "in 30 minutes", "60": "in 1 hour", "120": "in 2 hours", "": "no time promised"}
REPLY_IN = (15, 30, 60, 90)  # minutes from now that whoever has it can promise
LONGEST = 5_000
PART, LATER = "part-", "later-"  # before a part's slug: its words, and that they cannot be told yet


class ReplyForm(TimesForm):
    """A reply, prefilled as far as it can be. Its fields are made for the incident."""

    parts: Sequence[Mapping[str, Any]] = ()
    incident: Incident

    @classmethod
    def of(cls, incident: Incident, sent: Mapping[str, str] | None = None) -> ReplyForm:
        """The form for an incident: the parts of a response, by the policy that judged it, or one text.

        The response is the first reply; those after it are news, in one text. A form that was sent keeps its parts.
        Once it is resolved, what is entered late may have been the response.
        """
        is_over = incident.resolved_at is not None
        is_news = incident.replied_at is not None and not is_over
        is_news = is_news and not any(name.startswith(PART) for name in sent or ())
        parts = [] if is_news else incident.parts
        empty = {"words": "", **{PART + part["slug"]: "" for part in parts}}
        form = _form_of(json.dumps(parts))(sent, **(empty if is_over else {}))
        form.incident, form.zone = incident, desk().policy.hours.zone
        return form

    def texts(self) -> list[tuple[Field, Field | None]]:
        """Each text with the box that leaves it out, where it may be left out."""
        if not self.parts:
            return [(self["words"], None)]
        boxes = {part["slug"]: None if part["required"] else self[LATER + part["slug"]] for part in self.parts}
        return [(self[PART + slug], box) for slug, box in boxes.items()]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether it says all that it has to."""
        is_sound: bool = super().validate(extra_validators)
        for text, box in self.texts():
            if not (text.data or text.errors or (box and box.data)):
                self._fields[text.name].errors = (_missing(text, box),)
                is_sound = False
        return is_sound

    def validate_told_at(self, field: StringField) -> None:
        """When it was said on the telephone. Empty is now; a mail goes now."""
        if not field.data:
            return
        if not self["by_telephone"].data:
            raise ValidationError("Leave the time empty for an email, or press “I told them on the phone”")
        self.expect_a_time(field, "Type when you told them, as in 2026-11-24 02:15, or leave it empty")
        if not self.asks("told_at") or self["told_at_which"].data:
            self.expect_past("told_at", self.incident.opened_at)

    def validate_told_at_which(self, field: RadioField) -> None:
        """It is asked where there are two."""
        self.expect_a_choice("told_at", field)

    def say_no_address(self) -> None:
        """The error for a customer who left a telephone number alone."""
        first, _ = self.texts()[0]
        self._fields[first.name].errors = (
            "They left no email address: ring them, and press “I told them on the phone”",
        )

    def telling(self) -> Telling:
        """What was told, as the operation wants it."""
        told_at = self.since("told_at", self.incident.opened_at)
        place = desk().policy.local_of(self.incident.tier, self.incident.region)
        return Telling(
            words="" if self.parts else self["words"].data,
            parts={part["slug"]: self[PART + part["slug"]].data for part in self.parts},
            next_update_by=self._next_update(told_at or now()),
            by_telephone=self["by_telephone"].data,
            told_at=told_at,
            at_desk=times.day_and_time(told_at, desk().policy.hours.local) if told_at else "",
            at_customers=times.near_time(told_at, now(), place) if told_at else "",
        )

    def _next_update(self, told_at: datetime) -> datetime | None:
        """When they were told that they hear again; nothing where that has been."""
        minutes = self["next_update"].data
        by = told_at + timedelta(minutes=int(minutes)) if minutes else None
        return by if by and by > now() else None


def words(field: str = "words") -> str:
    """The free words of a small form."""
    return cleaned(request.form.get(field))[:LONGEST]


def promised_minutes() -> int:
    """In how many minutes whoever has it says that they reply."""
    minutes = request.form.get("minutes", type=int)
    return minutes if minutes in REPLY_IN else REPLY_IN[1]


@lru_cache(maxsize=32)
def _form_of(parts: str) -> type[ReplyForm]:
    """A form's class for parts, in JSON: the policies of some months are few."""
    named = json.loads(parts)
    fields: dict[str, Any] = {}
    for part in named:
        fields[PART + part["slug"]] = _text(part["name"], part["words"])
        if not part["required"]:
            fields[LATER + part["slug"]] = BooleanField("It cannot be told yet")
    if not named:
        fields["words"] = _text("What you tell the customer", TEXT)
    fields["next_update"] = SelectField("They hear from you again", choices=UPDATES, default="60")
    fields["to_all"] = BooleanField("Send it to every customer who reports it", default=True)
    fields["told_at"] = time_field("If you told them on the phone: when?")
    fields["told_at_which"] = which_field("time")
    fields["by_telephone"] = BooleanField("I told them on the phone, so send no email")
    return type("IncidentReplyForm", (ReplyForm,), {**fields, "parts": named})


def _text(label: str, default: str) -> TextAreaField:
    return TextAreaField(label, default=default, filters=[cleaned], validators=[at_most(LONGEST)])


def _missing(text: Field, box: Field | None) -> str:
    if text.name == "words":
        return "Type what you tell the customer"
    name = text.label.text[0].lower() + text.label.text[1:]
    return f"Say {name}, or that it cannot be told yet" if box else f"Say {name}"
