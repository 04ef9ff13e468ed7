"""Pages about one's own account, and the question before a change: axe finds nothing, and none scrolls sideways."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from app.demo import PASSWORD
from tests.browser.conftest import Night, troubles
from tests.browser.test_desk_access import seen
from tests.browser.test_pages import signs_in
from tests.stories.test_drills import of
from tests.world.envelope import Envelope


def test_the_password_and_the_codes_can_be_used_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/sessions")
    assert seen(page, "/manage/sessions", "/manage/password", "/manage/passkeys", "/manage/recovery") == []

    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.locator("code")).to_have_count(10)
    assert troubles(page) == []

    page.goto("/manage/password")
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_label("The new password").fill("haddad")
    page.get_by_role("button", name="Change it").click()
    assert page.title().startswith("Error: ")
    assert troubles(page) == []


def test_the_question_before_a_change_can_be_answered_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/people")
    night.world.clock.move(timedelta(minutes=11))
    page.goto(f"/manage/people/{of(night.world, 'Eve').id}")
    assert troubles(page) == []
    page.get_by_label("What they may do").select_option("manager")
    page.get_by_role("button", name="Change the role").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    assert troubles(page) == []
    page.get_by_role("button", name="Go on").click()
    assert page.title().startswith("Error: ")
    assert troubles(page) == []
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("status").first).to_contain_text("Eve is a manager now")


def test_break_glass_accounts_can_be_seen_by_everybody(night: Night) -> None:
    Envelope.sealed(night.world, "Leeds safe")
    Envelope.sealed(night.world, "London safe").opens()
    page = night.page()
    signs_in(page, "/manage/people")
    expect(page.get_by_text("last used")).to_be_visible()
    assert troubles(page) == []

    page.get_by_role("link", name="London safe").click()
    expect(page.get_by_text("Somebody signed in by the break-glass account London safe")).to_be_visible()
    assert troubles(page) == []
    page.get_by_role("button", name="End this account").click()
    expect(page.get_by_role("status")).to_have_text("London safe lets nobody in any more")
    assert troubles(page) == []
