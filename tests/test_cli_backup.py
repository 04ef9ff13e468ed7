"""`backup`: a checked copy beside the others, and never fewer good ones than before."""

import gzip
import os
import resource
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from app.domain import back_ups
from tests.house.tree import ROOT
from tests.tampering import Tamperer
from tests.test_cli import flask, run
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.seen import kept, memory
from tests.world import World, postgres

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]

DAY = timedelta(days=1)
NAME = "portal-20261121T021000Z.db"


@pytest.fixture
def night(world: World) -> World:
    """One report, on a Saturday at ten past two, and all that followed."""
    return with_a_report(world)


def with_a_report(world: World) -> World:
    world.at("Saturday 02:10")
    world.files()
    world.settles()
    return world


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "back-ups"


def back_up(world: World, folder: Path) -> Path:
    done = run(world, "backup", str(folder))
    assert done.exit_code == 0, done.output
    return Path(done.output.split()[3].rstrip(","))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def older(folder: Path, *days: int) -> None:
    """Copies of these many days ago, whatever is in them."""
    folder.mkdir(exist_ok=True)
    for ago in days:
        at = datetime(2026, 11, 21, 2, 10, tzinfo=UTC) - ago * DAY
        (folder / back_ups.name(at, "db")).write_bytes(b"an older copy")


# -- the copy


def test_a_copy_has_every_row_under_its_instants_name(night: World, folder: Path):
    done = run(night, "backup", str(folder))

    assert done.exit_code == 0
    copy = folder / NAME
    assert names(folder) == [NAME]
    assert done.output.splitlines()[0] == f"Backed up to {copy}, {copy.stat().st_size:,} bytes."
    assert done.output.splitlines()[-1] == "Pruned 0 older copies."
    with closing(sqlite3.connect(copy)) as rows:
        counts = {table: rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in memory(night)}
    assert counts == {table: len(found) for table, found in memory(night).items()}


def test_only_its_owner_can_read_a_copy(night: World, folder: Path):
    copy = back_up(night, folder)

    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_copy_is_one_file_and_verifying_it_leaves_no_other(night: World, folder: Path):
    copy = back_up(night, folder)

    done = run(night, "verify", str(copy))

    assert done.exit_code == 0
    assert done.output == run(night, "verify").output
    assert names(folder) == [NAME]


def test_copies_made_while_reports_come_in_are_each_of_one_instant(night: World, folder: Path):
    """A report comes with its events, in one transaction: a copy has both, or neither."""
    stop = threading.Event()

    def reports() -> None:
        while not stop.is_set():
            night.files()

    customers = threading.Thread(target=reports)
    customers.start()
    copies = []
    for _ in range(5):
        copies.append(back_up(night, folder))
        night.clock.move(timedelta(seconds=1))
    stop.set()
    customers.join(30)

    assert len(copies) == 5
    for copy in copies:
        with closing(sqlite3.connect(copy)) as rows:
            reported = rows.execute("SELECT count(*) FROM reports").fetchone()
            told = rows.execute("SELECT count(*) FROM timeline WHERE kind = 'report.received'").fetchone()
        assert reported == told


def test_a_copy_of_postgresql_can_be_read_by_its_programs(
    postgresql_url: str, open_world: Callable[..., World], folder: Path
):
    world = with_a_report(open_world(postgresql_url))

    copy = back_up(world, folder)

    assert copy.name == "portal-20261121T021000Z.dump"
    listed = subprocess.run(["pg_restore", "--list", copy], capture_output=True, text=True, check=True).stdout
    assert "TABLE DATA public timeline" in listed
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    said = run(world, "verify", str(copy))
    assert said.exit_code == 1
    assert "is PostgreSQL's: restore it, and verify the restored database" in said.output


