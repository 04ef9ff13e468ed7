"""Backing up: a checked copy under the name of its instant, and only then are older ones pruned."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.desk import Desk
from app.domain import back_ups
from app.operations import observing, verifying
from app.operations.verifying import Finding
from app.store import copies
from app.store.copies import CopyFailed
from app.store.database import is_away, reading_file

PARTIAL = ".partial"
ABANDONED = timedelta(days=1)  # after which a copy that was never finished is taken away


@dataclass(frozen=True, kw_only=True)
class BackUp:
    """A copy that was made and checked. Nothing is pruned where `finding` has a fault: older ones may be needed."""

    path: Path
    size: int
    finding: Finding
    pruned: int


def back_up(desk: Desk, folder: Path, noted: str | None, now: datetime) -> BackUp:
    """Copies the database into the folder. CopyFailed if that could not be done: then the folder is as it was.

    What came of it is noted in the database, for the desk.
    """
    try:
        made = _made(desk, folder, noted, now)
    except CopyFailed as failure:
        _note(desk, str(failure), now, is_well=False)
        raise
    fault = made.finding.fault
    said = f"but its record is not sound: {fault}" if fault else "and its record is sound"
    _note(desk, f"{made.path.name} was made, {made.size:,} bytes, {said}", now, is_well=not fault)
    return made


def _made(desk: Desk, folder: Path, noted: str | None, now: datetime) -> BackUp:
    path = folder / back_ups.name(now, copies.ENDINGS[desk.database.is_sqlite])
    with _told("no back-up was made"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        finding = _copied(desk, path, noted, now)
    with _told(f"{path} was made, but older copies cannot be pruned"):
        pruned = 0 if finding.fault else _prune(desk, folder, now)
        return BackUp(path=path, size=path.stat().st_size, finding=finding, pruned=pruned)


def _note(desk: Desk, words: str, now: datetime, *, is_well: bool) -> None:
    """Keeps what came of it. A copy is none the worse for a database that is away or full by then."""
    try:
        with desk.database.writing() as session:
            observing.backed_up(session, words, now, is_well=is_well)
    except Exception as error:
        if not is_away(error):
            raise


def verified(path: Path, noted: str | None, now: datetime) -> Finding:
    """What `verify` finds in a copy that is a SQLite file."""
    copies.check(path)
    if copies.is_postgresql(path):
        raise CopyFailed(f"{path} can be read, but is PostgreSQL's: restore it, and verify the restored database")
    with reading_file(path) as session:
        if not session.connection().dialect.has_table(session.connection(), "links"):
            raise CopyFailed(f"{path} has no chain: it is not the portal's, or from before there was one")
        return verifying.verify(session, noted, now)


def _copied(desk: Desk, path: Path, noted: str | None, now: datetime) -> Finding:
    if path.exists():
        raise CopyFailed(f"{path} is there already")
    with _partial(path) as partial:
        copies.make(desk.database, partial)
        if desk.database.is_sqlite:
            finding = verified(partial, noted, now)
        else:
            copies.check(partial)
            with desk.database.reading() as session:
                finding = verifying.verify(session, noted, now)
        _sync(partial)
        partial.rename(path)
        _sync(path.parent)
    return finding


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Turns whatever the disk or a copier refuses into one kind of failure, in words."""
    try:
        yield
    except CopyFailed as failure:
        raise CopyFailed(f"{what}: {failure}") from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise CopyFailed(f"{what}: {where}{error.strerror}") from None


@contextmanager
def _partial(path: Path) -> Iterator[Path]:
    """An empty file beside the copy's place that only we can read, gone at the end whatever happens."""
    partial = path.with_name(f".{path.name}{PARTIAL}")
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield partial
    finally:
        for left in (partial, partial.with_name(f"{partial.name}-journal")):
            with suppress(OSError):
                left.unlink()


def _sync(path: Path) -> None:
    """Waits until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prune(desk: Desk, folder: Path, now: datetime) -> int:
    """Takes away what is kept no longer, and what was begun and abandoned; files of other names are not ours."""
    copied: dict[datetime, list[Path]] = {}
    for path in folder.iterdir():
        if not path.is_file() or path.is_symlink():
            continue
        begun = back_ups.instant(path.name.removeprefix(".").removesuffix(PARTIAL))
        at = back_ups.instant(path.name)
        if at:
            copied.setdefault(at, []).append(path)
        elif begun and path.name.endswith(PARTIAL) and begun < now - ABANDONED:
            path.unlink(missing_ok=True)
    policy = desk.policy
    doomed = back_ups.doomed(copied, policy.retention or back_ups.DEFAULT, now, policy.hours.zone)
    gone = [path for at in doomed for path in copied[at]]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
