"""The commands about customers: a file in, all of it or nothing, and the same file out."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from config import Settings
from tests.test_cli import run
from tests.web.furnished import furnished_postgresql, furnished_template, postgresql_url, sqlite_url
from tests.web.seen import kept, memory
from tests.world import World

__all__ = ["furnished_postgresql", "furnished_template", "postgresql_url", "sqlite_url"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one customer who is new, one who changes, and one who does not."""
    path = tmp_path / "customers.csv"
    path.write_text("name,account_code,notes\nNova,NOVA,\nAcme Foods,ACME,Ring Dave\nCobalt Cycles,COBALT,\n")
    return path


def import_of(world: World, path: Path, *options: str) -> Result:
    return run(world, "customers", "import", str(path), *options)


def test_a_file_is_imported(each_world: World, file: Path):
    done = import_of(each_world, file)

    assert (done.exit_code, done.output) == (0, "Imported: 1 new, 1 changed, 1 unchanged.\n")
    notes = {row["name"]: row["notes"] for row in kept(each_world, "customers")}
    assert (notes["Nova"], notes["Acme Foods"]) == ("", "Ring Dave")


def test_a_dry_run_says_what_would_happen_and_does_nothing(world: World, file: Path):
    before = memory(world)

    done = import_of(world, file, "--dry-run")

    assert (done.exit_code, done.output) == (0, "Would import: 1 new, 1 changed, 1 unchanged.\n")
    assert memory(world) == before


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_each_bad_line_is_said_with_the_files_name_and_nothing_is_done(
    world: World, file: Path, options: tuple[str, ...]
):
    file.write_text("name,email_domains\nNova,gmail.com\nGood,good.example\nOther,acme.example\n")
    before = memory(world)

    done = import_of(world, file, *options)

    assert done.exit_code == 1
    assert done.output.splitlines() == [
        f"{file}: Line 2, email_domains: gmail.com is a public mail domain: anybody can have an address there",
        f"{file}: Line 4, email_domains: acme.example belongs to Acme Foods (ACME)",
        "Error: nothing was imported",
    ]
    assert memory(world) == before


def test_a_file_that_is_not_there_is_said(world: World, tmp_path: Path):
    done = import_of(world, tmp_path / "none.csv")

    assert done.exit_code == 2
    assert "does not exist" in done.output


def test_what_is_exported_can_be_imported_again(world: World, file: Path):
    import_of(world, file)

    done = run(world, "customers", "export")
    file.write_text(done.stdout, newline="")

    assert done.exit_code == 0
    assert [row["name"] for row in csv.DictReader(io.StringIO(done.stdout, newline=""))] == [
        "Acme Foods", "Brightwater Brewing", "Cobalt Cycles", "Dunmore Dairy", "Eastgate Engineering", "Nova",
    ]  # fmt: skip
    assert import_of(world, file).output == "Imported: 0 new, 0 changed, 6 unchanged.\n"


@pytest.mark.parametrize("words", [("customers", "export"), ("customers", "import", __file__)])
def test_without_tables_it_says_what_to_do(tmp_path: Path, words: tuple[str, ...]):
    app = create_app(Settings.from_env({"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}))

    done = app.test_cli_runner().invoke(args=list(words))
    app.extensions["desk"].database.close()

    assert done.exit_code == 1
    assert "the database has no tables yet" in done.output
