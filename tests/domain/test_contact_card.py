"""The contact card as a telephone reads it: escaped, folded, and with nothing lost."""

import re

from app.domain.contact_card import written

LONG = "Größe, ; \\ und ☎ " * 12


def read(card: str) -> dict[str, str]:
    """The card's values by name, unfolded and unescaped as RFC 2426 says."""
    lines = card.replace("\r\n ", "").split("\r\n")
    values = {}
    for line in filter(None, lines):
        name, _, value = line.partition(":")
        plain = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
        values[name.partition(";")[0]] = plain
    return values


def card(**changes: str) -> str:
    usual = {"name": "P365 emergency pager", "organisation": "Acme", "number": "+447700900365",
             "url": "https://e365.example", "note": "Let it ring."}  # fmt: skip
    return written(**{**usual, **changes})


def test_a_telephone_reads_the_number_under_its_name():
    values = read(card())

    assert values["VERSION"] == "3.0"
    assert values["TEL"] == "+447700900365"
    assert values["FN"] == "P365 emergency pager"
    assert card().startswith("BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert card().endswith("END:VCARD\r\n")


def test_what_would_end_a_value_is_marked_and_comes_back_as_it_was():
    values = read(card(organisation="Acme; Foods, Ltd\nBEGIN:VCARD", note=LONG))

    assert values["ORG"] == "Acme; Foods, Ltd\nBEGIN:VCARD"
    assert values["NOTE"] == LONG


def test_no_line_is_longer_than_the_format_allows_and_no_letter_is_torn():
    raw = card(note=LONG).encode()

    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    for line in raw.split(b"\r\n"):
        line.decode()
