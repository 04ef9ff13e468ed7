"""A flood of programs on the customers' door: each does what it does, and says what became of its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

REFERENCE = re.compile(r"reference\s*<strong>([A-HJKMNP-Z2-9]{5})</strong>")
FIELD = re.compile(r'<input type="hidden" name="(csrf_token|intent|shown|confirmed)" value="([^"]*)"')
PRESSES = 3  # a token that is missing, a question, and then it has to be taken
SERVICES = ("crm", "sites", "website", "unsure")

Fields = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the portal said, at the end of any redirect."""

    status: int
    text: str


Send = Callable[[str, Fields | None, str], Answer]  # of a path, the form or None, and the address it comes from


@dataclass(kw_only=True)
class Outcome:
    """What became of a flood. `lost`: what was neither kept nor handed back with its words."""

    references: list[str] = field(default_factory=list)
    asked: int = 0
    lost: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Robot:
    """One program. It comes with a browser of its own, and presses a second time only if it `insists`."""

    number: int
    address: str
    fills_trap: bool = False
    looks_first: bool = True
    is_quick: bool = False
    insists: bool = True

    @property
    def words(self) -> dict[str, str]:
        """What it types."""
        return {
            "services": SERVICES[self.number % len(SERVICES)], "affected": "everyone", "started": "now",
            "errors": f"Buy now & <b>{self.number}</b>", "company": f"Firm {self.number}",
            "name": f"Robot {self.number}", "phone": "0909 879 0000",
            "email": f"robot{self.number}@firm{self.number}.example",
        }  # fmt: skip


def robots(count: int) -> Iterator[Robot]:
    """Five kinds, one after another: half of them from one address, and the others from one each."""
    for number in range(count):
        kind = number % 5
        address = "203.0.113.7" if number % 2 else f"198.51.{number // 250 % 250}.{number % 250 + 1}"
        yield Robot(
            number=number,
            address=address,
            fills_trap=kind == 0,
            is_quick=kind == 1,
            looks_first=kind != 2,
            insists=number % 3 != 0,
        )


def attack(robot: Robot, send: Send, outcome: Outcome) -> None:
    """One program does what it does; what became of it is added to the outcome."""
    form = robot.words | ({"website": "https://buy.example"} if robot.fills_trap else {})
    if robot.looks_first:
        page = send("/report", None, robot.address)
        page = send("/report", hidden(page) | {"services": form["services"], "affected": "everyone"}, robot.address)
        form |= hidden(page)
        if not robot.is_quick:
            form.pop("shown", None)
    for _ in range(PRESSES):
        answer = send("/reports", form, robot.address)
        if found := REFERENCE.search(answer.text):
            outcome.references.append(found[1])
            return
        if not _has_every_word(robot, answer):
            break
        outcome.asked += 1
        if not robot.insists:
            return
        form |= hidden(answer)
    outcome.lost.append(f"{robot}: {answer.status} {answer.text[:500]}")


def hidden(answer: Answer) -> dict[str, str]:
    """The hidden fields of the page's form."""
    return dict(FIELD.findall(answer.text))


def _has_every_word(robot: Robot, answer: Answer) -> bool:
    page = unescape(answer.text)
    return all(words in page for words in robot.words.values())
