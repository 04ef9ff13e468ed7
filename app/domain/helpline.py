"""The helpline: what a caller is asked by key, what the keys mean, and what is said at each turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import OTHER, UNSURE
from app.domain.call_script import Script, spelt
from app.domain.policy import Route, SupportPolicy
from app.domain.sentences import say

MOST_OPTIONS = 8
UNSURE_KEY = "9"
MOST_TIMES_ASKED = 3  # asked, and repeated twice
MESSAGE = "message"  # what is answered where the gate is closed and the caller leaves a message all the same


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer: the key that gives it, its slug, and its words."""

    key: str
    slug: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Menu:
    """One question that is answered by a key. `field` is the form's."""

    field: str
    question: str
    options: tuple[Option, ...]

    def slug(self, key: str) -> str | None:
        """What a key answers; None where it answers nothing."""
        return next((option.slug for option in self.options if option.key == key), None)


def menus(policy: SupportPolicy) -> tuple[Menu, ...]:
    """What a caller is asked: what has stopped, for whom where that decides, and each question that has choices."""
    services = [(service.slug, service.name) for service in policy.services]
    services += [(exclusion.slug, exclusion.name) for exclusion in policy.exclusions]
    asked = [_menu("services", say("helpline.services"), [*services, (OTHER, say("helpline.something_else"))])]
    if policy.scope.everyone_clause:
        choices = [("everyone", say("helpline.everyone")), ("some", say("helpline.some"))]
        asked.append(_menu("affected", say("helpline.affected"), choices))
    for question in policy.questions:
        if question.choices:
            choices = [(choice.slug, choice.label) for choice in question.choices]
            asked.append(_menu(question.field, question.label, choices))
    return tuple(asked)


def welcome(policy: SupportPolicy, hours: str, first: Menu) -> Script:
    """The first words while the gate is open: who this is, the hours, and the first question."""
    greeting = policy.helpline.greeting if policy.helpline else ""
    return Script(lines=(greeting, hours, *_spoken(first)), then="key")


def closed(policy: SupportPolicy, opens: str) -> Script:
    """The first words while the gate is closed: the normal ways, when it opens, and the offer to leave a message."""
    greeting = policy.helpline.greeting if policy.helpline else ""
    lines = [greeting, say("helpline.closed")]
    lines.extend(_route(route) for route in policy.routes)
    if opens:
        lines.append(say("helpline.opens", time=opens))
    return Script(lines=(*lines, *_offer()), then="key")


def ask(menu: Menu, times_asked: int = 0) -> Script:
    """A question; after a first time, that no such answer was heard."""
    again = (say("helpline.again"),) if times_asked else ()
    return Script(lines=(*again, *_spoken(menu)), then="key")


def offer_again() -> Script:
    """The offer to leave a message, once more."""
    return Script(lines=_offer(), then="key")


def say_the_words(reference: str, verdict: str) -> Script:
    """The report is kept: its reference, twice, and then the caller speaks."""
    return Script(lines=(_became(verdict), *_twice(reference), say("helpline.say_error")), then="record")


def leave_a_message() -> Script:
    """For the daytime desk: the caller speaks, and the report is kept when they have."""
    return Script(lines=(say("helpline.say_stopped"),), then="record")


def goodbye(reference: str, verdict: str) -> Script:
    """The last words: what becomes of it, and its reference, twice."""
    lines = (say("helpline.thanks"), _became(verdict), *_twice(reference), say("helpline.goodbye"))
    return Script(lines=lines, then="end")


def out_of_order() -> Script:
    """Nothing could be kept, and nothing is promised."""
    return Script(lines=(say("helpline.not_kept"), say("helpline.ring_again")), then="end")


def answered(policy: SupportPolicy, heard: Mapping[str, str]) -> dict[str, str]:
    """Every question with what was pressed; what was not counts as not sure, and so as urgent."""
    return {menu.field: heard.get(menu.field, UNSURE) for menu in menus(policy)}


def _menu(field: str, question: str, answers: Sequence[tuple[str, str]]) -> Menu:
    options = [Option(key=str(key), slug=slug, words=words) for key, (slug, words) in enumerate(answers, start=1)]
    unsure = Option(key=UNSURE_KEY, slug=UNSURE, words=say("helpline.unsure"))
    return Menu(field=field, question=question, options=(*options, unsure))


def _spoken(menu: Menu) -> tuple[str, ...]:
    read = (say("helpline.option", words=_capital(option.words), key=option.key) for option in menu.options)
    return (menu.question, *read)


def _offer() -> tuple[str, str]:
    return say("helpline.offer"), say("helpline.no_keys")


def _route(route: Route) -> str:
    return say("helpline.route", label=route.label, value=route.value.removeprefix("https://"))


def _became(verdict: str) -> str:
    if verdict == "accepted":
        return say("helpline.accepted")
    return say("helpline.daytime") if verdict == "closed" else say("helpline.declined")


def _twice(reference: str) -> tuple[str, str]:
    letters = spelt(reference)
    return say("helpline.reference", letters=letters), say("helpline.once_more", letters=letters)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
