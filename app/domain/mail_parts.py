"""The parts of a mail's text: what is new in it, and what is quoted from before or stands in every mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORWARDED = re.compile(r"\s*(fw|fwd|wg|tr|rv)\s*:", re.IGNORECASE)
_SIGNATURE = re.compile(r"--\s?")
_DIVIDER = re.compile(
    r"\s*[-_]{2,}\s*(original message|urspr\S+ nachricht|message d'origine|mensaje original)\s*[-_]*\s*", re.I
)
_RULE = re.compile(r"\s*_{20,}\s*")
_HEADER = re.compile(r"\s*\*?(from|von|de|sent|gesendet|envoyé|enviado)\*?\s*:\*?\s+\S", re.IGNORECASE)
_WROTE = re.compile(r".{0,300}\b(wrote|writes|schrieb|a écrit|escribió|scrisse|schreef)\b.{0,120}:\s*", re.IGNORECASE)
_OPENS = re.compile(r"\s*(on|am|le|el|il|op)\s", re.IGNORECASE)
_SENT_FROM = re.compile(r"\s*(sent from my|get outlook for|von meinem .{1,40} gesendet)", re.IGNORECASE)
HEADER_LINES = 4  # within which a quoted mail names its sender and its time


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`new` are the sender's new words, `rest` everything else, each in the order of the mail."""

    new: str
    rest: str


def parted(text: str, subject: str = "") -> Parts:
    """Tells what is new. Where nothing seems to be, everything is; what was forwarded is new."""
    lines = text.split("\n")
    end = len(lines) if _FORWARDED.match(subject) else _history_begins(lines)
    new: list[str] = []
    rest: list[str] = []
    in_signature = False
    number = 0
    while number < end:
        line = lines[number]
        quoted = _quoted_at(lines, number, end)
        if quoted:
            rest.extend(lines[number : number + quoted])
            in_signature = False
            number += quoted
            continue
        in_signature = in_signature or _SIGNATURE.fullmatch(line) is not None
        is_rest = in_signature or _SENT_FROM.match(line) is not None
        (rest if is_rest else new).append(line)
        number += 1
    rest.extend(lines[end:])
    found = "\n".join(new).strip()
    return Parts(new=found, rest="\n".join(rest).strip()) if found else Parts(new=text.strip(), rest="")


def _history_begins(lines: list[str]) -> int:
    """The line at which a mail from before is appended unquoted, as some programs do; or the end."""
    for number, line in enumerate(lines):
        after = number + 1
        if _DIVIDER.fullmatch(line) or (_RULE.fullmatch(line) and _is_header_block(lines, after)):
            return number
        if number and not lines[number - 1].strip() and _is_header_block(lines, number):
            return number
    return len(lines)


def _is_header_block(lines: list[str], number: int) -> bool:
    """Whether a quoted mail's own headers stand here: who sent it, and when."""
    block = lines[number : number + HEADER_LINES]
    return bool(block) and _HEADER.match(block[0]) is not None and sum(bool(_HEADER.match(line)) for line in block) >= 2


def _quoted_at(lines: list[str], number: int, end: int) -> int:
    """How many lines from here are quoted: one that begins with >, or the words that open a quotation."""
    line = lines[number]
    if line.lstrip().startswith(">"):
        return 1
    for count in (1, 2, 3):
        opening = " ".join(lines[number : number + count])
        is_opening = len(opening) < 500 and _OPENS.match(opening) and _WROTE.fullmatch(opening)
        if number + count <= end and is_opening and _is_quoted_soon(lines, number + count, end):
            return count
    return 0


def _is_quoted_soon(lines: list[str], number: int, end: int) -> bool:
    following = (line for line in lines[number:end] if line.strip())
    return next(following, ">").lstrip().startswith(">")
