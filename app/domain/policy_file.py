"""How a policy file is read: TOML into a SupportPolicy, or every fault that it has, each with its line and key."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain import policy_hours, policy_paging
from app.domain.policy import (
    Clause,
    Exclusion,
    Gate,
    Question,
    Route,
    Scope,
    Service,
    Severity,
    SupportPolicy,
    Target,
)
from app.domain.policy_section import Fault, Findings, PolicyError, Section

__all__ = ["Fault", "PolicyError", "load", "parse", "shipped"]

SHIPPED = Path(__file__).parent.parent / "policies"
_FIELD = re.compile(r"[a-z][a-z0-9_]*")


def load(source: str) -> SupportPolicy:
    """The policy of that name, if one of it is shipped, or else in that file. PolicyError if it cannot be used."""
    path = _path(source)
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PolicyError([Fault(file=path.name, line=line, key="", reason="is not UTF-8")]) from None
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({error}); the shipped policies are {', '.join(shipped())}"
        raise PolicyError([Fault(file=source, line=1, key="", reason=reason)]) from None
    return parse(text, path.name)


def shipped() -> tuple[str, ...]:
    """The names of the policies that come with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def parse(text: str, file: str) -> SupportPolicy:
    """The policy of a file's text. PolicyError with every fault, never any other error."""
    document = _document(text, file)
    findings = Findings(file, text)
    policy = _policy(Section(document, (), findings), Path(file).stem, hashlib.sha256(text.encode()).hexdigest())
    if findings.faults:
        raise PolicyError(findings.faults)
    return policy


def _path(source: str) -> Path:
    return SHIPPED / f"{source}.toml" if source in shipped() else Path(source)