def test_the_databases_password_is_on_no_command_line(
    postgresql_url: str, open_world: Callable[..., World], folder: Path, tmp_path: Path, monkeypatch
):
    """A pg_dump that notes how it was called, and then is the real one."""
    noted = tmp_path / "noted"
    own = tmp_path / "bin" / "pg_dump"
    own.parent.mkdir()
    own.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" "$PGPASSWORD" > {noted}\nexec {shutil.which("pg_dump")} "$@"\n')
    own.chmod(0o755)
    monkeypatch.setenv("PATH", f"{own.parent}:{os.environ['PATH']}")
    url = make_url(postgresql_url).set(password="canary 'of' \\the \"mine\"")
    world = with_a_report(open_world(url.render_as_string(hide_password=False)))

    back_up(world, folder)

    line, password = noted.read_text().splitlines()
    assert "canary" not in line
    assert "--format=custom" in line
    assert password == "canary 'of' \\the \"mine\""


# -- what is pruned


def test_without_a_promise_copies_are_kept_for_thirty_days(night: World, folder: Path):
    older(folder, 1, 29, 30, 31, 400)

    done = run(night, "backup", str(folder))

    assert done.output.splitlines()[-1] == "Pruned 3 older copies."
    assert names(folder) == ["portal-20261023T021000Z.db", "portal-20261120T021000Z.db", NAME]


def test_copies_are_pruned_as_the_policy_promises(sqlite_url: str, open_world: Callable[..., World], folder: Path):
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at("Saturday 02:10")
    older(folder, *range(1, 70))

    back_up(world, folder)

    days = [name.removeprefix("portal-2026")[:4] for name in names(folder)]
    assert days == ["1101", "1115", "1116", "1117", "1118", "1119", "1120", "1121"]


def test_files_of_other_names_are_nobodys_business(night: World, folder: Path):
    older(folder, 300)
    others = ["notes.txt", "portal.db", "portal-20200101T000000Z.db.gz", "portal-2020.db", ".portal-20261121.partial"]
    for name in others:
        (folder / name).write_text("mine")
    (folder / "portal-20200101T000000Z.dump").mkdir()
    (folder / "portal-20200102T000000Z.db").symlink_to(folder / "notes.txt")

    back_up(night, folder)

    assert names(folder) == sorted([*others, "portal-20200101T000000Z.dump", "portal-20200102T000000Z.db", NAME])


def test_what_a_run_that_was_killed_left_behind_goes_after_a_day(night: World, folder: Path):
    folder.mkdir()
    for name in (".portal-20261119T020000Z.db.partial", ".portal-20261121T020000Z.db.partial"):
        (folder / name).write_text("half of a copy")

    back_up(night, folder)

    assert names(folder) == [".portal-20261121T020000Z.db.partial", NAME]


# -- what goes wrong: nothing is pruned, and there is no half copy


def refused(world: World, folder: Path, before: list[str]) -> str:
    done = run(world, "backup", str(folder))
    assert done.exit_code == 1, done.output
    assert "Traceback" not in done.output
    assert names(folder) == before
    return done.output


def test_a_folder_that_cannot_be_is_said(night: World, tmp_path: Path):
    (tmp_path / "file").write_text("")

    done = run(night, "backup", str(tmp_path / "file" / "back-ups"))

    assert done.exit_code == 1
    assert done.output.startswith(f"Error: no back-up was made: {tmp_path}/file")
    assert "Not a directory" in done.output


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(night: World, folder: Path):
    older(folder, 300)
    folder.chmod(0o500)

    assert "Permission denied" in refused(night, folder, names(folder))


def test_a_second_copy_of_the_same_second_is_refused(night: World, folder: Path):
    copy = back_up(night, folder)
    first = copy.read_bytes()

    assert "is there already" in refused(night, folder, [NAME])
    assert copy.read_bytes() == first


def test_a_copy_that_is_being_made_is_not_disturbed(night: World, folder: Path):
    folder.mkdir()
    (folder / f".{NAME}.partial").write_text("half")

    assert "File exists" in refused(night, folder, [f".{NAME}.partial"])


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_disk_that_is_full_leaves_no_half_copy_and_the_older_ones(
    engine: str, request: pytest.FixtureRequest, open_world: Callable[..., World], folder: Path
):
    """The process may write no file longer than that: what a full disk does to it."""
    url = request.getfixturevalue(f"{engine}_url")
    with_a_report(open_world(url))
    older(folder, 100)
    before = names(folder)

    # A module that is compiled would be cut short too, and stay so.
    env = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "backup", folder], env=env, cwd=ROOT, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)), capture_output=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("Error: no back-up was made: ")
    assert "Traceback" not in done.stderr
    assert names(folder) == before


