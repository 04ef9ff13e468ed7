"""The spool: a folder with a file for each thing that the database could not take, until it takes it."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

MOST = 10_000  # files that may wait: whoever floods the form must not fill the disk
SUFFIX = ".json"
ASIDE = "aside"  # the folder of what cannot be read; people see to it
TURN = "told"  # says when somebody was told of what waits
OWNER_ALONE = 0o600


class Spool:
    """One machine's files, for all of its web processes. A file has its name only once the disk has all of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, name: str, content: bytes) -> None:
        """Keeps it for good, or raises OSError. What is kept under that name already stays as it is."""
        self._make(self.folder)
        if len(self.waiting()) >= MOST:
            raise OSError(errno.ENOSPC, "too many files wait")
        place = self.folder / name
        if not place.exists():
            part = self.folder / f".{name}.{os.getpid()}-{threading.get_ident()}"
            try:
                _write(part, content)
                part.replace(place)
            finally:
                part.unlink(missing_ok=True)
        _onto_the_disk(self.folder)

    def waiting(self) -> list[str]:
        """The names of what waits."""
        return _names(self.folder)

    def set_apart(self) -> list[str]:
        """The names of what nobody can read."""
        return _names(self.folder / ASIDE)

    def fault(self) -> str:
        """Why nothing could be kept, or nothing."""
        try:
            self._make(self.folder)
        except OSError as error:
            return type(error).__name__
        return "" if os.access(self.folder, os.W_OK | os.X_OK) else "PermissionError"

    def read(self, name: str) -> bytes | None:
        """What was kept; None where another process has just seen to it."""
        with suppress(FileNotFoundError):
            return (self.folder / name).read_bytes()
        return None

    def remove(self, name: str) -> None:
        """The database has it."""
        (self.folder / name).unlink(missing_ok=True)
        _onto_the_disk(self.folder)

    def set_aside(self, name: str) -> None:
        """Puts it where it is not tried again. It is never deleted."""
        self._make(self.folder / ASIDE)
        with suppress(FileNotFoundError):
            (self.folder / name).replace(self.folder / ASIDE / name)
        _onto_the_disk(self.folder / ASIDE)
        _onto_the_disk(self.folder)

    def takes_turn(self, now: datetime, every: timedelta) -> bool:
        """Whether whoever asks is the one to tell people of it now: no process of this machine has, for so long."""
        with self._turn() as told:
            last = _instant(told.read_text(encoding="ascii"))
            if last and timedelta() <= now - last < every:
                return False
            told.write_text(now.isoformat(), encoding="ascii")
            return True

    def gives_turn_back(self) -> None:
        """Nobody could be told."""
        with self._turn() as told:
            told.write_text("", encoding="ascii")

    @contextmanager
    def _turn(self) -> Iterator[Path]:
        """The file with the instant, while no other process looks at it."""
        self._make(self.folder)
        told = self.folder / TURN
        descriptor = os.open(told, os.O_RDWR | os.O_CREAT, OWNER_ALONE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield told
        finally:
            os.close(descriptor)

    @staticmethod
    def _make(folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _names(folder: Path) -> list[str]:
    """Those of whole files: what is being written begins with a dot. None where the folder cannot be read."""
    try:
        found = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    return sorted(name for name in found if name.endswith(SUFFIX) and not name.startswith("."))


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _onto_the_disk(folder: Path) -> None:
    """A name is the folder's: without this a power cut may take it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _instant(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None
