"""Drills at the desk: who takes part, who may start one, what is asked first, and what is shown of it after."""

import pytest

from app.store import drills as kept
from tests.stories.test_drills import agree, of
from tests.web.seen import filled, memory
from tests.web.seen import kept as rows
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

DRILLS = "/manage/drills"
PLAN = {"is_on": "on", "weekday": "1", "time": "10:30"}


def at_drills(world: World) -> Browser:
    browser = world.mo.signs_in()
    browser.open(DRILLS)
    return browser


def starts(world: World, only: str = "all") -> Page:
    """Mo is asked first, and presses."""
    browser = world.mo.signs_in()
    browser.open(f"{DRILLS}/new?only={only}")
    page = browser.presses("Start the drill")
    world.settles()
    return page


def has_a_plan(world: World):
    with world.desk.database.reading() as session:
        return kept.weekly(session)


def test_with_nobody_who_agreed_the_page_says_so_and_offers_no_button(night: World):
    page = at_drills(night).page

    assert page and page.headline == "Drills"
    assert page.text.count("does not") == 3
    assert page.shows("Nobody takes part in drills yet")
    assert page.shows("There was none yet")
    assert not page.shows("Start a drill")


def test_who_takes_part_is_listed_with_since_when(night: World):
    agree(night, "Dana")

    page = at_drills(night).page

    assert page and page.shows("Dana Okafor since Sat 21 Nov 02:10")
    assert page.shows("Eve Lindqvist does not")
    assert filled(page.form("Set the weekly drill"))["is_on"] == ["off"]


@pytest.mark.parametrize(("only", "whom"), [("all", ["Dana Okafor", "Eve Lindqvist"]), ("Eve", ["Eve Lindqvist"])])
def test_it_is_asked_first_whom_it_wakes_and_asking_starts_nothing(night: World, only: str, whom: list[str]):
    agree(night, "Dana", "Eve")
    chosen = only if only == "all" else of(night, only).id
    browser = night.mo.signs_in()
    before = memory(night)

    page = browser.open(f"{DRILLS}/new?only={chosen}")

    assert page.headline == "Start a drill now?"
    names = ("Dana Okafor", "Eve Lindqvist", "Mo Haddad")
    assert [name for name in names if name in page.text] == whom
    assert page.shows("in the order of the steps") == (only == "all")
    assert memory(night) == before


def test_started_it_says_so_and_pages_whoever_takes_part(night: World):
    agree(night, "Dana")

    page = starts(night)

    assert page.url == DRILLS
    assert page.shows("has started. It ends when somebody answers, or after 30 minutes")
    assert page.shows("running")
    assert page.shows("A drill is running already")
    assert night.dana.phone.receives_text("P365 DRILL")
    assert night.eve.phone.is_quiet()


def test_a_drill_for_one_wakes_that_one(night: World):
    agree(night, "Dana", "Eve")

    starts(night, of(night, "Eve").id)

    assert night.eve.phone.receives_text("P365 DRILL")
    assert night.dana.phone.is_quiet()


def test_afterwards_the_list_says_who_took_how_long_and_how_each_was_reached(night: World):
    agree(night, "Dana")
    starts(night)
    night.passes(seconds=95)
    night.dana.phone.receives_text("P365 DRILL").opens_link().presses("Acknowledge")

    page = at_drills(night).page

    assert page and page.shows("Dana took 1 min 35 s")
    assert page.shows("Dana: text")
    assert page.shows("; answered")
    (drill,) = rows(night, "incidents")
    assert page.link(drill["reference"]) == f"/manage/incidents/{drill['reference']}"


def test_nobody_answered_is_said(night: World):
    agree(night, "Dana")
    starts(night)

    night.passes(minutes=31)

    page = at_drills(night).page
    assert page and page.shows("nobody answered")


@pytest.mark.parametrize("why", ["nobody", "emergency", "running"])
def test_where_none_can_start_it_is_said_before_and_a_press_starts_none(night: World, why: str):
    agree(night, "Dana")
    browser = night.mo.signs_in()
    browser.open(f"{DRILLS}/new")
    assert browser.page is not None
    form = browser.page.form("Start the drill")
    if why == "nobody":
        stops(night, "Dana")
    elif why == "emergency":
        night.carol.reports("crm")
    else:
        starts(night)
    before = len(rows(night, "incidents"))
    words = {
        "nobody": "Nobody takes part in drills yet",
        "emergency": "An emergency is open, and goes first",
        "running": "A drill is running already",
    }[why]

    page = browser.sends(form, "Start the drill")

    assert page.shows(f"No drill was started. {words}")
    assert len(rows(night, "incidents")) == before
    assert browser.open(f"{DRILLS}/new").shows(f"{words}. No drill can start now.")
    assert "Start the drill" not in browser.page.text


