"""Cells: what a spreadsheet would run is guarded wherever a cell begins, however long the run before it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cells import RUN, SIGNS, guarded, unguarded

LONG = 100_000  # letters: whoever looks at the whole run from each of them is never done

words = st.text(st.sampled_from([*RUN, "'", ";", "a", " ", "\x0b", "\x1f", "\xa0"]), max_size=12)


def plainly_guarded(cell: str) -> str:
    """The rule, letter by letter: a sign, or the apostrophes before it, gets another one where a cell begins."""
    out = []
    for place, letter in enumerate(cell):
        before = cell[:place].rstrip()
        begins = before.endswith(";") or "\t" in cell[len(before) : place]
        if begins and letter in (*SIGNS, "'") and is_led_by(cell[place:], SIGNS):
            out.append("'")
        out.append(letter)
    return ("'" if is_led_by(cell, RUN) else "") + "".join(out)


def is_led_by(cell: str, signs: tuple[str, ...]) -> bool:
    return cell.lstrip("'").startswith(signs)


@given(words)
def test_a_cell_is_guarded_as_the_rule_says(cell: str):
    assert guarded(cell) == plainly_guarded(cell)
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("a;=1", "a;'=1"),
        ("a; \t'=1", "a; \t''=1"),
        ("a \t =1;\t-2", "a \t '=1;\t'-2"),
        ("a =1", "a =1"),
        ("a\n=1", "a\n=1"),
        ("a\n\t\n=1", "a\n\t\n'=1"),
    ],
)
def test_what_begins_a_cell_within_is_guarded(cell: str, said: str):
    assert (guarded(cell), unguarded(said)) == (said, cell)


@pytest.mark.parametrize("run", ["\t", ";", "'", " ", "\n", " \t", ";\t", "\t;", "\t'"])
@pytest.mark.parametrize("end", ["", "a"])
def test_a_long_run_that_leads_to_no_sign_stays_as_it_is(run: str, end: str):
    cell = f"a{run * LONG}{end}"

    assert (guarded(cell), unguarded(cell)) == (cell, cell)


def test_a_long_run_that_leads_to_a_sign_is_guarded_at_its_end():
    tabs = "\t" * LONG

    assert guarded(f"a{tabs}=1") == f"a{tabs}'=1"
    assert unguarded(f"a{tabs}'=1") == f"a{tabs}=1"
