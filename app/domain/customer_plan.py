"""What importing a file would do to the customers' directory: whom it adds, what it changes, and why it may not."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.customer_file import FileFault, Row, Sheet
from app.domain.directory import COLUMNS, Directory, Entry, disorder

MOST_FAULTS = 200  # that are named: nobody mends more at a time


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line that makes a difference. Without a `key` and a `before` the customer is new."""

    line: int
    key: str | None
    before: Entry | None
    after: Entry

    def differences(self) -> list[tuple[str, str, str]]:
        """The columns that change, each with the words before and after."""
        before, after = self.before.cells() if self.before else dict.fromkeys(COLUMNS, ""), self.after.cells()
        return [(column, before[column], after[column]) for column in COLUMNS if before[column] != after[column]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What would happen: all of it, or where there are faults nothing. `unnamed`: how many more faults there are."""

    new: tuple[Change, ...]
    changed: tuple[Change, ...]
    unchanged: int
    faults: tuple[FileFault, ...]
    unnamed: int = 0

    @property
    def digest(self) -> str:
        """The same for two plans that do the same: SHA-256, in hexadecimal."""
        return hashlib.sha256(repr((self.new, self.changed)).encode()).hexdigest()


def plan(sheet: Sheet, entries: Mapping[str, Entry], archived: Collection[str]) -> Plan:
    """Compares a file with the directory's entries, by key: rows find theirs by account code, else by name."""
    known = Directory(entries)
    changes = [_change(row, known.match(row.name, row.account_code), entries) for row in sheet.rows]
    different = [change for change in changes if change.before != change.after]
    found = [
        *sheet.faults,
        *_about_twins(changes),
        *_about_archived(changes, archived),
        *_about_terms(different),
        *_about_clashes(different, entries, archived),
    ]
    return Plan(
        new=tuple(change for change in different if change.key is None),
        changed=tuple(change for change in different if change.key is not None),
        unchanged=len(changes) - len(different),
        faults=tuple(sorted(found, key=_place)[:MOST_FAULTS]),
        unnamed=max(len(found) - MOST_FAULTS, 0),
    )


def _place(fault: FileFault) -> tuple[int, int]:
    """By line, then by column; what concerns a whole line first."""
    return fault.line, COLUMNS.index(fault.column) if fault.column else -1


def _change(row: Row, key: str | None, entries: Mapping[str, Entry]) -> Change:
    before = entries[key] if key else None
    after = replace(before or Entry(name=""), **row.fields)
    return Change(line=row.line, key=key, before=before, after=after)


def _about_twins(changes: Sequence[Change]) -> Iterator[FileFault]:
    first: dict[str, int] = {}
    for change in changes:
        if change.key and first.setdefault(change.key, change.line) != change.line:
            words = f"This is the same customer as on line {first[change.key]}"
            yield FileFault(line=change.line, column="", words=words)


def _about_archived(changes: Sequence[Change], archived: Collection[str]) -> Iterator[FileFault]:
    for change in changes:
        if change.key in archived and change.before:
            words = f"{change.before.name} is archived: bring it back at the desk first, or leave the line out"
            yield FileFault(line=change.line, column="", words=words)


def _about_terms(changes: Sequence[Change]) -> Iterator[FileFault]:
    for change in changes:
        for fault in disorder(change.after):
            yield FileFault(line=change.line, column=fault.column, words=fault.words)


def _about_clashes(
    changes: Sequence[Change], entries: Mapping[str, Entry], archived: Collection[str]
) -> Iterator[FileFault]:
    """What two customers would share once all of it had happened, said at the later line with the first of the others.

    Whoever is not in the file comes first. Naming all the others would take the square of the file's lines.
    """
    last = {change.key or f"line {change.line}": change for change in changes}
    after = dict(sorted(last.items(), key=lambda item: item[1].line))
    stay = {key: entry for key, entry in entries.items() if key not in after}
    directory = Directory({**stay, **{key: change.after for key, change in after.items()}}, archived)
    for key, change in after.items():
        for fault, other in directory.clashes(key, change.after):
            where = f", line {after[other].line}" if other in after else ""
            if other not in after or after[other].line < change.line:
                yield FileFault(line=change.line, column=fault.column, words=fault.words + where)
