"""Signing in anew, another authenticator app, and any days of the rota: everybody can use them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Night, troubles
from tests.browser.test_desk_access import seen
from tests.browser.test_pages import signs_in
from tests.stories.test_drills import of


def test_somebody_can_be_let_in_anew_and_choose_a_password(night: Night) -> None:
    night.world.dana.signs_in()
    who = of(night.world, "Dana").id
    page = night.page()
    signs_in(page, "/manage/people")
    assert seen(page, "/manage/people", f"/manage/people/{who}", f"/manage/people/{who}/reset") == []

    page.get_by_role("button", name="Yes, void it and mail the link").click()
    expect(page.get_by_role("status")).to_contain_text("A link for a new password was mailed")
    assert troubles(page) == []
    night.world.settles()
    theirs = night.page()
    theirs.goto(night.world.dana.mailbox.receives("let you sign in anew").link)
    assert troubles(theirs) == []
    theirs.get_by_label("The new password").fill("short")
    theirs.get_by_role("button", name="Use this password").click()
    expect(theirs.get_by_role("alert")).to_be_focused()
    assert troubles(theirs) == []
    theirs.get_by_label("The new password").fill("a wholly other phrase")
    theirs.get_by_role("button", name="Use this password").click()
    expect(theirs.get_by_role("heading", level=1)).to_have_text("A new password was chosen")
    assert troubles(theirs) == []


def test_a_link_that_is_over_says_so_to_everybody(night: Night) -> None:
    mo = night.world.mo.signs_in()
    for _ in range(2):
        mo.open(f"/manage/people/{of(night.world, 'Dana').id}/reset")
        mo.presses("Yes, void it and mail the link")
        night.world.passes(minutes=2)
    page = night.page()

    page.goto(night.world.dana.mailbox.receives("let you sign in anew").link)

    expect(page.get_by_role("heading", level=1)).to_have_text("This link opens nothing any more")
    assert troubles(page) == []


def test_a_name_and_an_address_can_be_changed_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/people")
    page.goto(f"/manage/people/{of(night.world, 'Dana').id}")

    page.get_by_label("What they sign in with").fill("dana")
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert troubles(page) == []
    page.get_by_label("What they sign in with").fill("dana@elsewhere.example")
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_role("status")).to_have_text("Dana Okafor signs in with dana@elsewhere.example")


def test_another_app_can_be_set_up_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/sessions")
    page.get_by_role("link", name="Set up an authenticator app").click()
    assert troubles(page) == []

    page.get_by_role("button", name="Show a new key").click()
    expect(page.locator(".reference")).to_be_visible()
    assert troubles(page) == []
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert troubles(page) == []


def test_any_days_of_the_rota_can_be_read_by_everybody(night: Night) -> None:
    page = night.page()
    signs_in(page, "/manage/rota")
    assert seen(page, "/manage/rota?from=2026-12-18", "/manage/rota?from=2026-10-01") == []

    page.get_by_label("Show from").fill("2026-12-25")
    page.get_by_role("button", name="Show 14 days").click()
    expect(page.get_by_role("heading", name="14 days from 25 December 2026")).to_be_visible()
    for refused in ("2020-01-01", "soon"):
        page.goto(f"/manage/rota?from={refused}")
        assert page.title().startswith("Error: ")
        expect(page.get_by_role("alert")).to_contain_text(f"“{refused}” is")
        expect(page.get_by_label("Show from")).to_have_value("2026-11-21")
        assert troubles(page) == []
