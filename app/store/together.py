"""Writing together: what several threads want to write at the same moment goes into one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.store.database import Database

T = TypeVar("T")


class Together(Generic[T]):
    """A queue without a thread of its own: whoever comes to the front writes for all who wait behind.

    A commit waits for the disk, and each statement for Python's lock; sixteen reports at once pay for both once.
    """

    def __init__(self, database: Database, write: Callable[[Session, Sequence[T]], None]) -> None:
        self._database = database
        self._write = write
        self._joining = threading.Lock()
        self._front = threading.Lock()
        self._waiting: list[_Place[T]] = []

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        with self._joining:
            return len(self._waiting)

    def write(self, thing: T) -> None:
        """Returns when the thing is committed; raises what its writing raised, whatever became of the others."""
        place = _Place(thing)
        with self._joining:
            self._waiting.append(place)
        with self._front:
            if not place.is_served:
                with self._joining:
                    served, self._waiting = self._waiting, []
                self._serve(served)
        if place.error:
            raise place.error

    def _serve(self, places: Sequence[_Place[T]]) -> None:
        """One transaction for all. If the database refuses one of them, each has a transaction of its own."""
        error: Exception | None = None
        try:
            with self._database.writing() as session:
                self._write(session, [place.thing for place in places])
        except IntegrityError as refused:
            if len(places) > 1:
                for place in places:
                    self._serve([place])
                return
            error = refused
        except Exception as failed:
            error = failed
        for place in places:
            place.is_served, place.error = True, error


class _Place(Generic[T]):
    """Somebody's place in the queue."""

    def __init__(self, thing: T) -> None:
        self.thing = thing
        self.is_served = False
        self.error: Exception | None = None
