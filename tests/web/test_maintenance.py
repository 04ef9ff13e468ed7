"""Maintenance windows at the desk: announced, changed, ended and cancelled, with errors that lose nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.web.seen import filled, kept
from tests.web.test_any_words import POLYGLOTS, is_harmless
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

NIGHTLY = {
    "kind": "planned",
    "services": "crm",
    "starts_at": "2026-11-22T22:00",
    "ends_at": "2026-11-23T02:00",
    "published_at": "",
    "note": "You cannot sign in for about an hour.",
}
NOW = NIGHTLY | {"kind": "emergency", "starts_at": "2026-11-21T02:00", "ends_at": "2026-11-21T04:00"}


def at_maintenance(world: World) -> Browser:
    browser = world.mo.signs_in()
    browser.open("/manage/maintenance")
    return browser


def announces(world: World, **changes: Any) -> Page:
    return at_maintenance(world).presses("Announce it", **(NIGHTLY | changes))


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def window_page(world: World, browser: Browser) -> Page:
    return browser.open(f"/manage/maintenance/{kept(world, 'maintenance_windows')[0]['id']}")


def test_a_window_is_announced_and_listed(night: World):
    page = announces(night)

    assert page.status == 200
    assert page.url == "/manage/maintenance"
    for words in ("Prospect 365 CRM", "Planned maintenance", "Sun 22 Nov 22:00", "Mon 23 Nov 02:00", "Does not count"):
        assert page.shows(words), words
    (row,) = kept(night, "maintenance_windows")
    assert (row["services"], row["published_at"]) == (["crm"], night.clock.now())
    (event,) = [event for event in kept(night, "timeline") if event["kind"] == "maintenance.announced"]
    assert (event["actor"], event["facts"]["window"]) == ("Mo Haddad", row["id"])


def test_all_services_are_kept_as_none_named(night: World):
    page = announces(night, services=["crm", "all"])

    assert page.shows("All services")
    assert kept(night, "maintenance_windows")[0]["services"] == []


def test_notice_that_was_given_before_is_kept(night: World):
    announces(night, kind="emergency", published_at="2026-11-19T10:00")

    assert kept(night, "maintenance_windows")[0]["published_at"] == utc("2026-11-19 10:00")


def test_too_little_notice_is_said_at_once(night: World):
    page = announces(night, kind="emergency")

    assert page.shows("Counts: emergency maintenance without any of the 4 h of notice in business hours")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": []}, "Choose the kind"),
        ({"services": []}, "Choose what is worked on"),
        ({"services": "nothing"}, "is not a valid choice"),
        ({"starts_at": ""}, "Say when it starts, as in 2026-11-24 17:00"),
        ({"starts_at": "tomorrow"}, "Say when it starts, as in 2026-11-24 17:00"),
        ({"ends_at": "2026-11-31T02:00"}, "Say when it ends, as in 2026-11-24 17:00"),
        ({"ends_at": "2026-11-22T22:00"}, "The end must be later than the start"),
        ({"ends_at": "2027-11-23T02:00"}, "This is longer than 31 days: check both dates"),
        ({"starts_at": "2028-11-22T22:00", "ends_at": "2028-11-23T02:00"}, "check the year"),
        ({"published_at": "yesterday"}, "Say when notice was given"),
        ({"published_at": "2026-11-22T10:00"}, "Notice cannot have been given later than now"),
        ({"starts_at": "2026-11-21T02:00"}, "Planned maintenance is announced before it starts"),
        ({"starts_at": "2027-03-28T01:30", "ends_at": "2027-03-28T04:00"}, "Sunday 28 March 2027 does not happen"),
        ({"note": "x" * 501}, "Shorten the note to 500 characters"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_an_error_at_its_field_and_loses_nothing(night: World, changes: dict[str, Any], words: str):
    page = announces(night, **changes)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem")
    assert page.text.count(words) >= 2, "in the summary and at the field"
    again = filled(page.form("Announce it"))
    for name, value in (NIGHTLY | changes).items():
        assert again.get(name, []) == ([value] if isinstance(value, str) else value) or value == "nothing", name
    assert kept(night, "maintenance_windows") == []


class TestTheRepeatedHour:
    """On 31 October 2027 the clocks go back at 2am, so that 1:30am happens twice."""

    TIMES = {"starts_at": "2027-10-31T01:30", "ends_at": "2027-10-31T03:00"}  # noqa: RUF012

    @pytest.fixture
    def autumn(self, world: World) -> World:
        world.at("2027-10-29T22:00:00+00:00")
        return world

    def test_it_is_asked_about(self, autumn: World):
        page = announces(autumn, **self.TIMES)

        assert page.status == 422
        assert page.shows("1:30am on Sunday 31 October 2027 happens twice: say which one you mean")
        assert page.shows("Which start do you mean?")
        assert not page.shows("Which end do you mean?")
        assert kept(autumn, "maintenance_windows") == []

    @pytest.mark.parametrize(
        ("which", "starts", "shown"),
        [("first", "2027-10-31 00:30", "01:30 BST"), ("second", "2027-10-31 01:30", "01:30 GMT")],
    )
    def test_the_answer_decides(self, autumn: World, which: str, starts: str, shown: str):
        browser = at_maintenance(autumn)
        browser.presses("Announce it", **(NIGHTLY | self.TIMES))

        page = browser.presses("Announce it", starts_at_which=which)

        assert page.shows(shown)
        assert kept(autumn, "maintenance_windows")[0]["starts_at"] == utc(starts)
        form = window_page(autumn, browser).form("Save the change")
        assert filled(form)["starts_at_which"] == [which]

    def test_an_answer_to_a_time_that_is_changed_again_is_not_asked_for(self, autumn: World):
        browser = at_maintenance(autumn)
        browser.presses("Announce it", **(NIGHTLY | self.TIMES))

        page = browser.presses("Announce it", starts_at="2027-10-31T00:30")

        assert page.status == 200


def test_a_change_that_moves_it_is_notice_anew(night: World):
    browser = at_maintenance(night)
    browser.presses("Announce it", **NIGHTLY)
    announced = night.clock.now()
    night.clock.move(timedelta(hours=1))

    window_page(night, browser)
    browser.presses("Save the change", ends_at="2026-11-23T01:00")
    assert kept(night, "maintenance_windows")[0]["published_at"] == announced, "a shorter one was announced"

    window_page(night, browser)
    page = browser.presses("Save the change", starts_at="2026-11-22T21:00")
    assert page.shows("Sun 22 Nov 21:00")
    (row,) = kept(night, "maintenance_windows")
    assert row["published_at"] == row["entered_at"] == night.clock.now()
    assert row["note"] == NIGHTLY["note"]


def test_a_change_that_cannot_be_keeps_what_was_typed(night: World):
    browser = at_maintenance(night)
    browser.presses("Announce it", **NIGHTLY)
    before = kept(night, "maintenance_windows")
    window_page(night, browser)

    page = browser.presses("Save the change", ends_at="2026-11-22T20:00", note="Other words")

    assert page.status == 422
    assert page.shows("The end must be later than the start")
    assert filled(page.form("Save the change"))["note"] == ["Other words"]
    assert kept(night, "maintenance_windows") == before


def test_one_that_has_started_meanwhile_is_not_changed_and_what_was_typed_is_shown(night: World):
    browser = at_maintenance(night)
    browser.presses("Announce it", **(NIGHTLY | {"starts_at": "2026-11-21T02:15"}))
    window_page(night, browser)
    night.at("Saturday 02:15")
    before = kept(night, "maintenance_windows")

    page = browser.presses("Save the change", ends_at="2026-11-23T05:00", note="Other words",
                           published_at="2026-11-21T01:00")  # fmt: skip

    assert page.status == 409
    assert page.shows("It has started meanwhile: end it below, or announce another window")
    assert filled(page.form("Save the change"))["note"] == ["Other words"]
    assert page.form("End it now")
    assert kept(night, "maintenance_windows") == before


def test_a_change_that_is_wrong_and_too_late_keeps_what_was_typed_too(night: World):
    browser = at_maintenance(night)
    browser.presses("Announce it", **(NIGHTLY | {"starts_at": "2026-11-21T02:15"}))
    window_page(night, browser)
    night.at("Saturday 02:15")

    page = browser.presses("Save the change", ends_at="soon", note="Other words")

    assert page.status == 422
    assert page.shows("It has started meanwhile")
    assert page.shows("Say when it ends")
    assert filled(page.form("Save the change"))["note"] == ["Other words"]


def test_cancelling_one_that_has_started_meanwhile_offers_to_end_it_with_the_same_words(night: World):
    browser = at_maintenance(night)
    browser.presses("Announce it", **(NIGHTLY | {"starts_at": "2026-11-21T02:15"}))
    window_page(night, browser)
    night.at("Saturday 02:15")

    page = browser.presses("Cancel the maintenance", reason="The vendor is ill")

    assert page.status == 409
    assert page.shows("It has started meanwhile: end it instead")
    assert filled(page.form("End it now"))["reason"] == ["The vendor is ill"]
    assert browser.presses("End it now").shows("Over, ended early: The vendor is ill")


def test_a_window_is_cancelled_with_a_reason(night: World):
    browser = at_maintenance(night)
    browser.presses("Announce it", **NIGHTLY)
    window_page(night, browser)

    missing = browser.presses("Cancel the maintenance", reason=" ")
    assert missing.status == 422
    assert missing.text.count("Say why it is cancelled") >= 2
    page = browser.presses("Cancel the maintenance", reason="The vendor is ill")

    assert page.shows("Cancelled at Sat 21 Nov 02:10: The vendor is ill")
    assert [form.action for form in page.forms] == ["/manage/sign-out"]
    assert browser.open("/manage/maintenance").shows("cancelled")
    assert not night.carol.browser().open("/").shows("Maintenance in the next 7 days")


def test_a_running_window_is_ended_early_once(night: World):
    browser = at_maintenance(night)
    browser.presses("Announce it", **NOW)
    page = window_page(night, browser)
    form = page.form("End it now")
    assert not [button for form in page.forms for button in form.buttons if "Save" in button[0]]

    page = browser.sends(form, "End it now", reason="Done sooner")
    ended = night.clock.now()
    night.clock.move(timedelta(minutes=5))
    browser.sends(form, "End it now", reason="Twice")

    assert page.shows("Over, ended early: Done sooner")
    assert page.shows("was to be Sat 21 Nov 04:00")
    (row,) = kept(night, "maintenance_windows")
    assert (row["ended_at"], row["reason"]) == (ended, "Done sooner")


def test_engineers_read_and_do_nothing(night: World):
    announces(night)
    browser = night.dana.signs_in()

    page = browser.open("/manage/maintenance")
    assert page.shows("Prospect 365 CRM")
    assert [form.action for form in page.forms] == ["/manage/sign-out"]
    assert [form.action for form in window_page(night, browser).forms] == ["/manage/sign-out"]


@pytest.mark.parametrize("window_id", ["0" * 32, "nonsense", "%00", "ä", "A" * 3000])
def test_an_unknown_window_is_not_there(each_world: World, window_id: str):
    night = each_world
    night.at("Saturday 02:10")
    browser = at_maintenance(night)
    browser.presses("Announce it", **NIGHTLY)
    window_page(night, browser)
    assert browser.page is not None
    change, cancellation = browser.page.form("Save the change"), browser.page.form("Cancel the maintenance")
    change.action = f"/manage/maintenance/{window_id}"
    cancellation.action = f"{change.action}/cancellation"

    assert browser.open(change.action).status == 404
    assert browser.sends(change, "Save the change").status == 404
    assert browser.sends(cancellation, "Cancel the maintenance", reason="x").status == 404
    assert kept(night, "maintenance_windows")[0]["cancelled_at"] is None


@pytest.mark.parametrize("words", POLYGLOTS)
def test_no_page_runs_what_is_typed_into_a_window(night: World, words: str):
    browser = at_maintenance(night)

    wrong = browser.presses("Announce it", **(NOW | {"note": words, "starts_at": words, "published_at": words}))
    page = browser.presses("Announce it", **(NOW | {"note": words}))
    window_page(night, browser)
    ended = browser.presses("End it now", reason=words)

    assert ended.shows(" ".join(words.split()))
    for one in (wrong, page, ended, night.carol.browser().open("/")):
        assert is_harmless(one.html)
