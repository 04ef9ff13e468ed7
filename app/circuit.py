"""The circuit: which providers take nothing of ours just now, so that messages go to the next one at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.operations import alarms
from app.store.alarms import ACCOUNT, Alarm

OPEN_FOR = timedelta(minutes=5)  # after that the first provider is tried again


class Circuit:
    """One process's memory. What other processes noticed is read off the alarms, at each cycle."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the alarms that the first success is to end."""
        return frozenset(self._seen)

    def noticed(self, provider: str, at: datetime) -> None:
        """A provider has just refused everything of ours."""
        self._seen = {**self._seen, alarms.account(provider): at}

    def refresh(self, standing: Sequence[Alarm]) -> None:
        """As the database has it now."""
        self._seen = {alarm.kind: alarm.seen_at for alarm in standing if alarm.kind.startswith(ACCOUNT)}

    def is_open(self, provider: str, now: datetime) -> bool:
        """Whether a provider is left alone for now."""
        seen_at = self._seen.get(alarms.account(provider))
        return seen_at is not None and now < seen_at + OPEN_FOR
