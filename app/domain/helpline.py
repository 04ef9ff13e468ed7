"""The helpline: what a caller is asked by key, what the keys mean, and what is said at each turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import OTHER, UNSURE
from app.domain.call_script import Script, spelt
from app.domain.policy import Route, SupportPolicy

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
    asked = [_menu("services", "What has stopped?", [*services, (OTHER, "something else")])]
    if policy.scope.everyone_clause:
        asked.append(_menu("affected", "Who is affected?", [("everyone", "everyone"), ("some", "some people")]))
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
    lines = [greeting, "It is normal support hours now, so emergencies are not taken on this line."]
    lines.extend(_route(route) for route in policy.routes)
    if opens:
        lines.append(f"Emergency support opens at {opens}.")
    return Script(lines=(*lines, *_offer()), then="key")


def ask(menu: Menu, times_asked: int = 0) -> Script:
    """A question; after a first time, that no such answer was heard."""
    again = ("Sorry, that was none of the answers.",) if times_asked else ()
    return Script(lines=(*again, *_spoken(menu)), then="key")


def offer_again() -> Script:
    """The offer to leave a message, once more."""
    return Script(lines=_offer(), then="key")


def say_the_words(reference: str, verdict: str) -> Script:
    """The report is kept: its reference, twice, and then the caller speaks."""
    ask_for = "After the tone, say your name, your company and what the error says. Then press the hash key."
    return Script(lines=(_became(verdict), *_twice(reference), ask_for), then="record")


def leave_a_message() -> Script:
    """For the daytime desk: the caller speaks, and the report is kept when they have."""
    ask_for = "After the tone, say your name, your company and what has stopped. Then press the hash key."
    return Script(lines=(ask_for,), then="record")


def goodbye(reference: str, verdict: str) -> Script:
    """The last words: what becomes of it, and its reference, twice."""
    return Script(lines=("Thank you.", _became(verdict), *_twice(reference), "Goodbye."), then="end")


def out_of_order() -> Script:
    """Nothing could be kept, and nothing is promised."""
    words = ("We could not keep your report.", "Please ring again in some minutes, or report it on our page. Goodbye.")
    return Script(lines=words, then="end")


def answered(policy: SupportPolicy, heard: Mapping[str, str]) -> dict[str, str]:
    """Every question with what was pressed; what was not counts as not sure, and so as urgent."""
    return {menu.field: heard.get(menu.field, UNSURE) for menu in menus(policy)}


def _menu(field: str, question: str, answers: Sequence[tuple[str, str]]) -> Menu:
    options = [Option(key=str(key), slug=slug, words=words) for key, (slug, words) in enumerate(answers, start=1)]
    unsure = Option(key=UNSURE_KEY, slug=UNSURE, words="not sure")
    return Menu(field=field, question=question, options=(*options, unsure))


def _spoken(menu: Menu) -> tuple[str, ...]:
    return (menu.question, *(f"{_capital(option.words)}: press {option.key}." for option in menu.options))


def _offer() -> tuple[str, str]:
    return "To leave a message for the daytime team, press 1.", "If you cannot press a key, hold the line."


def _route(route: Route) -> str:
    return f"{route.label}: {route.value.removeprefix('https://')}."


def _became(verdict: str) -> str:
    return {
        "accepted": "We have your report, and an engineer is being paged now.",
        "closed": "We have your report, and the daytime team has it by email.",
    }.get(verdict, "We have kept your report. It is not covered at this hour, so nobody is woken.")


def _twice(reference: str) -> tuple[str, str]:
    return f"Your reference is: {spelt(reference)}.", f"Once more: {spelt(reference)}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
