"""What a report's JSON has: the form's own fields, by name, as they stand under the policy in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.policy import SupportPolicy
from app.web.customer.forms import ServicesForm, details_form

KNOWN_BY_KEY = ("company", "name")  # left out, they are the customer's name in the directory, and the key's
HINTS = {
    "started_at": 'Needed where started is "at". ISO 8601 with its offset, as in 2026-11-21T02:05:00Z, or in words.',
    "errors": 'The exact words, or "none" if there is none.',
    "company": "If left out: the customer's name in the directory. Whatever it says, the key's customer reports.",
    "name": "Who to ask for. If left out: the name of the key.",
    "phone": "Where our engineer rings. A phone number or an email address is needed.",
    "email": "Where our answers go. A phone number or an email address is needed.",
}

Kind = Literal["words", "choice", "choices"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: `choices` by slug where it offers some, `longest` in characters where it takes words."""

    name: str
    kind: Kind
    label: str
    hint: str
    is_required: bool
    longest: int | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


def fields(policy: SupportPolicy) -> Mapping[str, Field]:
    """By name, in the form's order."""
    asked = [*ServicesForm.of(policy), *details_form(policy, None)]
    hints = HINTS | {question.field: question.hint for question in policy.questions if question.hint}
    return {one.name: _field(one, hints.get(one.name, "")) for one in asked if one.name != "intent"}


def _field(asked: Any, hint: str) -> Field:
    lengths = [validator.max for validator in asked.validators if isinstance(validator, Length)]
    is_needed = any(isinstance(validator, DataRequired | InputRequired) for validator in asked.validators)
    choices = dict(getattr(asked, "choices", None) or {})
    return Field(
        name=asked.name,
        kind="choices" if asked.name == "services" else "choice" if choices else "words",
        label=asked.label.text,
        hint=hint,
        is_required=is_needed and asked.name not in KNOWN_BY_KEY,
        longest=lengths[0] if lengths else None,
        choices=choices,
    )
