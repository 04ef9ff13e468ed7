"""What kinds of files customers may add, told by their first bytes and never by their names; and text made plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.domain.sentences import say


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of file that is taken. Its first suffix is the usual one."""

    slug: str
    media_type: str
    suffixes: tuple[str, ...]
    is_picture: bool


PNG = Kind(slug="png", media_type="image/png", suffixes=(".png",), is_picture=True)
JPEG = Kind(slug="jpg", media_type="image/jpeg", suffixes=(".jpg", ".jpeg"), is_picture=True)
WEBP = Kind(slug="webp", media_type="image/webp", suffixes=(".webp",), is_picture=True)
TEXT = Kind(slug="text", media_type="text/plain; charset=utf-8", suffixes=(".txt", ".log"), is_picture=False)
KINDS = {kind.slug: kind for kind in (PNG, JPEG, WEBP, TEXT)}


class NoText(Exception):
    """The bytes are no text that people read as such; says what they are."""


def picture_kind(content: bytes) -> Kind | None:
    """The kind of picture that the bytes begin as, if it is one that is taken."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    return None


def plain_text(content: bytes) -> str:
    """A log or a note as text in which nothing acts on a terminal. NoText for all else, web pages and drawings too."""
    if content.startswith(_OTHER_FILES):
        raise NoText(SOMETHING_ELSE)
    words = _decoded(content)
    if _BINARY.search(words):
        raise NoText(SOMETHING_ELSE)
    if _MARKUP.match(words):
        raise NoText(MARKUP)
    return words.translate(_VISIBLE)


SOMETHING_ELSE = say("attachments.other_kind")
MARKUP = say("attachments.web_page")

_OTHER_FILES = (b"GIF87a", b"GIF89a", b"%PDF-", b"%!PS-", b"{\\rtf")  # files that may look like text
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")  # what browsers take for "no text"
_MARKUP = re.compile(r"[\s\ufeff\u200b]*<[a-z!?/]", re.IGNORECASE)
_KEPT = "\t\n\r"
_VISIBLE = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in _KEPT}  # an escape is shown as ␛
_VISIBLE |= dict.fromkeys(range(0x7F, 0xA0), "\ufffd")


def _decoded(content: bytes) -> str:
    """UTF-8; UTF-16 where it says so, as Windows' own logs do; or else the old Western encoding."""
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoText(SOMETHING_ELSE)
