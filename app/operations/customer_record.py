"""The record of the customers' directory: who changed what about whom. Values stay out of it, for some name people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.directory import COLUMNS, Entry
from app.operations import record
from app.store.timeline import CUSTOMER_KIND


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who changes the directory, by name, and when."""

    by: str
    now: datetime

    @property
    def first_name(self) -> str:
        """What colleagues call them."""
        return self.by if self.by.startswith("the ") else self.by.split(maxsplit=1)[0]


def entries(session: Session, author: Author, known: Mapping[str, Entry], after: Mapping[str, Entry]) -> None:
    """Entries that are new, and those that say something else now."""
    rows = []
    for customer_id, entry in after.items():
        before = known.get(customer_id)
        what = "added them" if before is None else f"changed {', '.join(_differing(before, entry))}"
        if before != entry:
            rows.append(_row(author, customer_id, what))
    record.append(session, rows)


def archived(session: Session, author: Author, customer_id: str, *, is_back: bool) -> None:
    """A customer goes into the archive, or comes back from it."""
    what = "brought them back from the archive" if is_back else "put them into the archive"
    record.append(session, [_row(author, customer_id, what)])


def _differing(before: Entry, after: Entry) -> list[str]:
    """The columns that differ, in words."""
    old, new = before.cells(), after.cells()
    return [column.replace("_", " ") for column in COLUMNS if old[column] != new[column]]


def _row(author: Author, customer_id: str, what: str) -> record.Row:
    return record.event(
        CUSTOMER_KIND, f"{author.first_name} {what}", author.now, actor=author.by, customer_id=customer_id
    )
