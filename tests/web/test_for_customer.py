"""An incident for its customer, on paper: all that is theirs, and nothing that is ours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain import policy_file
from tests.stories.test_afterwards import at
from tests.stories.test_overturning import overturns, refused
from tests.web import week
from tests.web.seen import memory
from tests.world import World
from tests.world.page import Page


@pytest.fixture
def told(world: World) -> World:
    """A Wednesday night's incident with all that can be written about it; it was answered ten minutes late."""
    world.at("Wednesday 02:10")
    report = world.carol.reports("crm", "Error 42")
    world.reference = report.reference  # type: ignore[attr-defined]
    world.passes(minutes=20)
    desk = world.dana.signs_in()
    desk.open(f"/manage/incidents/{report.reference}")
    desk.presses("Acknowledge")
    desk.presses("Add the note", words="Their admin is hopeless")
    report.browser.open(report.browser.page.url)  # type: ignore[union-attr]
    report.browser.presses("Add this", words="It began after lunch")
    world.passes(minutes=20)
    desk.open(f"/manage/incidents/{report.reference}")
    desk.presses("Hand it back", words="I am too tired")
    world.passes(minutes=90)
    mo = world.mo.signs_in()
    mo.open(f"/manage/incidents/{report.reference}")
    mo.presses("Acknowledge")
    mo.presses("Reply to the customer", words="A full disk, we empty it")
    mo.open(f"/manage/incidents/{report.reference}")
    mo.presses("It's fixed", words="Emptied the disk")
    mo.open(f"/manage/incidents/{report.reference}/breach")
    mo.presses("Keep the note", cause="asleep", words="Dana overslept")
    world.settles()
    return world


def opened(world: World) -> Page:
    browser = world.mo.signs_in()
    page = browser.open(f"/manage/incidents/{world.reference}")  # type: ignore[attr-defined]
    return browser.open(page.link("For the customer, to print"))


def test_it_says_what_they_told_us_what_was_promised_and_what_we_told_them(told: World):
    page = opened(told)

    assert page.shows("Error 42")
    assert page.shows("Response, PS-9")
    assert page.shows(
        "Due Wednesday 18 November 2026 04:10 GMT. We replied Wednesday 18 November 2026 04:20 GMT. Late."
    )
    assert page.shows("An engineer was alerted Wednesday 18 November 2026 02:10 GMT")
    assert page.shows("An engineer took it Wednesday 18 November 2026 02:30 GMT")
    assert page.shows("We called it fixed Wednesday 18 November 2026 04:20 GMT")
    assert page.shows("A full disk, we empty it")
    assert page.shows("Emptied the disk")
    assert page.shows("It began after lunch")
    assert page.shows("We missed our aim to reply in time")


def test_it_holds_no_notes_no_colleagues_no_rounds_and_no_providers(told: World):
    _, _, own = opened(told).text.partition("What you told us")

    assert own
    for ours in ("hopeless", "overslept", "tired", "Okafor", "Haddad", "Dana", "Round", "Text sent", "Alerting",
                 "twilio", "demo phones", "07700 900001", "50 %", "Nobody was awake"):  # fmt: skip
        assert ours not in own.partition("Is this page not working")[0], ours


def test_the_evidence_says_that_it_is_internal_and_leads_there(told: World):
    browser = told.mo.signs_in()

    page = browser.open(f"/manage/incidents/{told.reference}/evidence")  # type: ignore[attr-defined]

    assert page.shows("Internal: it holds colleagues' notes.")
    assert page.shows("Their admin is hopeless")
    assert browser.open(page.link("The page for the customer")).status == 200


def test_whoever_looks_changes_nothing(told: World):
    before = memory(told)

    opened(told)

    assert memory(told) == before


def test_what_is_no_incident_has_none(world: World):
    names = week.happens(world)
    browser = world.mo.signs_in()

    assert browser.open(f"/manage/incidents/{names['refused']}/for-customer").status == 404
    assert browser.open("/manage/incidents/ZZZZZ/for-customer").status == 404
    assert browser.open(f"/manage/incidents/{names['open']}/for-customer").shows("Not due yet.")


