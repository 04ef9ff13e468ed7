"""Refusals: the key of a refused form, from which it shows whether the same form was sent again and accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def intent_of(form: str, services: Iterable[str], affected: str) -> str:
    """The key under which a refusal is kept: of the form's own key and of what was chosen on its first page.

    The form keeps its own key. Sent again with other choices and accepted, its report is kept under that key.
    """
    return hashlib.sha256(f"{form} {sorted(services)} {affected}".encode()).hexdigest()
