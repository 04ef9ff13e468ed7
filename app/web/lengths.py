"""How long what staff type may be, and what is said of more."""

from __future__ import annotations

from wtforms.validators import Length


def at_most(letters: int) -> Length:
    """At most so many letters, signs and spaces too."""
    return Length(max=letters, message=f"Shorten it to {letters:,} letters")
