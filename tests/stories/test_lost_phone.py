"""A lost phone at three in the morning: whoever is paged answers without it, and without any sign-in."""

from __future__ import annotations

from tests.world import World


def test_the_mail_on_another_device_acknowledges_without_a_sign_in(world: World) -> None:
    """Dana's phone lies in a taxi. Her laptop has the mail, and nobody is signed in on it."""
    world.at("Saturday 03:00")
    report = world.carol.reports("crm", "Nobody can log in")

    laptop = world.dana.mailbox.receives("CRM down").opens_link()
    laptop.presses("Acknowledge", person="yes")

    assert report.page_shows("An engineer is on it")
    world.passes(minutes=20)
    assert world.eve.phone.is_quiet()


def test_a_found_phone_acknowledges_though_its_owner_is_locked_out_of_the_desk(world: World) -> None:
    """Somebody types Dana's password wrongly until the desk takes no more tries: her text's link is not the desk."""
    world.at("Saturday 03:00")
    browser = world.carol.browser()
    for _ in range(12):
        browser.open("/manage/sign-in")
        browser.presses("Sign in", email="dana@example.com", password="wrong")
    assert browser.page is not None
    assert browser.page.status == 429
    report = world.carol.reports("crm", "Nobody can log in")

    world.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")

    assert report.page_shows("An engineer is on it")
