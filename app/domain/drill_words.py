"""What a drill says: DRILL in every text, mail and call, and that nothing has stopped."""

from __future__ import annotations

from dataclasses import replace

from app.domain.call_script import Script
from app.domain.gsm7 import SEGMENT, gsm7, septets, shortened

MARK = "DRILL"
FIRST_WORDS = "This is a drill. There is no real emergency."
LAST_WORDS = "This was a drill. Goodbye."
LAST_BEFORE_KEY = "This is a drill."


def page(brand: str, reference: str, link: str, *, minutes_open: int | None, standing: str) -> str:
    """The text that pages for a drill; `minutes_open` for one that is not the first."""
    again = "" if minutes_open is None else f" STILL OPEN {minutes_open} min"
    head = f"{_head(brand, reference)}{again}: no real emergency."
    return _fitted(
        f"{head} {standing}. Practise: press Acknowledge at {link} or reply 1.",
        f"{head} Ack: {link} or reply 1.",
        f"{head} Ack: {link}",
        f"{brand} {MARK}: {link}",
    )


def stand_down(brand: str, reference: str, *, name: str, at: str) -> str:
    """For those who were paged for a drill, too."""
    return _cut(f"{_head(brand, reference)}: {name} answered {at}. The drill is over, go back to sleep.")


def other(brand: str, reference: str, link: str) -> str:
    """Whatever else a drill may have to say."""
    return _fitted(f"{_head(brand, reference)}: no real emergency. {link}".strip(), f"{brand} {MARK}: {link}")


def marked_text(words: str) -> str:
    """A text of ours about a drill that does not say so yet."""
    return words if MARK in words else _cut(f"{MARK}: {words}")


def marked_subject(words: str) -> str:
    """A mail's subject, beginning with the mark."""
    return words if words.startswith(MARK) else f"{MARK}: {words}"


def marked_body(words: str) -> str:
    """A mail, beginning with the mark."""
    return words if words.startswith(MARK) else f"{MARK}: there is no real emergency.\n\n{words}"


def spoken(script: Script) -> Script:
    """A turn of a call that says first and last that it is a drill."""
    last = LAST_WORDS if script.then == "end" else LAST_BEFORE_KEY
    return replace(script, lines=(FIRST_WORDS, *script.lines, last))


def taken() -> Script:
    """Somebody answered the call of a drill, which ends with it."""
    return Script(lines=("Thank you. You have answered, and that is all.",), then="end")


def _head(brand: str, reference: str) -> str:
    return f"{brand} {MARK} {reference}"


def _fitted(*candidates: str) -> str:
    texts = [gsm7(one) for one in candidates]
    return next((one for one in texts if septets(one) <= SEGMENT), texts[-1])


def _cut(words: str) -> str:
    return shortened(gsm7(words), SEGMENT)