def test_a_database_that_is_damaged_gives_no_copy(night: World, folder: Path):
    older(folder, 100)
    before = names(folder)
    path = Path(night.desk.database.url.database or "")
    with closing(sqlite3.connect(path)) as whole:
        whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = whole.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_timeline_report_id_id'").fetchone()
        (size,) = whole.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x0a\xff\xff\xff" * (size // 4))
    night.desk.database.close()

    said = refused(night, folder, before)

    assert "no back-up was made" in said


def test_a_record_that_is_not_sound_is_copied_but_nothing_is_pruned(night: World, folder: Path):
    older(folder, 100)
    Tamperer(night).does("UPDATE timeline SET text = 'nothing happened' WHERE kind = 'report.received'")

    said = refused_after_copying(night, folder)

    assert "Error: nothing was pruned: the words of event" in said
    assert len(names(folder)) == 2


def refused_after_copying(world: World, folder: Path) -> str:
    done = run(world, "backup", str(folder))
    assert done.exit_code == 1
    assert "Backed up to" in done.output
    return done.output


def test_without_postgresqls_programs_it_says_what_is_missing(
    postgresql_url: str, open_world: Callable[..., World], folder: Path, monkeypatch
):
    world = open_world(postgresql_url)
    monkeypatch.setenv("PATH", "/nowhere")

    folder.mkdir()
    assert "pg_dump is not installed" in refused(world, folder, [])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"some text", "file is not a database"),
        (gzip.compress(b"some text", mtime=0), "file is not a database"),
        (b"", "has no chain"),
        (b"PGDMP and then nothing", "pg_restore"),
    ],
)
def test_a_file_that_is_no_copy_is_told(world: World, tmp_path: Path, content: bytes, said: str):
    path = tmp_path / "file.db"
    path.write_bytes(content)

    done = run(world, "verify", str(path))

    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_copy_that_was_cut_short_is_told(night: World, folder: Path):
    copy = back_up(night, folder)
    with copy.open("r+b") as file:
        file.truncate(copy.stat().st_size // 2)

    done = run(night, "verify", str(copy))

    assert done.exit_code == 1
    assert "is damaged" in done.output or "cannot be read" in done.output


# -- and back again


def test_a_restored_portal_goes_on_paging(night: World, folder: Path, tmp_path: Path, open_world: Callable[..., World]):
    copy = back_up(night, folder)
    shutil.copy(copy, tmp_path / "restored.db")

    restored = open_world(f"sqlite:///{tmp_path}/restored.db")
    restored.clock.set(night.clock.now() + timedelta(minutes=20))
    assert run(restored, "verify").exit_code == 0
    restored.settles()

    assert restored.eve.phone.receives_text("STILL OPEN 20 min")
    assert run(restored, "verify").exit_code == 0
    assert len(kept(restored, "links")) > len(kept(night, "links"))


def test_a_restored_postgresql_goes_on_paging(
    postgresql_server: postgres.Server, postgresql_url: str, open_world: Callable[..., World], folder: Path
):
    world = with_a_report(open_world(postgresql_url))
    copy = back_up(world, folder)
    url = postgresql_server.empty_database()
    address = make_url(url)
    words = f"host='{address.query['host']}' user='{address.username}' dbname='{address.database}'"

    subprocess.run(["pg_restore", "--exit-on-error", "--no-owner", f"--dbname={words}", copy], check=True)

    restored = open_world(url)
    restored.clock.set(world.clock.now() + timedelta(minutes=20))
    assert run(restored, "verify").exit_code == 0
    restored.settles()
    assert restored.eve.phone.receives_text("STILL OPEN 20 min")
    assert run(restored, "verify").exit_code == 0


def test_it_runs_as_it_is_run_for_real(night: World, folder: Path):
    done = flask("backup", str(folder), DATABASE_URL=night.desk.settings.database_url)

    assert done.returncode == 0, done.stderr
    assert len(names(folder)) == 1
    assert (
        flask("verify", str(folder / names(folder)[0]), DATABASE_URL=night.desk.settings.database_url).returncode == 0
    )
