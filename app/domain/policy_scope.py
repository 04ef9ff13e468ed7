"""What a policy covers, as its file says it: the gate, services, exclusions, causes, scope and questions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.domain.policy import Cause, Choice, Clause, Exclusion, Gate, Question, Scope, Service
from app.domain.policy_section import Section

_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = ("intent", "affected", "started_at", "company", "name", "phone", "email", "core")  # by the form and by triage


def gate(section: Section, clauses: Mapping[str, Clause]) -> Gate:
    """When the form is open; a gate that closes names the clause."""
    found = Gate(
        opens=section.choice("opens", ("outside-hours", "inside-hours", "always")),
        clauses=section.names("clauses", clauses, "clause"),
    )
    if found.opens != "always" and not found.clauses:
        section.fault("clauses", "names no clause that closes the form")
    section.done()
    return found


def service(section: Section, clauses: Mapping[str, Clause]) -> Service:
    """A covered service."""
    found = Service(
        slug=section.own_slug("slug"),
        name=section.text("name"),
        short=section.plain("short"),
        clause=section.name("clause", clauses, "clause"),
        hint=section.text("hint", default=""),
        is_core=section.flag("core", default=True),
        runbook=section.optional_address("runbook"),
    )
    section.done()
    return found


def exclusion(section: Section, clauses: Mapping[str, Clause]) -> Exclusion:
    """Something that can be chosen and is not covered."""
    found = Exclusion(
        slug=section.own_slug("slug"),
        name=section.text("name"),
        clause=section.name("clause", clauses, "clause"),
        advice=section.text("advice"),
        hint=section.text("hint", default=""),
    )
    section.done()
    return found


def cause(section: Section, clauses: Mapping[str, Clause]) -> Cause:
    """A cause that staff may find."""
    found = Cause(
        slug=section.own_slug("slug"),
        name=section.text("name"),
        clause=section.name("clause", clauses, "clause"),
        is_covered=section.flag("covered", default=False),
        is_maintenance=section.flag("maintenance", default=False),
    )
    section.done()
    return found


def scope(section: Section | None, clauses: Mapping[str, Clause], services: Sequence[Service]) -> Scope:
    """Which reports are covered. Without the section it is all of them."""
    if section is None:
        return Scope(services_clauses=(), everyone_clause=None)
    found = Scope(
        services_clauses=section.names("services_clauses", clauses, "clause"),
        everyone_clause=section.optional_name("everyone_clause", clauses, "clause"),
    )
    if found.services_clauses and not services:
        section.fault("services_clauses", "limits the policy to its services, and there are none")
    section.done()
    return found


def question(section: Section, clauses: Mapping[str, Clause]) -> Question:
    """Something that the customer supplies, and how it is asked."""
    found = Question(
        field=section.text("field"),
        label=section.text("label"),
        hint=section.text("hint", default=""),
        clause=section.name("clause", clauses, "clause"),
        required=section.flag("required"),
        asked=section.choice("asked", ("words", "files", "choice"), default="words"),
        choices=tuple(_choice(table) for table in section.sections("choices")),
    )
    if found.field and not _FIELD.fullmatch(found.field):
        section.fault("field", f"{found.field!r} must be small letters, digits and underscores")
    if found.field in _TAKEN:
        section.fault("field", f"{found.field!r} is taken by the program")
    if (found.asked == "choice") != bool(found.choices):
        section.fault("choices", 'are needed where `asked` is "choice", and stand nowhere else')
    section.distinct(("choices",), "slug")
    section.done()
    return found


def _choice(section: Section) -> Choice:
    found = Choice(slug=section.own_slug("slug"), label=section.text("label"))
    section.done()
    return found
