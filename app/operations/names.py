"""Names: the record says by name who did what, so no two of the staff may be called the same, at any time."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.operations import record
from app.store import staff_names


class NameTaken(Exception):
    """The record calls somebody else so, or did; its words say so, and what to do."""


def expect_free(session: Session, name: str, staff_id: str = "") -> None:
    """NameTaken where somebody else than that person has the name or had it, or where it is nobody's."""
    had = staff_names.had(session)
    others = {known.casefold() for person_id, names in had.items() if person_id != staff_id for known in names}
    if name.casefold() in others or name.casefold() in record.NOBODYS:
        raise NameTaken(f"The record calls somebody else {name}, or did: add an initial or another name")
