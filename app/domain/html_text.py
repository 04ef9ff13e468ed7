"""The words of a mail that was written as HTML. Nothing of it is run, fetched or kept as markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST = 500_000  # characters of HTML that are read

_UNSEEN = ("script", "style", "head", "title", "template", "noscript", "object", "svg")
_BLOCKS = (
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr", "ul",
)  # fmt: skip
_PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def text_of(html: str) -> str:
    """The words, a line for each that a reader would see; what is quoted begins with >."""
    html = html[:LONGEST]
    return _tidied(_read(html)) or _tidied(_TAG.sub(" ", html).split("\n"))


def _read(html: str) -> list[str]:
    reading = _Reading()
    try:
        reading.feed(html)
        reading.close()
    except (AssertionError, ValueError):  # the parser gives up on some broken declarations
        return []
    return reading.lines()


class _Reading(HTMLParser):
    """One pass over the markup, line by line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._line = ""
        self._unseen = 0
        self._quotes = 0
        self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line of its own."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "body":
            self._unseen = 0
        elif tag == "br":
            self._end_line(always=True)
        elif tag in _BLOCKS:
            self._end_line()
            self._space(tag)
            self._quotes += tag == "blockquote"
            self._verbatim += tag == "pre"
            self._line = "- " if tag == "li" else ""
        elif tag in ("td", "th") and self._line.strip():
            self._line += "  "

    def handle_endtag(self, tag: str) -> None:
        """And ends it."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self._end_line()
            self._space(tag)
            self._quotes = max(0, self._quotes - (tag == "blockquote"))
            self._verbatim = max(0, self._verbatim - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        """Words, with their blanks as a browser would show them."""
        if self._unseen:
            return
        if not self._verbatim:
            words = re.sub(r"\s+", " ", data)
            self._line += words.lstrip() if not self._line or self._line.endswith(" ") else words
            return
        first, *others = data.split("\n")
        self._line += first
        for other in others:
            self._end_line(always=True)
            self._line = other

    def lines(self) -> list[str]:
        """What was read."""
        self._end_line()
        return self._done

    def _end_line(self, *, always: bool = False) -> None:
        if always or self._line.strip(" -"):
            quoted = "> " * min(self._quotes, 10)
            self._done.append((quoted + self._line.rstrip()).rstrip() if self._line.strip() else quoted.rstrip())
        self._line = ""

    def _space(self, tag: str) -> None:
        if tag in _PARAGRAPHS and self._done and self._done[-1].strip("> "):
            self._done.append("> " * min(self._quotes, 10) if self._quotes else "")


def _tidied(lines: list[str]) -> str:
    """Without the empty lines that layout leaves."""
    words = "\n".join(line.replace("\xa0", " ").rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", words).strip().rstrip("\n> ")
