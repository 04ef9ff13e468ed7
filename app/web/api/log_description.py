"""What other systems read, as the API's description tells it: the log's parameters, its rows, and an incident."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.log_marks import UNVERIFIED
from app.domain.policy import SupportPolicy
from app.web.api.answers import JSON
from app.web.api.log import LIMIT, MOST, PLACE, USUAL
from app.web.api.schemas import REFERENCE, TEXT, Schema, instant, object_of
from app.web.manager import log_filter

TOKEN = {"type": "http", "scheme": "bearer", "description": "A token that reads the log, as an administrator made it."}
SECURITY: list[dict[str, list[str]]] = [{"token": []}]
ON_EACH = ("no-token", "too-many-tries", "fault", "away")
OR_NULL = {"type": ["string", "null"]}
STATUSES = [slug for slug in log_filter.STATUSES if slug not in ("", "open")]
CHOICES = {
    "when": log_filter.WHEN,
    "verdict": log_filter.VERDICTS,
    "status": log_filter.STATUSES,
    "standing": log_filter.STANDINGS,
    "source": log_filter.SOURCES,
    "drills": log_filter.DRILLS,
    "sort": log_filter.BY_TIME,
}
TOLD = {
    "night": "The date on which a night began, as 2026-11-20: from noon to noon.",
    "service": "A service's slug.",
    "customer": f'A customer\'s id or name, or "{UNVERIFIED}" for whoever was not recognised.',
    "engineer": "The id of whoever has it.",
    "search": "Words that all have to occur.",
    "drills": "Drills are left out unless this is yes; then there are drills alone.",
}


def paths(problems: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Both ways to read. `problems` describes those that an operation may answer, by slug."""
    reference = {"name": "reference", "in": "path", "required": True, "schema": REFERENCE}
    return {
        "/api/log": {
            "get": {
                "operationId": "readLog",
                "summary": "Read the intake log",
                "security": SECURITY,
                "parameters": [*(_filter(name) for name in log_filter.NAMES), *_PAGING],
                "responses": {"200": _answer("A page of the log.", "Log"), **problems("wrong-query", *ON_EACH)},
            }
        },
        "/api/incidents/{reference}": {
            "get": {
                "operationId": "readIncident",
                "summary": "Read a report and its incident, with the timeline in words",
                "security": SECURITY,
                "parameters": [reference],
                "responses": {"200": _answer("As it stands now.", "Incident"), **problems("nothing-there", *ON_EACH)},
            }
        },
    }


def schemas(policy: SupportPolicy) -> Schema:
    """The shapes of what is answered."""
    row, zone = _row(policy), TEXT | {"description": "The policy's zone. Instants are in UTC."}
    rows: Schema = {"type": "array", "items": {"$ref": "#/components/schemas/Row"}}
    following: Schema = OR_NULL | {"format": "uri", "description": "Where the rows after these are. Null at the end."}
    return {
        "Row": object_of(row),
        "Log": object_of({"zone": zone, "reports": rows, "next": following}),
        "Incident": object_of({"zone": zone} | row | _MORE),
    }


def _filter(name: str) -> Schema:
    choices = {slug: words for slug, words in CHOICES.get(name, {}).items() if slug}
    told = TOLD.get(name) or f"{'; '.join(f'{slug}: {words}' for slug, words in choices.items())}."
    schema: Schema = {"type": "string"} | ({"enum": ["", *choices]} if choices else {})
    return {"name": name, "in": "query", "required": False, "description": told, "schema": schema}


def _row(policy: SupportPolicy) -> dict[str, Schema]:
    several: Schema = {"type": "array", "items": TEXT}
    severities = [*(severity.slug for severity in policy.severities), None]
    return {
        "reference": REFERENCE,
        "received_at": instant("When it was received."),
        "services": several | {"description": "By slug."},
        "affected": TEXT,
        "company": TEXT,
        "name": TEXT,
        "customer_id": OR_NULL | {"description": "In the directory. Null: not recognised."},
        "verdict": {"type": "string", "enum": ["accepted", "closed", "declined"]},
        "clauses": several | {"description": "The deciding ones."},
        "status": {"type": "string", "enum": STATUSES},
        "severity": OR_NULL | {"enum": severities},
        "acknowledged_by": OR_NULL | {"description": "Who has it now."},
        "acknowledged_at": instant("When somebody first had it.", or_null=True),
        "replied_at": instant("When a person first replied.", or_null=True),
        "respond_by": instant("When a response is due.", or_null=True),
        "resolve_by": instant("When a resolution is due.", or_null=True),
        "resolved_at": instant("When it was called fixed.", or_null=True),
        "target": OR_NULL | {"description": "How the response's target stands. Null where no clock runs."},
        "during_maintenance": {"type": "boolean"},
        "is_drill": {"type": "boolean"},
        "source": TEXT | {"description": "How it came in."},
        "desk_url": TEXT | {"format": "uri", "description": "The page at the desk, for who may sign in there."},
    }


def _answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


_PAGING: list[Schema] = [
    {
        "name": PLACE,
        "in": "query",
        "required": False,
        "description": "A place in the log, as it stands in the address that next has.",
        "schema": TEXT,
    },
    {
        "name": LIMIT,
        "in": "query",
        "required": False,
        "description": "How many rows.",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    },
]
_TARGET = object_of(
    {
        "measures": {"type": "string", "enum": ["response", "resolution"]},
        "due": instant("When it is due. Null: as soon as possible.", or_null=True),
        "standing": OR_NULL | {"description": "How it stands. Null where no clock runs."},
    }
)
_EVENT = object_of({"at": instant("When."), "kind": TEXT, "actor": TEXT, "text": TEXT})
_MORE: dict[str, Schema] = {
    "started": TEXT | {"description": "When it began, in the customer's words."},
    "errors": TEXT,
    "phone": TEXT,
    "email": TEXT,
    "answers": {"type": "object", "additionalProperties": TEXT, "description": "To the policy's own questions."},
    "policy": OR_NULL,
    "cause": OR_NULL,
    "joined": OR_NULL | {"description": "The reference of the incident that it has joined: the same outage."},
    "targets": {"type": "array", "items": _TARGET},
    "timeline": {"type": "array", "items": _EVENT, "description": "What happened, oldest first, in the desk's words."},
}
