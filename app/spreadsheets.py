"""Spreadsheets: rows as a file that Excel and others open, handed over while the rows are still being read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = (
    250_000  # of one sheet, which stays below the 2 GiB that need no newer kind of zip; the rest stands on others
)

_BLOCK = 16 * 1024
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in XML
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET = (
    f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane xSplit="1" ySplit="2" topLeftCell="B3" activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="50" width="20" customWidth="1"/></cols><sheetData>'
)
# What kind each part is of: a sheet, unless it says otherwise, for how many there will be is not known yet.
_BEFORE = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
}


class _Pipe:
    """A file that is written to and never goes back: the zip is made for whoever reads it as it comes."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        """Takes some bytes."""
        self._blocks.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """All that was written since it was last asked."""
        data = b"".join(self._blocks)
        self._blocks, self.size = [], 0
        return data


def blocks(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[int]
) -> Iterator[bytes]:
    """The file in blocks. Each sheet begins with the title and the header; the columns in `numbers` hold numbers."""
    pipe = _Pipe()
    sheets = 0
    with ZipFile(pipe, "w", ZIP_DEFLATED, compresslevel=4) as book:  # type: ignore[call-overload]
        for name, words in _BEFORE.items():
            book.writestr(name, _HEAD + words)
        for sheets, lines in enumerate(_sheets(title, header, rows, frozenset(numbers)), start=1):
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                for line in lines:
                    sheet.write(line.encode())
                    if pipe.size >= _BLOCK:
                        yield pipe.taken()
        for name, words in _after(sheets).items():
            book.writestr(name, _HEAD + words)
    yield pipe.taken()


def _sheets(
    title: str, header: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]
) -> Iterator[Iterator[str]]:
    """The lines of each sheet's XML. There is one at least."""
    is_empty = True
    for _, group in groupby(enumerate(rows), lambda one: one[0] // MOST_ROWS):
        is_empty = False
        yield _lines(title, header, (row for _, row in group), numbers)
    if is_empty:
        yield _lines(title, header, (), numbers)


def _lines(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int]) -> Iterator[str]:
    letters = [_letters(place) for place in range(max(len(header), 1))]
    yield _SHEET + _row(1, letters, [title], frozenset()) + _row(2, letters, header, frozenset())
    for line, row in enumerate(rows, start=3):
        yield _row(line, letters, row, numbers)
    yield "</sheetData></worksheet>"


def _letters(place: int) -> str:
    """What a column is called: A to Z, then AA and on."""
    first, last = divmod(place, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def _row(line: int, letters: Sequence[str], cells: Sequence[str], numbers: frozenset[int]) -> str:
    """Whatever words look like, they are text; empty cells are left out."""
    made = [
        _number(f"{letters[at]}{line}", words) if at in numbers else _text(f"{letters[at]}{line}", words)
        for at, words in enumerate(cells)
        if words
    ]
    return f'<row r="{line}">{"".join(made)}</row>'


def _number(cell: str, words: str) -> str:
    return f'<c r="{cell}"><v>{float(words)}</v></c>'


def _text(cell: str, words: str) -> str:
    plain = escape(_FORBIDDEN.sub("\ufffd", words))
    return f'<c r="{cell}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'


def _after(sheets: int) -> dict[str, str]:
    """What is known only at the end: how many sheets there are, and what they are called."""
    numbers = range(1, sheets + 1)
    named = "".join(f'<sheet name="Reports {one}" sheetId="{one}" r:id="rId{one}"/>' for one in numbers)
    tied = "".join(
        f'<Relationship Id="rId{one}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{one}.xml"/>'
        for one in numbers
    )
    return {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{tied}</Relationships>',
    }
