"""How a policy file is read: TOML into a SupportPolicy, or every fault that it has, each with its line and key."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain import (
    policy_customers,
    policy_helpline,
    policy_hours,
    policy_levels,
    policy_paging,
    policy_scope,
    policy_severities,
    policy_staff,
    policy_ways_in,
)
from app.domain.policy import Clause, Route, SupportPolicy, Triage
from app.domain.policy_faults import Fault, Findings, PolicyError
from app.domain.policy_levels import Known
from app.domain.policy_section import Section

__all__ = ["Fault", "PolicyError", "load", "parse", "shipped"]

SHIPPED = Path(__file__).parent.parent / "policies"


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
    return replace(policy, text=text)


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
    services = tuple(policy_scope.service(section, clauses) for section in root.sections("services"))
    causes = tuple(policy_scope.cause(section, clauses) for section in root.sections("causes"))
    tiers = policy_customers.tiers(root, clauses)
    regions = policy_customers.regions(root, clauses)
    severities = tuple(
        policy_severities.severity(section, clauses) for section in root.sections("severities", at_least=1)
    )
    layers = tuple(policy_paging.layer(section) for section in root.sections("layers", at_least=1))
    known_layers = [layer.slug for layer in layers]
    slugs = [severity.slug for severity in severities]
    known = Known(
        clauses=clauses,
        severities=slugs,
        tiers=[tier.slug for tier in tiers],
        regions=[region.slug for region in regions],
    )
    escalation, escalations = policy_paging.escalation(root.section("escalation"), known_layers, slugs)
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
        tiers=tiers,
        regions=regions,
        term=policy_customers.term(root.optional_section("term"), clauses),
        gate=policy_scope.gate(root.section("gate"), clauses),
        services=services,
        exclusions=tuple(policy_scope.exclusion(section, clauses) for section in root.sections("exclusions")),
        causes=causes,
        scope=policy_scope.scope(root.optional_section("scope"), clauses, services),
        questions=tuple(policy_scope.question(section, clauses) for section in root.sections("questions")),
        severities=severities,
        triage=_triage(root.optional_section("triage"), clauses),
        targets=policy_levels.targets(root, known),
        response=policy_levels.response(root.optional_section("response"), clauses),
        availability=policy_levels.availability(
            root.optional_section("availability"), clauses, [cause.slug for cause in causes]
        ),
        storage=policy_levels.storage(root.optional_section("storage"), clauses),
        retention=policy_levels.retention(root.optional_section("retention"), clauses),
        personal=policy_levels.personal(root.optional_section("personal_data")),
        ways_in=policy_ways_in.ways_in(root, clauses),
        routes=tuple(_route(section) for section in root.sections("routes", at_least=1)),
        staff_countries=policy_staff.countries(root),
        alone=policy_ways_in.alone(root),
        layers=layers,
        escalation=escalation,
        escalations=escalations,
        watch=policy_paging.watch(root.section("watch"), known_layers),
    )
    root.distinct(("services", "exclusions"), "slug")
    for key in ("severities", "layers", "tiers", "regions", "causes"):
        root.distinct((key,), "slug")
    root.distinct(("questions",), "field")
    policy = replace(policy, helpline=policy_helpline.read(root.optional_section("helpline"), policy))
    policy = replace(policy, suggests=policy_severities.suggestions(root, policy))
    root.done()
    return policy


def _clauses(section: Section) -> dict[str, Clause]:
    return {key: Clause(id=key, text=section.text(key)) for key in section.every_key()}


def _triage(section: Section | None, clauses: Mapping[str, Clause]) -> Triage | None:
    if section is None:
        return None
    triage = Triage(clause=section.name("clause", clauses, "clause"))
    section.done()
    return triage


def _route(section: Section) -> Route:
    kind = section.table.get("kind")
    read = {"web": section.address, "mail": section.mail, "telephone": section.telephone}
    value = read[kind]("value") if isinstance(kind, str) and kind in read else section.text("value")
    route = Route(
        kind=section.choice("kind", ("app", "web", "mail", "telephone")), label=section.text("label"), value=value
    )
    section.done()
    return route
