"""The contact card: the portal's number as a telephone takes it in (vCard 3.0, RFC 2426)."""

from __future__ import annotations

LINE = 75  # octets, the line's end left out


def written(*, name: str, organisation: str, number: str, url: str, note: str) -> str:
    """The card. Its lines end as the format asks, and the long ones are folded."""
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(name)};;;;",
        f"FN:{_escaped(name)}",
        f"ORG:{_escaped(organisation)}",
        f"TEL;TYPE=CELL,VOICE,PREF:{_escaped(number)}",
        f"URL:{url}",
        f"NOTE:{_escaped(note)}",
        "END:VCARD",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(words: str) -> str:
    """Words as a value: what would end it or begin another is marked."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return plain.replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, each further one after a blank; no letter is torn."""
    pieces, piece, room = [], "", LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LINE - 1
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece])
