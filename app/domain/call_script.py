"""What a voice page says to the person who is rung: our own words only, and the keys that take it or pass it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from app.domain.sentences import say

MOST_TIMES_ASKED = 3
KEYS = "123456789"  # no nought: where it stands on a telephone is the one thing that people look for

_SPELT = {
    "A": "Alpha", "B": "Bravo", "C": "Charlie", "D": "Delta", "E": "Echo", "F": "Foxtrot", "G": "Golf", "H": "Hotel",
    "J": "Juliett", "K": "Kilo", "M": "Mike", "N": "November", "P": "Papa", "Q": "Quebec", "R": "Romeo", "S": "Sierra",
    "T": "Tango", "U": "Uniform", "V": "Victor", "W": "Whiskey", "X": "X-ray", "Y": "Yankee", "Z": "Zulu",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Script:
    """One turn of a call: what is said, and what is waited for then.

    key: one key is pressed. record: the caller speaks. again: the same is asked of us anew in a moment. end: nothing.
    """

    lines: tuple[str, ...]
    then: Literal["key", "record", "again", "end"]

    @property
    def words(self) -> str:
        """All that is said, as one text."""
        return " ".join(self.lines)


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The two keys of one call: which takes the incident, and which passes it on."""

    take: str
    pass_on: str

    @classmethod
    def of(cls, secret: str, times_asked: int) -> Keys:
        """Drawn from the call's secret, others each time the call asks: a tone that repeats itself takes nothing."""
        drawn = int(sha256(f"{secret}:{times_asked}".encode()).hexdigest(), 16)
        take = KEYS[drawn % len(KEYS)]
        others = KEYS.replace(take, "")
        return cls(take=take, pass_on=others[drawn // len(KEYS) % len(others)])


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a call says of an incident. `company` is the directory's name, never typed words; `standing` who has it."""

    product: str
    person: str
    reference: str
    services: Sequence[str]
    affected: str
    company: str
    since: str
    due: str
    standing: str

    @classmethod
    def nothing_but(cls, product: str, person: str, reference: str) -> Told:
        """What a call can say of an incident whose facts cannot be put into words: that there is one."""
        return cls(
            product=product, person=person, reference=reference, services=(), affected="", company="unknown",
            since="", due="", standing="Nobody has it",
        )  # fmt: skip

    @property
    def what(self) -> str:
        """ "The shop is down, for all users.": what has stopped, and for whom."""
        whom = "for all users" if self.affected == "everyone" else "perhaps for all users"
        named = " and ".join(self.services) or "A service"
        return f"{named} {'are' if len(self.services) > 1 else 'is'} down, {whom}."


def opening(told: Told, keys: Keys) -> Script:
    """The first words of a call: what, where, since when, and which key takes it."""
    lines = [
        _greeting(told),
        told.what,
        f"Customer: {told.company}.",
    ]
    if told.since:
        lines.append(f"It began at {told.since}.")
    if told.due:
        lines.append(f"The customer expects a reply by {told.due}.")
    lines.append(f"{told.standing}.")
    return Script(lines=(*lines, *_asked(keys)), then="key")


def wrong_key(keys: Keys) -> Script:
    """Another key than the two: nothing has happened, and it is asked again."""
    return Script(lines=("That was neither of the two keys.", *_asked(keys)), then="key")


def no_key(keys: Keys) -> Script:
    """Nothing was pressed: it is asked again."""
    return Script(lines=("Nothing was pressed.", *_asked(keys)), then="key")


def nobody_pressed() -> Script:
    """The last words to somebody who has pressed nothing of use, which may well be a voicemail."""
    words = ("Nobody has taken it, so we go on and ring again.", "The link in your text takes it, too. Goodbye.")
    return Script(lines=words, then="end")


def help_wanted(told: Told) -> Script:
    """For somebody whom whoever has it wakes to help: there is no key to press."""
    lines = (_greeting(told), f"{told.standing}, and asks for your help.", told.what,
             "The link in your text shows everything. Goodbye.")  # fmt: skip
    return Script(lines=lines, then="end")


def taken(reference: str) -> Script:
    """The incident is theirs."""
    lines = (f"Thank you. You have it, reference {spelt(reference)}.", "The others hear that you have it.",
             "The link in your text shows the customer's number and everything else. Goodbye.")  # fmt: skip
    return Script(lines=lines, then="end")


def passed_on(is_anybody_left: bool) -> Script:
    """They cannot take it."""
    next_one = "The next person is paged now." if is_anybody_left else "Everybody has been asked: we ring again soon."
    return Script(lines=("All right.", next_one, "Goodbye."), then="end")


def held(holder: str) -> Script:
    """Somebody else was quicker."""
    return Script(lines=(f"{holder} has it already.", "You can go back to sleep. Goodbye."), then="end")


def over() -> Script:
    """It was resolved before the call was answered."""
    return Script(lines=("It has been resolved.", "You can go back to sleep. Goodbye."), then="end")


def to_a_machine(told: Told) -> Script:
    """What is left on a voicemail, which can take nothing."""
    lines = (_greeting(told), told.what,
             f"{told.standing}. Use the link in your text, or answer when we ring again.")  # fmt: skip
    return Script(lines=lines, then="end")


def code(product: str, person: str, digits: str) -> Script:
    """The code that proves a number, read out twice; nothing is asked."""
    lines = (f"This is the emergency pager of {product}, for {person}.", f"Your code is: {digits}.",
             f"Once more: {digits}.", "It lasts ten minutes. Goodbye.")  # fmt: skip
    return Script(lines=lines, then="end")


def trial(product: str, person: str) -> Script:
    """A call that tries the way; nothing is asked."""
    lines = (f"This is the emergency pager of {product}, for {person}.",
             "This is a test: an emergency would reach you like this.", "There is nothing to do. Goodbye.")  # fmt: skip
    return Script(lines=lines, then="end")


def code_over() -> Script:
    """The call was answered too late."""
    return Script(lines=("This code is over. Ask for a new one. Goodbye.",), then="end")


def one_moment() -> Script:
    """Our own answer takes longer than a telephone call can wait in silence."""
    return Script(lines=(say("helpline.one_moment"),), then="again")


def out_of_order() -> Script:
    """We could not answer at all: nothing has been changed."""
    words = ("We cannot write that down at the moment.", "Please use the link in your text. We ring again. Goodbye.")
    return Script(lines=words, then="end")


def spelt(reference: str) -> str:
    """A reference as it survives a bad line: "K for Kilo, 7, Q for Quebec, 4, M for Mike"."""
    return ", ".join(f"{letter} for {_SPELT[letter]}" if letter in _SPELT else letter for letter in reference)


def _greeting(told: Told) -> str:
    return f"This is the emergency pager of {told.product}, for {told.person}."


def _asked(keys: Keys) -> tuple[str, str]:
    return f"To take it, press {keys.take}.", f"If you cannot take it, press {keys.pass_on}."
