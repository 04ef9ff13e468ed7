"""What a colleague texts back: the words that take an incident, pass it on, or stop our texts; and what we answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain import times
from app.domain.gsm7 import SEGMENT, gsm7, shortened
from app.domain.policy import SupportPolicy
from app.domain.tokens import spoken_reference


class Wish(StrEnum):
    """What a text asks for."""

    TAKE = "take"
    PASS = "pass"  # noqa: S105  (passing on)
    STOP = "stop"
    START = "start"
    HELP = "help"  # the provider answers it by itself
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A text as it was understood. `which`: the reference, or the place in our list ("2"); empty where none is named.

    `may_start`: the words bring texts back, too, for somebody who has stopped them.
    """

    wish: Wish
    which: str = ""
    may_start: bool = False


_TAKE = ("1", "ack", "acknowledge", "yes")
_PASS = ("no", "pass")
_STOP = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit")
_START = ("start", "unstop")
_AROUND = " \t\r\n.,;:!'\"`´‘’“”()[]<>"
_LONGEST = 40  # characters of a text that can be an answer: a sentence is not


def understood(words: str, opt_out: str = "") -> Asked:
    """What a text asks for. `opt_out` is what the provider took it for, which goes first: STOP, START or HELP."""
    if opt_out.strip().lower() in (Wish.STOP, Wish.START, Wish.HELP):
        return Asked(wish=Wish(opt_out.strip().lower()))
    parts = [part.strip(_AROUND) for part in re.split(r"[\s,;:]+", words.strip()) if part.strip(_AROUND)]
    if not parts or len(words.strip()) > _LONGEST:
        return Asked(wish=Wish.UNCLEAR)
    verb, which = parts[0].lower(), _which(parts[1:])
    if not parts[1:] and verb in (*_STOP, *_START):
        return Asked(wish=Wish.STOP if verb in _STOP else Wish.START)
    if which is None or verb not in (*_TAKE, *_PASS):
        return Asked(wish=Wish.UNCLEAR)
    return Asked(wish=Wish.TAKE if verb in _TAKE else Wish.PASS, which=which, may_start=verb == "yes" and not which)


def chosen(which: str, references: Sequence[str]) -> str | None:
    """Which of the open incidents is meant: the one that is named, or the only one. None: it cannot be told."""
    if not which:
        return references[0] if len(references) == 1 else None
    if which.isdigit() and len(which) == 1:
        place = int(which)
        return references[place - 1] if 1 <= place <= len(references) else None
    return which if which in references else None


def answer(policy: SupportPolicy, facts: Mapping[str, Any], _: str) -> str:
    """Our answer, one segment. `facts` are its kind (`said`) and what it mentions."""
    drill = " DRILL" if facts.get("is_drill") else ""
    return shortened(gsm7(f"{policy.brand}{drill}: {_words(policy, facts)}"), SEGMENT)


def _words(policy: SupportPolicy, facts: Mapping[str, Any]) -> str:
    reference = facts.get("reference", "")
    match facts["said"]:
        case "yours" if facts.get("is_drill"):
            return f"{reference} is answered, and the drill is over. Thank you."
        case "yours":
            due = f" Reply due {_time(facts['due'], facts['at'], policy)}." if facts.get("due") else ""
            return f"You have {reference}.{due} The link in our text has the rest."
        case "held":
            since = _time(facts["since"], facts["at"], policy)
            return f"{facts['holder']} has had {reference} since {since}. You can go back to sleep."
        case "over":
            return f"{reference} has been resolved. You can go back to sleep."
        case "passed":
            return f"All right, you do not have {reference}. We page on until somebody does."
        case "which":
            verb, references = facts["verb"], facts["references"]
            named = " or ".join(f"{verb} {one}" for one in references[:4])
            return f"{_number(len(references))} are open. Reply {named}"
        case "confirmed":
            return "Thank you: this phone works."
        case "nothing":
            return "Nothing waits for you just now."
        case "started":
            return "You get our texts again."
    return "Reply 1 to take it, or no to pass it on. Nothing has changed."


def _which(rest: Sequence[str]) -> str | None:
    """What the words after the first name: a reference, a place, or nothing. None where they are something else."""
    if not rest:
        return ""
    joined = "".join(rest)
    return joined if len(joined) == 1 and joined.isdigit() else spoken_reference(joined)


def _time(at: str, now: str, policy: SupportPolicy) -> str:
    return times.short_time_near(datetime.fromisoformat(at), datetime.fromisoformat(now), policy.hours.local)


def _number(count: int) -> str:
    return {2: "Two", 3: "Three", 4: "Four"}.get(count, str(count))
