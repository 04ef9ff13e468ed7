"""The shapes of the API's JSON, as schemas: a report from the policy's own questions, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.policy import SupportPolicy
from app.web.api.fields import Field, fields

Schema = dict[str, Any]

REFERENCE = {"type": "string", "pattern": "^[A-HJKMNP-Z2-9]{5}$", "description": "Five characters that can be spoken."}
TEXT: Schema = {"type": "string"}
STATES = (
    "received", "delivered", "escalated", "struggling", "acknowledged", "replied", "duplicate", "resolved", "closed",
    "handed-over", "not-covered",
)  # fmt: skip


def schemas(policy: SupportPolicy) -> Schema:
    """All of them, by name."""
    receipt = _receipt(policy)
    return {
        "Report": report(policy),
        "Receipt": object_of(receipt),
        "Standing": object_of(receipt | _STANDING),
        "Problem": _PROBLEM,
    }


def report(policy: SupportPolicy) -> Schema:
    """What is sent: the form's fields."""
    asked = fields(policy)
    at = {"properties": {"started": {"const": "at"}}, "required": ["started"]}
    return {
        "type": "object",
        "description": f"What the form asks, under the policy {policy.title}.",
        "properties": {name: _property(one) for name, one in asked.items()},
        "required": [name for name, one in asked.items() if one.is_required],
        "anyOf": [{"required": ["phone"]}, {"required": ["email"]}],
        "if": at,
        "then": {"required": ["started_at"]},
        "additionalProperties": False,
    }


def example(policy: SupportPolicy) -> Schema:
    """A report that has what is needed, and nothing else."""
    first = {"services": [policy.services[0].slug], "affected": "everyone", "started": "now"}
    asked = {name: _answer(one) for name, one in fields(policy).items() if one.is_required}
    return asked | first | {"phone": "+44 7700 900982"}


def _answer(asked: Field) -> str:
    return next(iter(asked.choices), "HTTP 503 from the sign-in page" if asked.name == "errors" else "Not known yet")


def _property(asked: Field) -> Schema:
    described: Schema = {"description": _described(asked)}
    if asked.kind == "choices":
        items = {"type": "string", "enum": list(asked.choices)}
        return described | {"type": "array", "items": items, "minItems": 1}
    if asked.kind == "choice":
        return described | {"type": "string", "enum": list(asked.choices)}
    length = {"maxLength": asked.longest} if asked.longest else {}
    return described | {"type": "string"} | length | ({"pattern": r"\S"} if asked.is_required else {})


def _described(asked: Field) -> str:
    """ "What has stopped? Choose everything. crm: Orders; other: Something else."."""
    choices = "; ".join(f"{slug}: {label}" for slug, label in asked.choices.items())
    parts = (part.strip() for part in (asked.label, asked.hint, choices))
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _receipt(policy: SupportPolicy) -> dict[str, Schema]:
    return {
        "reference": REFERENCE,
        "received_at": instant("When it was received."),
        "verdict": {
            "type": "string",
            "enum": ["accepted", "closed", "declined"],
            "description": "accepted: an incident is open and our engineers are paged. closed: these are normal "
            "support hours, and the daytime team has it. declined: the policy does not cover it; nobody is woken.",
        },
        "reasons": {
            "type": "array",
            "description": "The clauses that the verdict rests on, the deciding one first.",
            "items": object_of({"clause": {"type": "string", "enum": list(policy.clauses)}, "text": TEXT}),
        },
        "severity": {
            "type": ["string", "null"],
            "enum": [*(severity.slug for severity in policy.severities), None],
            "description": "What the answers suggest, until staff set it. Null unless accepted.",
        },
        "respond_by": instant("When our response is due. Null where none is promised.", or_null=True),
        "resolve_by": instant("When a resolution is due. Null where none is promised.", or_null=True),
        "gate_opens": instant("When emergency support opens next, if it was closed.", or_null=True),
        "tracking_url": {
            "type": ["string", "null"],
            "format": "uri",
            "description": "The page that shows people what happens. Whoever has it can add to the report.",
        },
    }


def instant(description: str, *, or_null: bool = False) -> Schema:
    """An instant in UTC."""
    kind: str | list[str] = ["string", "null"] if or_null else "string"
    return {"type": kind, "format": "date-time", "description": description}


def object_of(properties: Mapping[str, Schema]) -> Schema:
    """An object that has these properties, and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_STANDING: dict[str, Schema] = {
    "state": {"type": "string", "enum": list(STATES), "description": "How it stands now."},
    "status": TEXT | {"description": "The same as a word for people."},
    "headline": TEXT | {"description": "The same as a sentence for people, as the tracking page has it."},
    "acknowledged_at": instant("Since when an engineer has it. Null while nobody has.", or_null=True),
    "replied_at": instant("When a person first replied.", or_null=True),
    "resolved_at": instant("When the engineer said that it is fixed.", or_null=True),
    "events": {
        "type": "array",
        "description": "What happened, oldest first, in the tracking page's words.",
        "items": object_of({"at": instant("When."), "text": TEXT}),
    },
}

_FAULT = object_of(
    {
        "pointer": TEXT | {"description": "The field, as a JSON pointer (RFC 6901) in its form as a fragment."},
        "detail": TEXT | {"description": "What is wrong with it."},
    }
)
_PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457. `errors` names each field that is wrong; `telephone` is the number to ring instead. "
    "`kept` says whether a report that our records did not take is kept in a file: it enters them by itself.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "errors": {"type": "array", "items": _FAULT},
        "telephone": TEXT,
        "kept": {"type": "boolean"},
    },
    "required": ["type", "title", "status"],
}
