"""The record calls people by name: another name keeps what they did, and no two are ever called the same."""

import pytest

from app.demo import PASSWORD
from tests.stories.test_drills import of
from tests.web import week
from tests.web.seen import kept
from tests.web.test_people import opens
from tests.world import World

CHANGES = "/manage/changes"


def renamed(world: World, name: str = "Dana Okafor-Lee", who: str = "Dana") -> None:
    """Mo gives Dana another name, or whoever it is."""
    mo = world.mo.signs_in()
    opens(world, mo, who)
    mo.presses("Change them", name=name)


def test_what_somebody_did_under_an_older_name_is_still_theirs(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    dana = of(world, "Dana").id
    browser = world.dana.signs_in()
    browser.open(f"/manage/people/{dana}")
    browser.presses("I take part in drills")
    did = "Dana takes part in drills"
    assert world.mo.signs_in().open(f"{CHANGES}?who={dana}").shows(did)

    for name in ("Dana Okafor-Lee", "Dana Lee"):
        renamed(world, name)

    page = world.mo.signs_in().open(f"{CHANGES}?who={dana}")
    assert page.shows(did)
    assert not world.mo.signs_in().open(f"{CHANGES}?who={of(world, 'Eve').id}").shows(did)


def test_acknowledgements_count_for_whoever_was_called_otherwise_then(world: World):
    week.happens(world)
    place = "/manage/reports/load.csv?by=month&of=2026-11"
    rows = week.rows(world.mo.signs_in(), place)
    counted = {row["person"]: row["acknowledged"] for row in rows if row["layer"] == "all"}
    assert int(counted["Mo Haddad"])

    renamed(world, "Mo Haddad-Lee", "Mo")

    rows = week.rows(world.mo.signs_in(), place)
    after = {row["person"]: row["acknowledged"] for row in rows if row["layer"] == "all"}
    assert after["Mo Haddad-Lee"] == counted["Mo Haddad"]
    assert after["Eve Lindqvist"] == counted["Eve Lindqvist"]


TAKEN = ("Eve Lindqvist", "eve lindqvist", "the portal", "The Customer", "a command", "the administrator")


@pytest.mark.parametrize("name", TAKEN)
def test_nobody_takes_a_name_that_the_record_has_for_another(night: World, name: str):
    before = kept(night, "timeline")
    mo = night.mo.signs_in()
    opens(night, mo, "Dana")

    page = mo.presses("Change them", name=name)

    assert page.status == 422
    assert page.shows(f"The record calls somebody else {name}, or did: add an initial or another name")
    assert ("name", name) in page.form("Change them").fields
    mo.open("/manage/people/new")
    page = mo.presses("Add", name=name, email="new@example.com")
    assert page.status == 422
    assert page.shows(f"The record calls somebody else {name}, or did")
    assert kept(night, "timeline") == before


def test_an_older_name_is_nobody_elses_but_can_be_had_again(night: World):
    renamed(night)
    mo = night.mo.signs_in()
    opens(night, mo, "Eve")
    assert mo.presses("Change them", name="Dana Okafor").status == 422

    renamed(night, "Dana Okafor")

    assert of(night, "Dana").name == "Dana Okafor"


def test_the_commands_say_so_too(night: World):
    runner = night.app.test_cli_runner()
    add = ["staff", "add", "--email", "x@example.com", "--password", PASSWORD, "--name", "Eve Lindqvist"]

    for args in (add, ["staff", "break-glass", "Eve Lindqvist"]):
        done = runner.invoke(args=args)
        assert done.exit_code
        assert "The record calls somebody else Eve Lindqvist" in done.output
