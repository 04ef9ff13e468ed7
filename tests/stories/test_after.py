"""After the acknowledgement: a mistake undone, a colleague woken, a promise made, somebody who takes over."""

from __future__ import annotations

from tests.world import World
from tests.world.browser import Browser


def takes(world: World) -> Browser:
    """Dana acknowledges from her text."""
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    world.settles()
    return browser


def test_a_mistake_is_undone_within_two_minutes_and_paging_goes_on(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = takes(world)
    world.passes(minutes=2)

    page = browser.presses("I pressed by mistake")
    world.settles()

    assert page.shows("Nobody has it yet")
    assert world.incident(report.reference).is_waiting
    assert world.incident(report.reference).first_acknowledged_at is None
    assert "Dana pressed by mistake" in world.dana.phone.receives_text("STILL OPEN").words
    assert not report.page_shows("An engineer is on it")
    assert report.page_shows("That was a mistake, so we're alerting engineers again")


def test_after_two_minutes_it_is_handed_back_instead(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = takes(world)
    stale = browser.page.form("I pressed by mistake")
    world.passes(minutes=2, seconds=1)

    assert not browser.open(browser.page.url).shows("I pressed by mistake")
    page = browser.sends(stale, "I pressed by mistake")

    assert page.shows("You have")
    assert not world.incident(report.reference).is_waiting


def test_a_mistake_cannot_be_undone_once_the_customer_was_answered(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    browser = takes(world)

    page = browser.presses("Reply to the customer")

    assert not page.shows("I pressed by mistake")


def test_whoever_has_it_wakes_the_backup_and_keeps_it(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = takes(world)

    browser.presses("Wake the next person")
    world.settles()

    text = world.eve.phone.receives_text("Dana has it and asks for your help")
    assert len(text.words) <= 160
    assert world.eve.mailbox.receives("asks for your help")
    assert "asks for your help" in world.eve.picks_up().says
    eve = text.opens_link()
    assert eve.page.shows("Dana asks for your help")
    assert browser.open(browser.page.url).shows(f"You have {report.reference}")
    assert report.page_shows("The engineer called in a colleague")


def test_asked_again_the_next_people_are_woken(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    browser = takes(world)
    browser.presses("Wake the next person")
    world.settles()
    world.eve.phone.reads_all()

    browser.presses("Wake the next person")
    world.settles()

    assert world.eve.phone.is_quiet()
    assert world.mo.phone.receives_text("asks for your help")


def test_a_helper_takes_over_and_the_first_may_sleep(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = takes(world)
    browser.presses("Wake the next person")
    world.settles()

    page = world.eve.phone.receives_text("asks for your help").opens_link().presses("Take it over from Dana")
    world.settles()

    assert page.shows(f"You have {report.reference}")
    assert "acknowledged by Eve" in world.dana.phone.receives_text("go back to sleep").words
    assert world.kinds(report.reference).count("acknowledged") == 2
    assert browser.open(browser.page.url).shows("Eve has had this")


def test_help_that_is_not_wanted_any_more_wakes_nobody(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    browser = takes(world)

    browser.presses("Wake the next person")
    browser.presses("It's fixed", words="Restarted")
    world.settles()

    assert world.eve.phone.is_quiet()


def test_the_customer_sees_when_the_engineer_means_to_reply(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = takes(world)

    browser.presses("Tell them so", minutes="15")

    assert report.page_shows("by 2:25am (15 min left). Our aim is 4:10am at the latest")


def test_a_promise_that_is_not_kept_is_told_to_who_made_it_and_to_the_manager(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    takes(world).presses("Tell them so", minutes="15")

    world.passes(minutes=15)

    for colleague in (world.dana, world.mo):
        assert "Dana said they would reply by now" in colleague.phone.receives_text("would reply by now").words
        assert colleague.mailbox.receives("would reply by now")
    assert world.kinds(report.reference).count("reply.overdue") == 1
    assert not report.page_shows("They told us that")


def test_a_promise_that_is_kept_is_no_trouble(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    browser = takes(world)
    browser.presses("Tell them so", minutes="15")
    browser.presses("Reply to the customer")
    world.dana.phone.reads_all()

    world.passes(minutes=20)

    assert world.dana.phone.is_quiet()


def test_a_promise_is_a_sign_of_life(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = takes(world)
    world.passes(minutes=29)

    browser.presses("Tell them so", minutes="60")
    world.passes(minutes=29)

    assert not world.incident(report.reference).is_waiting


def test_somebody_who_does_not_have_it_promises_nothing(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    eve = world.eve.phone.receives_text("STILL OPEN").opens_link()
    takes(world)
    token = eve.page.form("I can't")

    eve.sends(eve.page.form("Acknowledge"), "Acknowledge")
    eve.open(token.action.replace("/pass", "/promise"), method="POST", data={**dict(token.fields), "minutes": "15"})

    assert world.incident(report.reference).reply_promised_by is None