def _document(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, line = str(error), re.search(r"at line (\d+)", str(error))
        number = int(line[1]) if line else text.count("\n") + 1
        raise PolicyError([Fault(file=file, line=number, key="", reason=message)]) from None
    except (RecursionError, ValueError) as error:  # nested too deeply; a number of thousands of digits
        raise PolicyError([Fault(file=file, line=1, key="", reason=f"cannot be read: {error}")]) from None


def _policy(root: Section, name: str, digest: str) -> SupportPolicy:
    """The whole policy. What it refers to is read first."""
    clauses = _clauses(root.section("clauses"))
    services = tuple(_service(section, clauses) for section in root.sections("services"))
    exclusions = tuple(_exclusion(section, clauses) for section in root.sections("exclusions"))
    severities = tuple(_severity(section, clauses) for section in root.sections("severities", at_least=1))
    layers = tuple(policy_paging.layer(section) for section in root.sections("layers", at_least=1))
    known_layers = [layer.slug for layer in layers]
    policy = SupportPolicy(
        name=name,
        vendor=root.text("vendor"),
        product=root.text("product"),
        brand=root.plain("brand"),
        title=root.text("title"),
        digest=digest,
        telephone=root.telephone("telephone"),
        desk_mail=root.mail("desk_mail"),
        clauses=clauses,
        hours=policy_hours.read(root.section("hours"), clauses),
        gate=_gate(root.section("gate"), clauses),
        services=services,
        exclusions=exclusions,
        scope=_scope(root.section("scope"), clauses, services),
        questions=tuple(_question(section, clauses) for section in root.sections("questions")),
        severities=severities,
        targets=_targets(root, clauses, [severity.slug for severity in severities]),
        routes=tuple(_route(section) for section in root.sections("routes", at_least=1)),
        layers=layers,
        escalation=policy_paging.escalation(root.section("escalation"), known_layers),
        watch=policy_paging.watch(root.section("watch"), known_layers),
    )
    _distinct(root, ("services", "exclusions"), "slug")
    _distinct(root, ("severities",), "slug")
    _distinct(root, ("layers",), "slug")
    _distinct(root, ("questions",), "field")
    root.done()
    return policy


def _clauses(section: Section) -> dict[str, Clause]:
    return {key: Clause(id=key, text=section.text(key)) for key in section.every_key()}


def _gate(section: Section, clauses: Mapping[str, Clause]) -> Gate:
    gate = Gate(
        opens=section.choice("opens", ("outside-hours", "always")),
        clauses=section.names("clauses", clauses, "clause"),
    )
    if gate.opens == "outside-hours" and not gate.clauses:
        section.fault("clauses", "names no clause that closes the form")
    section.done()
    return gate


def _service(section: Section, clauses: Mapping[str, Clause]) -> Service:
    service = Service(
        slug=section.own_slug("slug"),
        name=section.text("name"),
        short=section.plain("short"),
        clause=section.name("clause", clauses, "clause"),
        hint=section.text("hint", default=""),
    )
    section.done()
    return service


def _exclusion(section: Section, clauses: Mapping[str, Clause]) -> Exclusion:
    exclusion = Exclusion(
        slug=section.own_slug("slug"),
        name=section.text("name"),
        clause=section.name("clause", clauses, "clause"),
        advice=section.text("advice"),
        hint=section.text("hint", default=""),
    )
    section.done()
    return exclusion


def _scope(section: Section, clauses: Mapping[str, Clause], services: Sequence[Service]) -> Scope:
    everyone = section.name("everyone_clause", clauses, "clause") if "everyone_clause" in section.table else None
    scope = Scope(
        services_clauses=section.names("services_clauses", clauses, "clause"),
        everyone_clause=everyone,
    )
    if scope.services_clauses and not services:
        section.fault("services_clauses", "limits the policy to its services, and there are none")
    section.done()
    return scope


def _question(section: Section, clauses: Mapping[str, Clause]) -> Question:
    question = Question(
        field=section.text("field"),
        label=section.text("label"),
        hint=section.text("hint", default=""),
        clause=section.name("clause", clauses, "clause"),
        required=section.flag("required"),
    )
    if question.field and not _FIELD.fullmatch(question.field):
        section.fault("field", f"{question.field!r} must be small letters, digits and underscores")
    section.done()
    return question


def _severity(section: Section, clauses: Mapping[str, Clause]) -> Severity:
    severity = Severity(
        slug=section.slug("slug"),
        name=section.text("name"),
        definition=section.text("definition"),
        clause=section.name("clause", clauses, "clause"),
    )
    section.done()
    return severity


def _targets(root: Section, clauses: Mapping[str, Clause], severities: Collection[str]) -> tuple[Target, ...]:
    """The targets; every severity needs one for the response, or nobody would watch its incidents."""
    targets = tuple(_target(section, clauses, severities) for section in root.sections("targets", at_least=1))
    promised = {target.severity for target in targets if target.measures == "response"}
    for severity in severities:
        if targets and severity and severity not in promised:
            root.fault("targets", f"no response is promised for severity {severity!r}")
    return targets


def _target(section: Section, clauses: Mapping[str, Clause], severities: Collection[str]) -> Target:
    target = Target(
        measures=section.choice("measures", ("response", "resolution")),
        severity=section.name("severity", severities, "severity"),
        counted=section.choice("counted", ("elapsed", "business")),
        within=section.duration("within"),
        clause=section.name("clause", clauses, "clause"),
    )
    section.done()
    return target


def _route(section: Section) -> Route:
    kind = section.table.get("kind")
    read = {"web": section.address, "mail": section.mail, "telephone": section.telephone}
    value = read[kind]("value") if isinstance(kind, str) and kind in read else section.text("value")
    route = Route(
        kind=section.choice("kind", ("app", "web", "mail", "telephone")), label=section.text("label"), value=value
    )
    section.done()
    return route


def _distinct(root: Section, lists: tuple[str, ...], key: str) -> None:
    """Notes every name that was given twice, in one list or in lists that share their names."""
    seen: set[str] = set()
    for name in lists:
        tables = root.table.get(name)
        for position, table in enumerate(tables if isinstance(tables, list) else ()):
            value = table.get(key) if isinstance(table, dict) else None
            if isinstance(value, str) and value in seen:
                root.findings.add((name, position, key), f"{value!r} was given already")
            elif isinstance(value, str):
                seen.add(value)
