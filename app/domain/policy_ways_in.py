"""The ways in, as a policy file says them: each kind once, with what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.policy import Clause
from app.domain.policy_section import Section
from app.domain.unverified import USUAL
from app.domain.ways_in import KINDS, WayIn


def ways_in(root: Section, clauses: Mapping[str, Clause]) -> tuple[WayIn, ...]:
    """Every way in. Without any, each is open and no clause speaks of it."""
    found = tuple(_way_in(section, clauses) for section in root.sections("ways_in"))
    root.distinct(("ways_in",), "kind")
    return found


def alone(root: Section) -> tuple[int, int]:
    """How many incidents page by themselves within an hour: of strangers, and of each known customer."""
    strangers, known = (
        root.whole(key, 1, most) if key in root.table else usual
        for key, most, usual in zip(("unverified_alone", "known_alone"), (100, 100_000), USUAL, strict=True)
    )
    return strangers, known


def _way_in(section: Section, clauses: Mapping[str, Clause]) -> WayIn:
    kind = section.choice("kind", KINDS)
    found = WayIn(kind=kind, clause=section.name("clause", clauses, "clause"), address=_address(section, kind))
    section.done()
    return found


def _address(section: Section, kind: str) -> str:
    """Mail and telephone need theirs; the form is the portal's own, unless the file names it."""
    if kind == "mail":
        return section.mail("address")
    if kind == "telephone":
        return section.telephone("address")
    if kind == "form":
        return section.address("address") if "address" in section.table else section.text("address", default="")
    return section.text("address", default="")
