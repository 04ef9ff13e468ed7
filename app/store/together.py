"""Writing together: what several threads want to write at the same moment goes into one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from app.store.database import Database, is_away

T = TypeVar("T")
R = TypeVar("R")


class Together(Generic[T, R]):
    """A queue without a thread of its own: whoever comes to the front writes for all who wait behind.

    A commit waits for the disk, and each statement for Python's lock; sixteen reports at once pay for both once.
    """

    def __init__(self, database: Database, write: Callable[[Session, Sequence[T]], Sequence[R]]) -> None:
        self._database = database
        self._write = write
        self._joining = threading.Lock()
        self._front = threading.Lock()
        self._waiting: list[_Place[T, R]] = []

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        with self._joining:
            return len(self._waiting)

    def write(self, thing: T) -> R:
        """What became of the thing, once it is committed; raises what its writing raised, and only its own."""
        place: _Place[T, R] = _Place(thing)
        with self._joining:
            self._waiting.append(place)
        with self._front:
            if not place.is_served:
                with self._joining:
                    served, self._waiting = self._waiting, []
                self._serve(served)
        if place.error:
            raise place.error
        return place.result

    def _serve(self, places: Sequence[_Place[T, R]]) -> None:
        """One transaction for all. If one of them cannot be written, each has a transaction of its own."""
        error: Exception | None = None
        results: Sequence[R] = ()
        try:
            with self._database.writing() as session:
                results = self._write(session, [place.thing for place in places])
        except Exception as failed:
            if len(places) > 1 and not is_away(failed):
                for place in places:
                    self._serve([place])
                return
            error = failed
        for place, result in zip_longest(places, () if error else results):
            place.result, place.error, place.is_served = result, error, True


class _Place(Generic[T, R]):
    """Somebody's place in the queue."""

    result: R

    def __init__(self, thing: T) -> None:
        self.thing = thing
        self.is_served = False
        self.error: Exception | None = None
