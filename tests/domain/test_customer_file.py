"""The directory's file: what is read, everything that is wrong by its line, and the same file out as in."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cells import RUN, guarded, unguarded
from app.domain.customer_file import FileFault, read, written
from app.domain.directory import COLUMNS, Choices, Entry, understood

TIERED = Choices(tiers={"gold": "Gold"}, regions={"uk": "United Kingdom"})


def faults(text: str | bytes) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [str(fault) for fault in read(data, TIERED).faults]


def entries(data: bytes) -> list[Entry]:
    sheet = read(data, TIERED)
    assert sheet.faults == ()
    return [Entry(**row.fields) for row in sheet.rows]


def test_columns_stand_in_any_order_and_may_be_left_out():
    [entry] = entries(b"Notes,EMAIL_DOMAINS,name\nRing Carol,a.example b.example,Acme\n")

    assert entry == Entry(name="Acme", email_domains=("a.example", "b.example"), notes="Ring Carol")


@pytest.mark.parametrize(
    "data",
    [
        "name,notes\nAcmé,ring\n".encode(),
        "\ufeffname,notes\r\nAcmé,ring\r\n".encode(),
        "name;notes\nAcmé;ring\n".encode(),
        "name\tnotes\nAcmé\tring".encode(),
        'name,notes\n"Acmé","ring"\n,\n  ,\n\n'.encode(),
    ],
)
def test_it_may_have_a_mark_windows_line_ends_semicolons_tabs_and_empty_lines(data: bytes):
    assert entries(data) == [Entry(name="Acmé", notes="ring")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\n" + "x\n" * 20_001, ["Line 20002: The file has more than 20,000 customers: import it in parts"]),
        (
            ",".join(f"c{n}" for n in range(9000)),
            [f"Line 1: The first line has 9,000 columns, and there are 8: {', '.join(COLUMNS)}"],
        ),
        ("", ["Line 1: The file is empty. Its first line names the columns: " + ", ".join(COLUMNS)]),
        ("nmae,notes\nx,y\n", ["Line 1: There is no column nmae: did you mean name?",
                               "Line 1: There is no column called name"]),
        ("name,Account Code\n", ["Line 1: There is no column account code: did you mean account_code?"]),
        ("name,zzz\n", ["Line 1: There is no column zzz: there are " + ", ".join(COLUMNS)]),
        ("name,\nx,\n", ["Line 1: A column has no name"]),
        ("name,notes,name\nx,y,z\n", ["Line 1: The column name is there twice"]),
        ("name,notes\nAcme\n", ["Line 2: The first line has 2 columns, this one 1"]),
        ("name\nAcme,x\n", ["Line 2: The first line has 1 columns, this one 2"]),
        ('name,notes\nAcme,"ring\n', ["Line 2: This line and what follows cannot be read as CSV: "
                                      "unexpected end of data"]),
        (b"name\nAcme\nCaf\xe9\n", ["Line 3: This is not UTF-8. Save the file as “CSV UTF-8”"]),
        ("name\nAcme\n".encode("utf-16"), ["Line 1: This is not UTF-8. Save the file as “CSV UTF-8”"]),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where_and_why(text: str | bytes, said: list[str]):
    assert faults(text) == said


def test_all_bad_lines_are_named_not_the_first_alone():
    text = 'name,term_from,tier,notes\n,x,gold,\nAcme,,bronze,"two\nlines"\nNova,2026-01-01,gold,\n,,,x\n'

    assert faults(text) == [
        "Line 2, name: There is no name: every customer has one",
        "Line 2, term_from: x is not a date such as 2026-03-31",
        "Line 3, tier: bronze is no tier of the policy, which has gold",
        "Line 6, name: There is no name: every customer has one",
    ]


def test_a_fault_names_its_column_where_there_is_one():
    assert str(FileFault(line=7, column="", words="So")) == "Line 7: So"


def test_the_file_has_the_columns_of_the_import():
    lines = list(
        csv.reader(io.StringIO("".join(written([Entry(name="Acme", email_domains=("a.example", "b.example"))]))))
    )

    assert lines == [list(COLUMNS), ["Acme", "", "a.example b.example", "", "", "", "", ""]]


def said(words: str) -> str:
    """Words as they are kept."""
    return str(understood({"notes": words}, TIERED)[0].get("notes", ""))


risky = st.builds(str.__add__, st.sampled_from(["", "'", "''", *RUN, "'="]), st.text(max_size=20))
kept = st.builds(
    lambda name, code, domains, tier, start, notes: Entry(
        **understood(
            {"name": name if said(name) else "x", "account_code": code, "tier": tier, "notes": notes}, TIERED
        )[0],
        email_domains=tuple(sorted(set(domains))),
        term_from=start,
    ),
    risky, risky, st.lists(st.sampled_from(["a.example", "b.example"])), st.sampled_from(["", "gold"]),
    st.one_of(st.none(), st.dates()), risky,
)  # fmt: skip


@given(st.lists(kept, max_size=5), st.sampled_from(["", "\ufeff"]))
def test_what_goes_out_comes_back_exactly_and_no_cell_is_a_formula(listing: list[Entry], mark: str):
    text = mark + "".join(written(listing))

    assert entries(text.encode()) == listing
    for cells in csv.reader(io.StringIO(text, newline="")):
        assert not [cell for cell in cells if cell.startswith(RUN)]


@given(risky)
def test_a_guarded_cell_is_given_back_as_it_was(cell: str):
    assert unguarded(guarded(cell)) == cell


def test_honest_words_stay_as_they_are():
    assert [guarded(cell) for cell in ("Acme", "'t Hooft", "a=b", "")] == ["Acme", "'t Hooft", "a=b", ""]
    assert unguarded("'t Hooft") == "'t Hooft"


@given(st.binary(max_size=200))
def test_no_bytes_are_a_fault_of_ours(data: bytes):
    read(data, TIERED)
    read(b"name,notes,term_from,email_domains\n" + data, TIERED)
