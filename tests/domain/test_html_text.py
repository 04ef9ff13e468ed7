"""HTML mails: a reader's words, and nothing that runs, hides or is fetched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.html_text import LONGEST, text_of


def test_paragraphs_lists_and_tables_are_lines():
    html = """<html><head><title>no</title><style>p {color: red}</style></head><body>
      <p>The&nbsp;CRM is <b>down</b>.</p><div>Since 2:05<br>for all</div>
      <ul><li>Leeds</li><li>York</li></ul><table><tr><td>Code</td><td>503</td></tr></table></body></html>"""

    assert text_of(html).split("\n") == [
        "The CRM is down.", "", "Since 2:05", "for all", "", "- Leeds", "- York", "", "Code  503",
    ]  # fmt: skip


def test_what_is_quoted_is_marked():
    html = "<div>It is down.</div><blockquote><p>We think it's fixed.</p><blockquote>Help</blockquote></blockquote>"

    assert text_of(html).split("\n") == ["It is down.", "", "> We think it's fixed.", ">", "> > Help"]


def test_what_was_laid_out_by_hand_stays_so():
    assert text_of("<pre>Error\n  at line 7\n</pre>after") == "Error\n  at line 7\n\nafter"


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<style>x</style>",
        "<img src=x onerror=alert(1)>",
        "<!-- alert(1) -->",
        "<object data=x>alert</object>",
    ],
)
def test_nothing_that_runs_is_kept(html: str):
    words = text_of(f"<p>Down</p>{html}<p>All</p>")

    assert words.split() == ["Down", "All"]


@pytest.mark.parametrize("html", ["<head><p>Down", "<style>Down", "<![foo[Down", "Down", "<body><title>x<body>Down"])
def test_broken_markup_still_has_its_words(html: str):
    assert "Down" in text_of(html)


def test_a_huge_mail_is_read_in_part():
    assert text_of("<p>Down</p>" + "<b>x</b>" * LONGEST).startswith("Down")


@given(st.text(alphabet=st.sampled_from(list("<>/!-[]abp &;#x\"'= \n")), max_size=200))
def test_no_markup_is_a_fault(html: str):
    assert "<script" not in text_of(html + "<script>x</script>")
