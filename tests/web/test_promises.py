"""Our promises: all of them stand there, each with a command that exists, and the figures are those of the record."""

import re
from importlib.util import find_spec

import pytest

from app.domain import promises
from tests.house.tree import ROOT
from tests.web import week
from tests.world import World

PLACE = "/manage/reports/promises"


def exists(command: str) -> bool:
    """Whether it is a target of the Makefile, or a module that can be run."""
    target = re.fullmatch(r"make ([a-z]+)", command)
    if target:
        return re.search(rf"^{target[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE) is not None
    module = re.fullmatch(r"python -m (\S+)", command)
    if module is None or find_spec(module[1]) is None:
        return False
    return find_spec(f"{module[1]}.__main__") is not None


@pytest.mark.parametrize("one", promises.every(), ids=lambda one: one.label)
def test_each_is_proven_by_a_command_that_exists(one: promises.Promise):
    assert exists(one.command)
    assert one.words.endswith(".")


@pytest.mark.parametrize("command", ["make nothing", "python -m tests.nothing", "rm -r"])
def test_a_command_that_does_not_exist_is_seen(command: str):
    assert not exists(command)


def test_the_file_holds_all_of_them_and_no_half_figure():
    text = promises.FILE.read_text()

    with pytest.raises(ValueError, match="from 1 to 25"):
        promises.read(text.replace("number = 25", "number = 26"))
    with pytest.raises(ValueError, match="needs its date and its release: P3"):
        promises.read(text.replace("number = 3\n", 'number = 3\nfigure = "0 lost"\n'))


def test_colleagues_read_how_they_are_kept_here(night: World):
    reference = night.carol.reports("crm").reference
    night.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    night.settles()

    page = night.dana.signs_in().open(PLACE)

    assert page.headline == "Our promises"
    for one in promises.every():
        assert page.shows(one.words)
    assert page.shows("Not measured in this release; proven by make test")
    assert page.shows("heard of after 166 to 180 s")
    assert page.shows("1 of 1 within 10 s") and page.shows("1 of 1 rounds by two ways or more")
    assert page.shows("1 open, 0 of them with nobody; no page is late")
    assert page.shows("0 such pages in 24 hours")
    assert page.shows("no reply was due yet; 0 lapsed")
    assert page.shows("nothing wrong")
    assert reference not in page.text


def test_with_nothing_there_it_says_so(each_world: World):
    each_world.at("Saturday 02:10")

    page = each_world.dana.signs_in().open(PLACE)

    assert page.shows("no page yet") and page.shows("no round yet") and page.shows("0 such pages in 24 hours")
    assert page.shows("nobody was asked yet") and page.shows("no account was asked")


def test_one_report_in_a_file_is_one(night: World):
    dana = night.dana.signs_in()

    for waiting, words in enumerate(("0 reports wait in files", "1 report waits in files", "2 reports wait in files")):
        assert dana.open(PLACE).shows(f"{words} on this machine")
        night.desk.spool.keep(f"{waiting}.json", b"words")


def test_it_is_a_file_and_stands_among_the_reports(night: World):
    browser = night.mo.signs_in()

    assert browser.open("/manage/reports").link("Our promises") == PLACE
    rows = week.rows(browser, f"{PLACE}.csv")

    assert [row["promise"] for row in rows] == [f"P{number}" for number in range(1, 26)]
    assert rows[10]["on"] == "2026-11-23"
    assert rows[2]["here"] == "no round yet"
    assert rows[0]["last measured"] in ("not measured in this release", promises.every()[0].figure)
