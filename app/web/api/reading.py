"""Reading a report's JSON: all that is wrong with it at once, each fault at its field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any, NoReturn
from urllib.parse import quote

from flask import request
from werkzeug.datastructures import MultiDict

from app.domain import times
from app.domain.start_time import is_instant
from app.operations.intake import NewReport
from app.web.api.fields import Field, fields
from app.web.api.problems import Fault, Problem
from app.web.customer.filled import new_report
from app.web.customer.forms import ServicesForm, details_form
from app.web.room import desk

LONGEST_ECHO = 40  # characters of somebody's words in a fault
SOURCE = "API"


class _Object(list[tuple[str, Any]]):
    """A JSON object as it was written: a name that stands there twice is still seen twice."""


def read(known: Mapping[str, str], at: datetime, *, intent: str) -> NewReport:
    """The report that the request's body makes at that instant; `known` fills what it leaves out. Problem if none."""
    sent = _sent()
    policy = desk().policy
    allowed = fields(policy)
    faults = list(_misshapen(sent, allowed))
    wrong = {fault.pointer for fault in faults}
    told = {name: value for name, value in sent if name in allowed and _pointer(name) not in wrong}
    form: MultiDict[str, str] = MultiDict(told | {name: words for name, words in known.items() if not told.get(name)})
    chosen, details = ServicesForm.of(policy, form), details_form(policy, form)
    found = faults + [fault for fault in _refused(chosen, details) if not _is_said(fault, faults)]
    if found:
        raise Problem("not-valid", faults=found)
    return _exact(replace(new_report(chosen, details, at, intent=intent), source=SOURCE))


def _sent() -> _Object:
    """The body's one object, as pairs of names and values."""
    if request.mimetype != "application/json" or request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem("not-json")
    try:
        words = request.get_data(cache=False).decode("utf-8-sig")
        body = json.loads(words, object_pairs_hook=_Object, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Problem("unreadable", f"The body is not UTF-8: byte {error.start + 1} cannot be read.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Problem("unreadable", f"The body is not JSON: {error.msg}, {where}.") from None
    except (ValueError, RecursionError):
        raise Problem("unreadable", "The body is not JSON: a number or a nesting in it is out of bounds.") from None
    if not isinstance(body, _Object):
        raise Problem("not-valid", faults=[Fault(pointer="#", detail="It has to be one JSON object.")])
    return body


def _no_number(words: str) -> NoReturn:
    raise ValueError(words)


def _misshapen(sent: _Object, allowed: Mapping[str, Field]) -> Iterator[Fault]:
    """Names that are unknown or there twice, and values of another type than the field's, or not offered."""
    for name, times_sent in Counter(name for name, _ in sent).items():
        if times_sent > 1:
            yield Fault(pointer=_pointer(name), detail=f"It stands there {times_sent} times. Send it once.")
        elif name not in allowed:
            yield Fault(pointer=_pointer(name), detail=_unknown(name, allowed))
    for name, value in dict(sent).items():
        if name in allowed:
            yield from _wrong_value(allowed[name], value)


def _unknown(name: str, allowed: Mapping[str, Field]) -> str:
    if name == "severity":
        return "There is no such field: our staff set the severity, and the answers suggest it."
    near = get_close_matches(name[:LONGEST_ECHO], allowed, n=1)
    return f"There is no such field. {f'Did you mean {near[0]}?' if near else f'There are {_listed(allowed)}.'}"


def _wrong_value(asked: Field, value: object) -> Iterator[Fault]:
    if asked.kind != "choices":
        if not isinstance(value, str):
            yield Fault(pointer=_pointer(asked.name), detail=f"It has to be a text, not {_type(value)}.")
        elif asked.kind == "choice" and value not in asked.choices:
            yield Fault(pointer=_pointer(asked.name), detail=_not_offered(asked, value))
    elif isinstance(value, _Object) or not isinstance(value, list):
        yield Fault(pointer=_pointer(asked.name), detail=f"It has to be a list of texts, not {_type(value)}.")
    else:
        for place, one in enumerate(value):
            if not isinstance(one, str):
                yield Fault(pointer=_pointer(asked.name, place), detail=f"It has to be a text, not {_type(one)}.")
            elif one not in asked.choices:
                yield Fault(pointer=_pointer(asked.name, place), detail=_not_offered(asked, one))


def _not_offered(asked: Field, value: str) -> str:
    near = get_close_matches(value[:LONGEST_ECHO], asked.choices, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"It is one of {_listed(asked.choices)}."
    return f'"{value[:LONGEST_ECHO]}" is not offered. {hint}'


def _refused(chosen: ServicesForm, details: Any) -> Iterator[Fault]:
    """What the form itself says of the answers."""
    for form in (chosen, details):
        form.validate()
        for field in form:
            for words in field.errors[:1]:
                yield Fault(pointer=_pointer(field.name), detail=words)


def _is_said(fault: Fault, faults: list[Fault]) -> bool:
    """Whether something is wrong at that field, or in it, already."""
    return any(one.pointer == fault.pointer or one.pointer.startswith(f"{fault.pointer}/") for one in faults)


def _exact(new: NewReport) -> NewReport:
    """A start that was said in a program's way, in words that people read at night."""
    try:
        start = datetime.fromisoformat(new.started.upper()) if is_instant(new.started) else None
    except ValueError:
        start = None
    return replace(new, started=times.full_time(start, desk().policy.hours.local)) if start else new


def _pointer(*path: str | int) -> str:
    """A JSON pointer in its form as a fragment, as RFC 9457 has them."""
    steps = (str(step)[:LONGEST_ECHO].replace("~", "~0").replace("/", "~1") for step in path)
    return "#" + "".join(f"/{quote(step, safe='~', errors='replace')}" for step in steps)


def _type(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", _Object: "an object"}
    return "null" if value is None else names.get(type(value), "a list")


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(names)
