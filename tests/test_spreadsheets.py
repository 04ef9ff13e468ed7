"""Spreadsheets: what others read in them, that nothing in them runs, and that they come as their rows are read."""

from __future__ import annotations

import io
from collections.abc import Iterator

import openpyxl
import pytest

from app import spreadsheets


def read(data: bytes) -> list[list[list[object]]]:
    """Every sheet's rows, as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]


def made(rows: list[list[str]], numbers: tuple[int, ...] = ()) -> list[list[list[object]]]:
    return read(b"".join(spreadsheets.blocks("Reports", ["one", "two"], rows, numbers)))


def test_a_sheet_has_its_title_its_header_and_its_rows():
    assert made([["a", "1.5"], ["", "2"]], numbers=(1,)) == [[["Reports", None], ["one", "two"], ["a", 1.5], [None, 2]]]


def test_without_a_row_there_is_a_sheet_all_the_same():
    assert made([]) == [[["Reports", None], ["one", "two"]]]


@pytest.mark.parametrize(
    "words", ["<b>&amp;\"'", " two  spaces ", "line\nbreak", "ÜBERGRÖßE 𝄞", "=1+1", "00123", "1e5", "]]>"]
)
def test_words_come_out_as_they_went_in(words: str):
    (sheet,) = made([[words, "x"]])

    assert sheet[2][0] == words


@pytest.mark.parametrize("words", ["a\0b", "a\x1bb", "a\ud800b", "a\uffffb"])
def test_what_no_file_can_hold_is_replaced(words: str):
    (sheet,) = made([[words, "x"]])

    assert sheet[2][0] == "a\ufffdb"


def test_columns_beyond_the_alphabet_have_two_letters():
    header = [str(number) for number in range(60)]

    ((_, found),) = read(b"".join(spreadsheets.blocks("Reports", header, [], ())))

    assert found == header


def test_a_long_list_goes_on_in_another_sheet():
    rows = ([str(number)] for number in range(spreadsheets.MOST_ROWS + 1))

    data = b"".join(spreadsheets.blocks("Reports", ["n"], rows, ()))
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)

    assert book.sheetnames == ["Reports 1", "Reports 2"]
    assert [row[0] for row in book["Reports 2"].iter_rows(values_only=True)] == [
        "Reports", "n", str(spreadsheets.MOST_ROWS),
    ]  # fmt: skip


def test_it_begins_to_come_long_before_its_last_row_is_read():
    many, taken = 50_000, 0

    def rows() -> Iterator[list[str]]:
        nonlocal taken
        for taken in range(many):
            yield [f"{taken * 7919 % many:x}", f"{taken * 104729 % many:x}"]

    blocks = spreadsheets.blocks("Reports", ["one", "two"], rows(), ())
    first = next(blocks)

    assert taken < many / 2
    ((_, _, *found),) = read(first + b"".join(blocks))
    assert len(found) == many
