"""The API's description in OpenAPI 3.1, made of the policy in force."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from app.web.api import log_description
from app.web.api.answers import JSON, written
from app.web.api.problems import KINDS, MEDIA_TYPE, Kind
from app.web.api.schemas import REFERENCE, example, schemas
from app.web.room import desk

VERSION = "1.0.0"

ABOUT = """Report an outage from a program, and see what becomes of it. A report goes the same way as one on the form: \
the support policy decides at that instant, and if it is accepted our engineers are paged until one of them has it.

Send an `Idempotency-Key` with each report, a new one for each outage, and send the report again with the same key \
until you have an answer: however often it arrives, it is one report."""

ON_EACH = ("no-key", "former-customer", "too-many-tries", "fault", "away")
ON_SENDING = ("unreadable", "busy", "too-large", "not-json", "not-valid")


def show() -> ResponseReturnValue:
    """The description."""
    return written(described())


def described() -> dict[str, Any]:
    """It, as a document."""
    policy = desk().policy
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{policy.brand}: emergency reports", "version": VERSION, "description": ABOUT},
        "servers": [{"url": desk().settings.public_url}],
        "security": [{"key": []}],
        "paths": {
            "/api/reports": {"post": _send()},
            "/api/reports/{reference}": {"get": _look()},
            "/api/openapi.json": {"get": _describe()},
            **log_description.paths(_problems),
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A customer's key, as our desk gave it."},
                "token": log_description.TOKEN,
            },
            "schemas": schemas(policy) | log_description.schemas(policy),
            "responses": {kind.slug: _problem(kind) for kind in KINDS},
        },
    }


def _send() -> dict[str, Any]:
    policy = desk().policy
    located = {"Location": _header("Where the report is looked up.")}
    return {
        "operationId": "sendReport",
        "summary": "Report an outage",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "Up to 255 printable characters, known to one key alone. The same again with the same "
                "body is the same report; with another body it is refused. Without it, each request is a report.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255},
            }
        ],
        "requestBody": {
            "required": True,
            "description": "At most 64 KB.",
            "content": {JSON: {"schema": _schema("Report"), "example": example(policy)}},
        },
        "responses": {
            "201": _told("It is kept, with this verdict.", "Receipt") | {"headers": located},
            "200": _told("It was kept before: the same report.", "Receipt") | {"headers": located},
            **_problems(*ON_SENDING, *ON_EACH),
        },
    }


def _look() -> dict[str, Any]:
    return {
        "operationId": "getReport",
        "summary": "See what became of a report of the key's customer",
        "parameters": [{"name": "reference", "in": "path", "required": True, "schema": REFERENCE}],
        "responses": {"200": _told("How it stands now.", "Standing"), **_problems("not-found", *ON_EACH)},
    }


def _describe() -> dict[str, Any]:
    anything = {"type": "object", "description": "OpenAPI 3.1."}
    return {
        "operationId": "getDescription",
        "summary": "This description",
        "security": [],
        "responses": {"200": {"description": "This.", "content": {JSON: {"schema": anything}}}},
    }


def _problems(*slugs: str) -> dict[str, Any]:
    """The problems that an operation may answer, by status."""
    return {str(kind.status): {"$ref": f"#/components/responses/{kind.slug}"} for kind in KINDS if kind.slug in slugs}


def _problem(kind: Kind) -> dict[str, Any]:
    headers = {
        401: {"WWW-Authenticate": _header("Bearer.")},
        409: {"Retry-After": _header("Seconds.")},
        429: {"Retry-After": _header("Seconds.")},
        503: {"Retry-After": _header("Seconds.")},
    }.get(kind.status)
    answer = {
        "description": f"{kind.title}. {kind.detail}",
        "content": {MEDIA_TYPE: {"schema": _schema("Problem")}},
    }
    return answer | ({"headers": headers} if headers else {})


def _told(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {JSON: {"schema": _schema(schema)}}}


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "required": True, "schema": {"type": "string"}}


def _schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
