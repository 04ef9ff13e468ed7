"""A mail's parts: what is new in it comes first, whatever program quoted the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.mail_parts import parted

NEW = "It is down again.\nAll of it."

QUOTING = {
    "a mark before each line": f"{NEW}\n\n> We think it's fixed.\n> Does it work?",
    "words that open the quotation": f"{NEW}\n\nOn 21 Nov 2026, 02:12, Support <e@in.example> wrote:\n\n> Fixed.",
    "such words on two lines": f"{NEW}\n\nOn 21 Nov 2026, 02:12, Support\n<e@in.example> wrote:\n> Fixed.",
    "German words": f"{NEW}\n\nAm 21.11.2026 um 02:12 schrieb Support <e@in.example>:\n> Behoben.",
    "an old divider": f"{NEW}\n\n-----Original Message-----\nFrom: Support\nSent: Saturday\n\nFixed.",
    "headers as a paragraph": f"{NEW}\n\nFrom: Support <e@in.example>\nSent: Saturday, 2:12\nTo: Carol\n\nFixed.",
    "a rule and headers": f"{NEW}\n\n________________________________\nFrom: Support\nSent: Saturday\n\nFixed.",
    "a signature": f"{NEW}\n\n-- \nCarol Jones\nAcme Foods",
    "a telephone's boast": f"{NEW}\n\nSent from my iPhone",
}


@pytest.mark.parametrize("text", QUOTING.values(), ids=QUOTING.keys())
def test_what_is_new_is_told_from_what_is_not(text: str):
    parts = parted(text, "Re: We think it's fixed")

    assert parts.new == NEW
    assert parts.rest


def test_an_answer_between_quoted_lines_is_new():
    text = "> Does it work?\nNo, not for us.\n> Anything else?\nThe shop is slow.\n-- \nCarol\n> and more"

    assert parted(text).new == "No, not for us.\nThe shop is slow."


def test_what_was_forwarded_is_new():
    text = "See below.\n\n-----Original Message-----\nFrom: Monitoring\nSent: 02:05\n\nCRM: 503"

    assert parted(text, "FW: CRM: 503").new == text
    assert parted("---------- Forwarded message ---------\nFrom: Monitoring\nDate: 2:05\n\nCRM: 503").new.endswith(
        "503"
    )


@pytest.mark.parametrize("text", ["> all of it\n> is quoted", "-- \nCarol", "Sent from my iPhone"])
def test_where_nothing_seems_new_everything_is(text: str):
    assert parted(text).new == text.strip()
    assert parted(text).rest == ""


@pytest.mark.parametrize(
    "text",
    ["From here on nothing works.", "On Saturday it wrote:\nError 503", "From: the shop\nnothing comes", "a -- b"],
)
def test_words_that_only_look_like_it_stay(text: str):
    assert parted(text).new == text


@given(
    st.lists(
        st.sampled_from(["new", "> quoted", "", "-- ", "On x wrote:", "From: a", "Sent: b", "________"]), max_size=30
    )
)
def test_no_line_is_lost(lines: list[str]):
    parts = parted("\n".join(lines))

    kept = f"{parts.new}\n{parts.rest}".split("\n")
    assert sorted(words for line in kept if (words := line.strip())) == sorted(
        words for line in lines if (words := line.strip())
    )


@given(st.text(max_size=400))
def test_any_words_have_parts(text: str):
    parts = parted(text, text)

    assert bool(parts.new) == bool(text.strip())
