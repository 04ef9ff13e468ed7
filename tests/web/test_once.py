"""One intent is one incident: double clicks, Back, refresh, two tabs, many at the same instant."""

from concurrent.futures import ThreadPoolExecutor

from tests.web.seen import PAGE_2, filled, kept, same_browser
from tests.world import World
from tests.world.browser import Browser


def ready_to_send(world: World, browser: Browser | None = None) -> Browser:
    browser = browser or world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    return browser


def test_a_double_press_is_one_report(night: World):
    browser = ready_to_send(night)
    assert browser.page is not None
    form = browser.page.form("Send")

    first = browser.sends(form, "Send", **PAGE_2)
    second = browser.sends(form, "Send", **PAGE_2)
    night.settles()

    assert first.url == second.url
    assert len(kept(night, "reports")) == len(kept(night, "incidents")) == 1
    assert len(night.dana.phone.all()) == 1


def test_back_and_on_again_is_the_same_report(night: World):
    browser = ready_to_send(night)
    assert browser.page is not None
    page_2 = browser.page.form("Send")
    first = browser.sends(page_2, "Send", **PAGE_2)

    again = browser.sends(page_2, "Send", **(PAGE_2 | {"errors": "Now it says something else"}))

    assert again.url == first.url
    assert len(kept(night, "reports")) == 1


def test_back_to_page_1_before_sending_is_the_same_intent(night: World):
    browser = ready_to_send(night)
    assert browser.page is not None
    intent = filled(browser.page.form("Send"))["intent"]

    assert filled(ready_to_send(night, browser).page.form("Send"))["intent"] == intent  # type: ignore[union-attr]


def test_refreshing_the_confirmation_changes_nothing(night: World):
    sent = night.carol.reports("crm")

    for _ in range(3):
        assert sent.page().status == 200

    assert len(kept(night, "reports")) == 1


def test_two_tabs_of_one_browser_are_one_report(night: World):
    browser = night.carol.browser()
    tabs = []
    for _ in range(2):
        tabs.append(ready_to_send(night, browser).page)

    pages = [browser.sends(tab.form("Send"), "Send", **PAGE_2) for tab in tabs if tab]

    assert pages[0].url == pages[1].url
    assert len(kept(night, "incidents")) == 1


def test_two_people_are_two_reports(night: World):
    first, second = night.carol.reports("crm"), night.carol.reports("crm")

    assert first.reference != second.reference
    assert len(kept(night, "reports")) == 2


def test_the_next_outage_is_another_report(night: World):
    browser = ready_to_send(night)
    browser.presses("Send", **PAGE_2)

    page = ready_to_send(night, browser).presses("Send", **PAGE_2)

    assert page.status == 200
    assert len(kept(night, "incidents")) == 2


def test_a_refusal_that_is_sent_twice_is_one(night: World):
    browser = night.carol.browser()
    form = browser.open("/report").form("Continue")

    pages = [browser.sends(form, "Continue", services="version-6", affected="everyone") for _ in range(2)]

    assert pages[0].url == pages[1].url
    assert len(kept(night, "reports")) == 1


def test_a_form_without_a_key_is_a_report_by_itself(night: World):
    browser = ready_to_send(night)
    assert browser.page is not None
    form = browser.page.form("Send")

    for intent in ("", "short", "x" * 65, "../../etc", "' OR 1=1 --"):
        assert browser.sends(form, "Send", **PAGE_2, intent=intent).status == 200

    assert len(kept(night, "reports")) == 5


def test_a_dozen_at_the_same_instant_are_one(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    browser = ready_to_send(world)
    assert browser.page is not None
    form = browser.page.form("Send")
    windows = [same_browser(world, browser) for _ in range(12)]

    def send(window: Browser) -> str:
        return window.sends(form, "Send", **PAGE_2).url

    with ThreadPoolExecutor(12) as threads:
        places = set(threads.map(send, windows))

    assert len(places) == 1
    assert len(kept(world, "reports")) == len(kept(world, "incidents")) == 1
    world.settles()
    assert len(world.dana.phone.all()) == 1
