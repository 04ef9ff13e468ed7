"""Routes that learn how to write their address when they are first asked to: most never are, and it takes long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule that compiles what builds its address at the first `url_for`. What it matches is known from the start."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compiled = super()._compile_builder
        made: Builder | None = None

        def build(rule: Rule, *args: Any, **values: Any) -> tuple[str, str]:
            nonlocal made
            made = made or compiled(append_unknown)
            return made(rule, *args, **values)

        return build
