"""The fallback page: one file that a proxy shows while no portal answers. It needs nothing but itself."""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from flask import current_app, render_template

from app.domain.policy import SupportPolicy
from app.domain.sentences import say
from app.web.manager.policy_words import WEEKDAYS, weeks
from app.web.room import desk

STYLE = '<link rel="stylesheet" href="fallback.css">'  # as the template has them
ICON = 'href="icon.svg"'


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The hours of some customers: days that have the same, in one line."""

    customers: str
    zone: str
    lines: Sequence[tuple[str, str]]


def write() -> None:
    """Writes the page that a proxy shows while no portal answers."""
    with current_app.test_request_context(base_url=desk().settings.public_url):
        sys.stdout.write(page())


def page() -> str:
    """The page, with what it looks like written into it."""
    folder = Path(current_app.static_folder or "")
    style = " ".join((folder / "fallback.css").read_text(encoding="utf-8").split())
    icon = base64.b64encode((folder / "icon.svg").read_bytes()).decode()
    shown = render_template("customer/fallback.html", hours=hours(desk().policy))
    shown = shown.replace(ICON, f'href="data:image/svg+xml;base64,{icon}"')
    return shown.replace(STYLE, f"<style>{style}</style>") + "\n"


def hours(policy: SupportPolicy) -> list[Hours]:
    """The hours of support, in as few lines as can be."""
    return [
        Hours(customers=week.customers, zone=week.hours.local.name, lines=[*_lines(week.days)])
        for week in weeks(policy)
    ]


def _lines(days: Sequence[str]) -> list[tuple[str, str]]:
    runs = [(said, [*run]) for said, run in groupby(zip(WEEKDAYS, days, strict=True), key=lambda pair: pair[1])]
    return [(_span(run[0][0], run[-1][0]), said) for said, run in runs]


def _span(first: str, last: str) -> str:
    return first if first == last else say("fallback.days", first=first, last=last)