def test_what_was_accepted_after_all_is_told_as_it_went(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    world.reference = refused(world).reference  # type: ignore[attr-defined]
    world.passes(minutes=20)
    overturns(world, world.reference, "They pay well")  # type: ignore[attr-defined]

    page = opened(world)

    assert page.shows("What we decided At first we did not accept it: PS-5")
    assert page.shows(
        "On Saturday 21 November 2026 02:30 GMT we looked again and accepted it as an emergency. What was"
    )
    assert not page.shows("We accepted it as an emergency")
    assert not page.shows("They pay well")
    assert page.shows("We have not replied yet. Not due yet.")


def test_a_fix_at_another_time_is_told_apart_from_when_we_said_so(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.reference = report.reference  # type: ignore[attr-defined]
    world.passes(minutes=4)
    dana = world.dana.phone.receives_text(report.reference).opens_link()
    dana.presses("Acknowledge")
    world.passes(minutes=6)
    dana.presses("It's fixed", words="Made room")
    world.passes(minutes=10)
    assert opened(world).shows("We replied Saturday 21 November 2026 02:20 GMT We called it fixed Saturday 21 November")

    at(world, report, "/times").presses("Correct", fixed_at="2026-11-21T02:12", reason="The log says so")

    page = opened(world)
    assert not page.shows("We called it fixed")
    assert page.shows(
        "An engineer was alerted Saturday 21 November 2026 02:10 GMT "
        "It was fixed Saturday 21 November 2026 02:12 GMT "
        "An engineer took it Saturday 21 November 2026 02:14 GMT "
        "We replied Saturday 21 November 2026 02:20 GMT "
        "We told you so Saturday 21 November 2026 02:20 GMT"
    )


def test_what_was_opened_again_after_its_fix_was_corrected_is_told_by_its_last_fix(world: World):
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.reference = report.reference  # type: ignore[attr-defined]
    desk = world.mo.signs_in()
    for words in ("Made room", "Made more room"):
        world.passes(minutes=10)
        desk.open(f"/manage/incidents/{report.reference}")
        desk.presses("It's fixed", words=words)
        if words == "Made room":
            at(world, report, "/times").presses("Correct", fixed_at="2026-11-21T02:12", reason="The log says so")
            at(world, report, "/reopening").presses("Open it again", reason="It is not")
            assert not opened(world).shows("It was fixed")

    assert opened(world).shows("We called it fixed Saturday 21 November 2026 02:30 GMT")


def test_a_resolution_is_fixed_or_not(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, POLICY="informed")
    world.at("2026-11-23T10:00:00+00:00")
    world.reference = world.carol.reports("core", impact="unavailable").reference  # type: ignore[attr-defined]
    assert opened(world).shows("Due Monday 23 November 2026 14:00 GMT. Not fixed yet.")
    world.passes(minutes=10)
    desk = world.mo.signs_in()
    desk.open(f"/manage/incidents/{world.reference}")  # type: ignore[attr-defined]

    desk.presses("It's fixed", words="Made room")

    assert opened(world).shows(
        "Due Monday 23 November 2026 14:00 GMT. Fixed Monday 23 November 2026 10:10 GMT. In time."
    )


def test_where_the_acknowledgement_is_the_response_it_says_who_it_waited_for(
    sqlite_url: str, open_world: Callable[..., World], tmp_path: Path
):
    text = (policy_file.SHIPPED / "prospect365.toml").read_text() + '\n[response]\nmet_by = "acknowledgement"\n'
    policy = tmp_path / "policy.toml"
    policy.write_text(text)
    world = open_world(sqlite_url, POLICY=str(policy))
    world.at("Saturday 02:10")
    world.reference = world.carol.reports("crm").reference  # type: ignore[attr-defined]
    assert opened(world).shows("No engineer has taken it yet. Not due yet.")
    world.passes(minutes=4)

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    page = opened(world)
    assert page.shows("GMT. An engineer took it Saturday 21 November 2026 02:14 GMT. In time.")
    assert not page.shows("We replied")
