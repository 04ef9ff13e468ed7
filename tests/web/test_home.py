"""The home page, the gate, and what is sent around closing time."""

import pytest

from tests.web.seen import PAGE_2, kept
from tests.world import World


def test_at_night_the_gate_is_open(night: World):
    page = night.carol.browser().open("/")

    assert page.headline == "Report an emergency"
    assert page.shows("Emergency support is open now")
    assert 'data-gate="open"' in page.html
    assert page.shows("Saturday 21 November")
    assert page.shows("reply within 2 hours")


def test_in_normal_hours_the_way_is_to_the_daytime_team(noon: World):
    page = noon.carol.browser().open("/")

    assert page.headline == "It's normal support hours now"
    assert 'data-gate="closed"' in page.html
    assert page.shows("Emergency support opens at 5:00pm")
    assert page.shows("help@prospectsoft.com")
    assert not page.shows("open now")


@pytest.mark.parametrize(
    ("when", "gate"),
    [
        ("Friday 08:29", "open"),
        ("Friday 08:30", "closed"),
        ("Friday 16:29", "closed"),
        ("Friday 16:30", "open"),
        ("Thursday 16:30", "closed"),
        ("Thursday 17:00", "open"),
        ("2026-12-25T12:00:00+00:00", "open"),
    ],
)
def test_the_gate_turns_on_the_minute(world: World, when: str, gate: str):
    world.at(when)

    assert f'data-gate="{gate}"' in world.carol.browser().open("/").html


def test_a_bank_holiday_is_said(world: World):
    world.at("2026-12-25T12:00:00+00:00")

    assert world.carol.browser().open("/").shows("Today is a bank holiday")


def test_while_it_is_closed_the_form_shows_the_better_way_first(noon: World):
    page = noon.carol.browser().open("/report")

    assert page.headline == "It's normal support hours now"
    assert page.shows("Send it to us here anyway")


def test_sent_anyway_it_goes_to_the_daytime_desk_and_wakes_nobody(noon: World):
    browser = noon.carol.browser()

    browser.open("/report?anyway=yes")
    browser.presses("Continue", services="crm", affected="everyone")
    page = browser.presses("Send to the daytime team", **PAGE_2)
    noon.settles()

    assert page.status == 200
    assert "Our daytime team" in page.headline
    (report,) = kept(noon, "reports")
    assert page.shows(f"Your reference {report['reference']}")
    assert page.shows(noon.desk.policy.clauses["PS-1"].text)
    assert page.shows(PAGE_2["errors"])
    assert (report["verdict"], report["incident_id"]) == ("closed", None)
    desk_mails = [d for d in noon.deliveries() if d.address == noon.desk.policy.desk_mail]
    assert [mail.wording for mail in desk_mails] == ["desk-handover"]
    assert noon.dana.phone.is_quiet()
    assert noon.dana.mailbox.is_quiet()


def test_a_form_that_was_opened_in_time_and_sent_after_closing_is_kept_and_handed_over(world: World):
    world.at("Monday 08:20")
    browser = world.carol.browser()
    browser.open("/report")
    page_2 = browser.presses("Continue", services="crm", affected="everyone")
    assert page_2.form("Send and alert an engineer")

    world.at("Monday 08:31")
    page = browser.presses("Send", **PAGE_2)
    world.settles()

    assert "Our daytime team" in page.headline
    (report,) = kept(world, "reports")
    assert report["verdict"] == "closed"
    assert report["handed_over_at"] == world.clock.now()
    assert world.dana.phone.is_quiet()
