"""How a place says its times: the zone, that zone's name in words, and the language that puts a date in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from app.domain.sentences import say

Language = Literal["en-GB", "en-US"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, kw_only=True)
class Local:
    """A zone, its name ("UK time"), and whether dates and times are said as in Britain or as in America."""

    zone: str
    name: str
    language: Language = "en-GB"

    @property
    def is_american(self) -> bool:
        """Whether the month goes before the day, and the clock has an AM and a PM."""
        return self.language == "en-US"

    @property
    def telephone(self) -> str:
        """A telephone number as it is written there; it reaches nobody."""
        return "212-555-0142" if self.is_american else "07700 900982"


def zone_words(zone: str) -> str:
    """ "New York time": what a zone is called where nobody gives it another name."""
    return say("times.zone", city=zone.rpartition("/")[2].replace("_", " "))
