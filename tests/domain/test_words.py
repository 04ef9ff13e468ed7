"""Words that people typed: what no page and no file can hold is taken out of them, and nothing that anybody sees."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.words import cleaned


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\ud800", "\ue000", "\uffff", "\ufffe", "\ufdd0", "\U0001ffff"])
def test_what_is_no_letter_is_taken_out(letter: str):
    assert cleaned(f"Acme {letter}Foods") == "Acme Foods"


def test_whatever_people_can_see_stays():
    words = "Übergröße 会社 🙂\n\ttab ½"

    assert cleaned(words) == words


@given(st.text())
def test_whatever_was_typed_an_xml_file_can_hold_it(words: str):
    element = ElementTree.Element("words")
    element.text = cleaned(words)

    assert (ElementTree.fromstring(ElementTree.tostring(element)).text or "") == cleaned(words)