def stops(world: World, name: str) -> None:
    browser = getattr(world, name.lower()).signs_in()
    browser.open(f"/manage/people/{of(world, name).id}")
    browser.presses("Take part no more")


def test_the_weekly_drill_is_set_and_shown(night: World):
    page = at_drills(night).presses("Set the weekly drill", **PLAN)

    assert page.url == DRILLS
    assert page.shows("The weekly drill is set")
    assert page.shows("Every Tuesday at 10:30. The next one is at Tue 24 Nov 10:30.")
    form = filled(page.form("Set the weekly drill"))
    assert {name: form[name] for name in PLAN} == {name: [value] for name, value in PLAN.items()}


def test_the_weekly_drill_is_turned_off(night: World):
    browser = at_drills(night)
    browser.presses("Set the weekly drill", **PLAN)

    page = browser.presses("Set the weekly drill", is_on="off")

    assert page.shows("There is no weekly drill any more")
    assert page.shows("There is none.")
    plan = has_a_plan(night)
    assert plan and (plan.is_on, plan.next_at) == (False, None)


@pytest.mark.parametrize("typed", ["", "half past ten", "25:00"])
def test_a_time_that_is_none_is_said_at_the_field_and_nothing_is_set(night: World, typed: str):
    page = at_drills(night).presses("Set the weekly drill", **(PLAN | {"weekday": "4", "time": typed}))

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem")
    assert 'href="#time"' in page.html
    assert page.text.count("Say at what time, as in 10:30") == 2
    form = filled(page.form("Set the weekly drill"))
    assert (form["time"], form["weekday"]) == ([typed], ["4"])
    assert has_a_plan(night) is None


def test_what_was_not_offered_sets_nothing(night: World):
    page = at_drills(night).presses("Set the weekly drill", **(PLAN | {"weekday": "9"}))

    assert page.status == 422
    assert has_a_plan(night) is None


def test_a_plan_that_was_set_is_in_the_form_when_it_is_opened_again(night: World):
    at_drills(night).presses("Set the weekly drill", **(PLAN | {"weekday": "3", "time": "06:05"}))

    page = at_drills(night).page

    assert page is not None
    form = filled(page.form("Set the weekly drill"))
    assert (form["time"], form["weekday"]) == (["06:05"], ["3"])


def test_everybody_agrees_for_themselves_on_their_own_page(night: World):
    dana = night.dana.signs_in()
    page = dana.open(f"/manage/people/{of(night, 'Dana').id}")
    assert page.shows("Dana does not take part in drills")

    page = dana.presses("I take part in drills")

    assert page.shows("You take part in drills from now on")
    assert page.shows("Dana takes part in drills, since Sat 21 Nov 02:10")
    assert page.shows("Take part no more")
    assert of(night, "Dana").drills_since == night.clock.now()
    page = dana.presses("Take part no more")
    assert page.shows("You take part in drills no more")
    assert of(night, "Dana").drills_since is None


def test_nobody_agrees_for_another(night: World):
    mo = night.mo.signs_in()
    page = mo.open(f"/manage/people/{of(night, 'Dana').id}")
    assert page.shows("does not take part in drills")
    assert not page.shows("I take part in drills")
    own = mo.open(f"/manage/people/{of(night, 'Mo').id}").form("I take part in drills")
    own.action = f"/manage/people/{of(night, 'Dana').id}/drills"

    assert mo.sends(own, "I take part in drills").status == 403
    assert of(night, "Dana").drills_since is None


@pytest.mark.parametrize("path", ["", "/new"])
def test_an_engineer_starts_and_plans_none(night: World, path: str):
    agree(night, "Dana")

    page = night.dana.signs_in().open(DRILLS + path)

    assert page.status == 403
    assert not [link for link, _ in page.links if link == DRILLS]


@pytest.mark.parametrize("path", ["", "/plan"])
def test_an_engineers_press_changes_nothing(night: World, path: str):
    agree(night, "Dana")
    dana = night.dana.signs_in()
    token = dict(dana.open("/manage/").form("Sign out").fields)["csrf_token"]

    page = dana.open(DRILLS + path, method="POST", data={"csrf_token": token, "only": "all", **PLAN})

    assert page.status == 403
    assert rows(night, "incidents") == []
    assert has_a_plan(night) is None


def test_whoever_is_not_signed_in_is_asked_to(night: World):
    assert night.carol.browser().open(DRILLS).headline == "Sign in to the desk"
