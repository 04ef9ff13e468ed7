"""The self-alarm: what managers hear when paging itself is silent, and when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.domain import times
from app.domain.gsm7 import SEGMENT, gsm7, shortened

SILENT = timedelta(minutes=3)  # without a sign of a dispatcher that is well, this is an alarm
REPEAT = timedelta(minutes=15)  # how often managers hear of it while it lasts
ALONE = timedelta(hours=1)  # the same of one process that cannot ask the database who else has told them
LEASE = timedelta(minutes=1)  # who has said that they tell the managers, and does not, is given up


@dataclass(frozen=True, kw_only=True)
class Words:
    """One thing to say, in each medium's words. A call has a line for each breath. `wakes`: a mail is not enough."""

    subject: str
    text: str
    mail: str
    call: str
    wakes: bool


@dataclass(frozen=True, kw_only=True)
class Silence:
    """Paging is silent: for how long, and whether there are dispatchers at work whose checks fail."""

    lasts: timedelta
    fails_checks: bool

    @property
    def is_what(self) -> str:
        """ "Paging has been silent 3 min"."""
        has = "failed its own checks for" if self.fails_checks else "been silent"
        return f"paging has {has} {times.duration(self.lasts)}"


def alarm(silence: Silence, *, brand: str, product: str, person: str, number: str, desk: str) -> Words:
    """For a manager. `number` is the duty manager's telephone, or nothing where it is the reader's own."""
    call = f"Call the duty manager {number}" if number else "You are the duty manager: the runbook says what to do"
    text = f"{brand} SELF-ALARM: {silence.is_what}. Reports may reach nobody. {call}"
    aloud = silence.is_what.replace(" min", " minutes").replace(" h", " hours")
    return Words(
        subject=f"{brand} SELF-ALARM: {silence.is_what}",
        text=_one_text(text),
        mail=f"{_sentence(silence.is_what)}: reports may reach nobody.\n\n"
        f"{call}. Ring whoever is on call, see whether the dispatchers run, and read what comes in:\n\n{desk}\n",
        call="\n".join(
            (
                f"This is the emergency portal of {product}, for {person}.",
                f"Self alarm: {aloud}.",
                "Reports may reach nobody.",
                f"Once more: {aloud}. Reports may reach nobody.",
                "Please see to the dispatcher, and ring whoever is on call. Goodbye.",
            )
        ),
        wakes=True,
    )


def over(*, brand: str, lasted: timedelta, desk: str) -> Words:
    """Paging works again."""
    said = f"paging works again, after {times.duration(lasted)}"
    return Words(
        subject=f"{brand}: {said}",
        text=_one_text(f"{brand}: {said}. What is open is paged anew. See the desk for what came in meanwhile."),
        mail=f"{_sentence(said)}. What is open is paged anew. See what came in meanwhile:\n\n{desk}\n",
        call="",
        wakes=False,
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _one_text(words: str) -> str:
    return shortened(gsm7(words), SEGMENT)
