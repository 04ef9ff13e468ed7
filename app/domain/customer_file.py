"""The customers' directory as a file: CSV in, with everything that is wrong named by its line, and the same CSV out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from app.domain.cells import guarded, unguarded
from app.domain.directory import COLUMNS, Choices, Entry, understood

MOST_ROWS = 20_000  # of a file
MOST_COLUMNS = 50


@dataclass(frozen=True, kw_only=True)
class FileFault:
    """What is wrong at a line of the file (the first is 1); `column` is empty where it is the whole line."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"Line {self.line}{', ' if self.column else ''}{self.column}: {self.words}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a line says of a customer: fields of an `Entry`, those that the file has a column for and could be read."""

    line: int
    name: str
    account_code: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A file as it was understood: every row, and every fault."""

    rows: tuple[Row, ...]
    faults: tuple[FileFault, ...]


class _Unreadable(ValueError):
    """Nothing after this point can be read."""

    def __init__(self, line: int, words: str) -> None:
        super().__init__(words)
        self.fault = FileFault(line=line, column="", words=words)


def read(data: bytes, allowed: Choices) -> Sheet:
    """Understands a file: UTF-8, one line of column names in any order, then one customer a line."""
    rows: list[Row] = []
    faults: list[FileFault] = []
    try:
        lines = _lines(_text(data))
        start, header = next(lines, (1, []))
        columns = [name.strip().lower() for name in header]
        faults += [FileFault(line=start, column="", words=words) for words in _about_columns(columns)]
        for line, cells in () if faults else lines:
            if len(rows) == MOST_ROWS:
                raise _Unreadable(line, f"The file has more than {MOST_ROWS:,} customers: import it in parts")
            row, wrong = _row(line, columns, cells, allowed)
            rows.append(row)
            faults += wrong
    except _Unreadable as error:
        faults.append(error.fault)
    return Sheet(rows=tuple(rows), faults=tuple(faults))


def written(entries: Iterable[Entry]) -> Iterator[str]:
    """The file of these entries, line by line. `read` gives exactly them back, and no spreadsheet runs a cell."""
    yield _line(COLUMNS)
    for entry in entries:
        yield _line([guarded(cell) for cell in entry.cells().values()])


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unreadable(line, "This is not UTF-8. Save the file as “CSV UTF-8”") from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the number of the line that it begins on."""
    first = text.lstrip().partition("\n")[0]
    comma = max(",;\t", key=first.count)  # spreadsheets of some countries separate by semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _Unreadable(line, f"This line and what follows cannot be read as CSV: {error}") from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _about_columns(columns: Sequence[str]) -> list[str]:
    if not columns:
        return [f"The file is empty. Its first line names the columns: {', '.join(COLUMNS)}"]
    if len(columns) > MOST_COLUMNS:
        return [f"The first line has {len(columns):,} columns, and there are {len(COLUMNS)}: {', '.join(COLUMNS)}"]
    wrong = [_unknown(name) for name in columns if name not in COLUMNS]
    wrong += [f"The column {name} is there twice" for name in dict.fromkeys(columns) if columns.count(name) > 1]
    if "name" not in columns:
        wrong.append("There is no column called name")
    return wrong


def _unknown(name: str) -> str:
    if not name:
        return "A column has no name"
    near = get_close_matches(name.replace(" ", "_"), COLUMNS, n=1)
    return f"There is no column {name}: " + (f"did you mean {near[0]}?" if near else f"there are {', '.join(COLUMNS)}")


def _row(line: int, columns: Sequence[str], cells: Sequence[str], allowed: Choices) -> tuple[Row, list[FileFault]]:
    said = {column: unguarded(cell) for column, cell in zip(columns, cells, strict=False)}
    fields, faults = understood(said, allowed)
    wrong = [FileFault(line=line, column=fault.column, words=fault.words) for fault in faults]
    if len(cells) != len(columns):
        words = f"The first line has {len(columns)} columns, this one {len(cells)}"
        wrong.insert(0, FileFault(line=line, column="", words=words))
    named = {"name": fields.get("name", ""), "account_code": fields.get("account_code", "")}
    return Row(line=line, fields=fields, **named), wrong


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
