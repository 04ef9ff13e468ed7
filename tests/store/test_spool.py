"""The spool: what is in a file is whole, its owner's alone, and there until somebody removes it."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.store import spool as spools
from app.store.spool import Spool

NIGHT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
EVERY = timedelta(minutes=15)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "new" / "spool")


def test_what_is_kept_is_there_for_its_owner_alone(spool: Spool):
    spool.keep("one.json", b"words")

    assert spool.waiting() == ["one.json"]
    assert spool.read("one.json") == b"words"
    assert stat.S_IMODE((spool.folder / "one.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700


def test_the_first_of_one_name_stays(spool: Spool):
    spool.keep("one.json", b"first")
    spool.keep("one.json", b"second")

    assert spool.read("one.json") == b"first"
    assert [path.name for path in spool.folder.iterdir()] == ["one.json"]


def test_half_a_file_does_not_count(spool: Spool):
    spool.keep("one.json", b"words")
    (spool.folder / ".two.json.1-1").write_bytes(b"wor")
    (spool.folder / ".json").write_bytes(b"wor")

    assert spool.waiting() == ["one.json"]


def test_what_is_removed_or_set_aside_waits_no_more_and_doing_it_twice_is_harmless(spool: Spool):
    for name in ("one.json", "two.json"):
        spool.keep(name, b"words")

    for _ in range(2):
        spool.remove("one.json")
        spool.set_aside("two.json")

    assert spool.waiting() == []
    assert spool.set_apart() == ["two.json"]
    assert (spool.folder / "aside" / "two.json").read_bytes() == b"words"
    assert spool.read("one.json") is None


def test_a_folder_that_cannot_be_made_is_said_and_nothing_waits(tmp_path: Path):
    (tmp_path / "taken").write_text("a file")
    spool = Spool(tmp_path / "taken" / "spool")

    with pytest.raises(OSError, match="taken"):
        spool.keep("one.json", b"words")

    assert spool.fault() == "NotADirectoryError"
    assert spool.waiting() == spool.set_apart() == []


def test_a_disk_without_room_leaves_nothing_behind(spool: Spool):
    spool.keep("one.json", b"words")
    small = os.statvfs(spool.folder).f_namemax

    with pytest.raises(OSError, match="long"):
        spool.keep("x" * small + ".json", b"words")

    assert [path.name for path in spool.folder.iterdir()] == ["one.json"]


def test_only_so_many_wait(spool: Spool):
    spool.keep("one.json", b"words")
    for number in range(spools.MOST - 1):
        (spool.folder / f"{number}.json").touch()

    with pytest.raises(OSError, match="too many"):
        spool.keep("two.json", b"words")


def test_one_process_of_a_machine_takes_the_turn_and_may_give_it_back(spool: Spool):
    another = Spool(spool.folder)

    assert spool.takes_turn(NIGHT, EVERY)
    assert not another.takes_turn(NIGHT + timedelta(minutes=14), EVERY)
    another.gives_turn_back()
    assert another.takes_turn(NIGHT + timedelta(minutes=14), EVERY)
    assert not spool.takes_turn(NIGHT + timedelta(minutes=28), EVERY)
    assert spool.takes_turn(NIGHT + timedelta(minutes=29), EVERY)
    assert spool.takes_turn(NIGHT, EVERY), "a clock that was set back does not silence it"
