"""What went wrong, for programs: RFC 9457 problems, each with a type of its own and a telephone number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException, SecurityError

from app.web.api.answers import written
from app.web.room import desk

PREFIX = "/api"
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A type of problem. `slug` names it, and where it stands in the API's description."""

    slug: str
    status: int
    title: str
    detail: str


KINDS = (
    Kind(
        slug="unreadable",
        status=400,
        title="The request cannot be read",
        detail="Send one JSON object, in UTF-8.",
    ),
    Kind(
        slug="no-key",
        status=401,
        title="A key is needed",
        detail="Send a customer's key in the header Authorization, as in: Bearer eip_...",
    ),
    Kind(
        slug="former-customer",
        status=403,
        title="The key's customer is not in the directory any more",
        detail="Ask the desk to bring the customer back, or report on the form.",
    ),
    Kind(
        slug="not-found",
        status=404,
        title="There is nothing here",
        detail="There is no such address, or no such report of the key's customer.",
    ),
    Kind(
        slug="wrong-method",
        status=405,
        title="This cannot be done here",
        detail="The header Allow says what can be.",
    ),
    Kind(
        slug="busy",
        status=409,
        title="The same is being written elsewhere at this moment",
        detail="Nothing was kept of this request. Send it again, with the same Idempotency-Key.",
    ),
    Kind(
        slug="too-large",
        status=413,
        title="The report is too large",
        detail="A report has at most 64 KB. Shorten its texts.",
    ),
    Kind(
        slug="not-json",
        status=415,
        title="The body is not said to be JSON",
        detail="Send it as Content-Type: application/json, without a Content-Encoding.",
    ),
    Kind(
        slug="not-valid",
        status=422,
        title="The report cannot be taken as it is",
        detail="Nothing was kept. Mend every field that is named, and send it again.",
    ),
    Kind(
        slug="key-reused",
        status=422,
        title="The Idempotency-Key is another report's",
        detail="It was used for a report that says something else. Use a new one for each report.",
    ),
    Kind(
        slug="too-many-tries",
        status=429,
        title="Too many wrong keys",
        detail="Too many wrong keys came from this address. A right one is let in at any time.",
    ),
    Kind(
        slug="fault",
        status=500,
        title="Something went wrong on our side",
        detail="It has been written down for our engineers. Send it again, with the same Idempotency-Key.",
    ),
    Kind(
        slug="away",
        status=503,
        title="We cannot reach our records",
        detail="Send it again, with the same Idempotency-Key: if it was kept, it is answered with its reference.",
    ),
    Kind(
        slug="wrong-query",
        status=400,
        title="The address asks for what there is not",
        detail="Mend every parameter that is named.",
    ),
    Kind(
        slug="no-token",
        status=401,
        title="A token is needed",
        detail="Send a token that reads the log in the header Authorization, as in: Bearer eir_...",
    ),
    Kind(
        slug="nothing-there",
        status=404,
        title="There is no such report",
        detail="No report has this reference.",
    ),
)
BY_SLUG = {kind.slug: kind for kind in KINDS}
BY_STATUS = {kind.status: kind for kind in reversed(KINDS)}  # of two with one status the first


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one field: where it stands in the body (RFC 6901) or the address, and what would be right."""

    pointer: str
    detail: str


class Problem(HTTPException):
    """An answer of one kind, with its own detail, faults of fields, and headers. `kept`: whether a file has it."""

    def __init__(
        self,
        slug: str,
        detail: str = "",
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        kept: bool | None = None,
    ) -> None:
        super().__init__()
        self.kind = BY_SLUG[slug]
        self.code = self.kind.status
        self.detail = detail or self.kind.detail
        self.faults = tuple(faults)
        self.more = headers or {}
        self.kept = kept


def are_for(path: str) -> bool:
    """Whether a program asked, which reads problems and no pages."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def of(error: HTTPException) -> Response:
    """The answer to an error that has a status: ours, or the framework's own."""
    problem = _problem(error)
    if problem is None:
        body = {"type": "about:blank", "title": error.name, "status": error.code or 500}
        return written(body | _help(), error.code or 500, MEDIA_TYPE)
    answer = _answer(problem)
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return answer


def of_fault(*, away: bool) -> Response:
    """The answer to a fault of our own; `away`: the database cannot be used now."""
    return of(Problem("away" if away else "fault"))


def type_of(kind: Kind) -> str:
    """The problem's type: where the API's description tells of it."""
    return f"{desk().settings.public_url}{PREFIX}/openapi.json#/components/responses/{kind.slug}"


def _problem(error: HTTPException) -> Problem | None:
    if isinstance(error, Problem):
        return error
    if isinstance(error, SecurityError):
        return Problem("unreadable", "This is not the portal's address.")
    kind = BY_STATUS.get(error.code or 500)
    return Problem(kind.slug) if kind else None


def _answer(problem: Problem) -> Response:
    kind = problem.kind
    faults = [{"pointer": fault.pointer, "detail": fault.detail} for fault in problem.faults]
    body: dict[str, Any] = {"type": type_of(kind), "title": kind.title, "status": kind.status, "detail": problem.detail}
    body |= ({} if problem.kept is None else {"kept": problem.kept}) | ({"errors": faults} if faults else {})
    answer = written(body | _help(), kind.status, MEDIA_TYPE)
    answer.headers.update({**_usual(kind), **problem.more})
    return answer


def _usual(kind: Kind) -> dict[str, str]:
    """The headers that answers of a status always have."""
    if kind.status == 401:
        tried = ', error="invalid_token"' if "Authorization" in request.headers else ""
        realm = "log" if kind.slug == "no-token" else "reports"
        return {"WWW-Authenticate": f'Bearer realm="{realm}"{tried}'}
    if kind.status in (409, 503):
        return {"Retry-After": str(RETRY_SECONDS)}
    return {"Accept": "application/json"} if kind.status == 415 else {}


def _help() -> dict[str, str]:
    """The number to ring, where the policy has one: it stands on every page, and so in every problem."""
    telephone = desk().policy.telephone
    return {"telephone": telephone} if telephone else {}
