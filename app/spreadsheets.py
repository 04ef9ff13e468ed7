"""Spreadsheets: rows as a file that Excel and others open, written to disk as they come and handed over in blocks."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BLOCK = 64 * 1024
MOST_ROWS = 1_000_000  # a sheet has no more than 1,048,576; what follows stands on another


def blocks(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[int]
) -> Iterator[bytes]:
    """The file in blocks. Each sheet begins with the title and the header; the columns in `numbers` hold numbers."""
    with tempfile.TemporaryFile() as file:
        _written(title, header, rows, frozenset(numbers)).save(file)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _written(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]) -> Workbook:
    book = Workbook(write_only=True)
    sheet = None
    for place, row in enumerate(rows):
        if place % MOST_ROWS == 0:
            sheet = _sheet(book, title, header)
        assert sheet is not None
        sheet.append([_cell(sheet, words, column in numbers) for column, words in enumerate(row)])
    if sheet is None:
        _sheet(book, title, header)
    return book


def _sheet(book: Workbook, title: str, header: Sequence[str]) -> Any:
    sheet = book.create_sheet(f"Reports {len(book.worksheets) + 1}")
    sheet.freeze_panes = "B3"
    sheet.append([_cell(sheet, title, is_number=False)])
    sheet.append([_cell(sheet, words, is_number=False) for words in header])
    return sheet


def _cell(sheet: Any, words: str, is_number: bool) -> Any:
    if is_number:
        return float(words) if words else None
    cell = WriteOnlyCell(sheet, words)
    cell.data_type = "s"  # whatever it looks like
    return cell
