"""A person's own password: changed by whoever knows the present one, for one that is not weak."""

from __future__ import annotations

import pytest

from app.demo import PASSWORD
from tests.web.seen import same_browser
from tests.web.test_proof import sat_for
from tests.world import World
from tests.world.browser import Browser

BETTER = "three lamps and a kettle"


def changes(browser: Browser, present: str = PASSWORD, wanted: str = BETTER) -> Browser:
    browser.open("/manage/password")
    browser.presses("Change it", present=present, wanted=wanted)
    return browser


def signs_in(world: World, password: str) -> str:
    browser = world.carol.browser()
    browser.open("/manage/sign-in")
    return browser.presses("Sign in", email="dana@example.com", password=password).headline


def test_the_new_one_works_and_the_old_one_does_not(night: World):
    dana = changes(night.dana.signs_in())

    assert dana.page.shows("Your password is changed")
    assert signs_in(night, BETTER) == "Intake log"
    assert signs_in(night, PASSWORD) == "Sign in to the desk"


def test_every_other_browser_is_signed_out_and_a_copy_of_the_cookie_too(night: World):
    elsewhere, dana = night.dana.signs_in(), night.dana.signs_in()
    copy = same_browser(night, dana)

    changes(dana)

    assert dana.open("/manage/").headline == "Intake log"
    assert elsewhere.open("/manage/").headline == "Sign in to the desk"
    assert copy.open("/manage/").headline == "Sign in to the desk"


def test_its_owner_gets_a_mail_and_it_is_on_record(night: World):
    dana = changes(night.dana.signs_in())
    night.settles()

    assert "tell an administrator" in night.dana.mailbox.receives("Your password was changed").words
    dana.open("/manage/people")
    assert dana.open(dana.page.link("Dana Okafor")).shows("Dana changed their password")


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("short", "is too short"),
        ("okafor-and-friends", "okafor"),
        ("password1234", "everybody tries first"),
        ("", "Type"),
    ],
)
def test_a_weak_one_is_refused_and_not_repeated(night: World, wanted: str, why: str):
    dana = changes(night.dana.signs_in(), wanted=wanted)

    assert dana.page.status == 422
    assert dana.page.shows("There is a problem")
    assert why in dana.page.text
    assert PASSWORD not in dana.page.html
    assert signs_in(night, PASSWORD) == "Intake log"


def test_the_present_one_is_asked_for_however_lately_one_signed_in(night: World):
    dana = changes(night.dana.signs_in(), present="not-the-present-one")

    assert dana.page.status == 422
    assert dana.page.shows("That is not your present password")
    assert signs_in(night, BETTER) == "Sign in to the desk"


def test_tries_are_counted(night: World):
    dana = sat_for(night, "dana")
    for _ in range(10):
        changes(dana, present="wrong")

    assert changes(dana).page.status == 429


def test_a_command_takes_no_weak_one_either(night: World):
    run = night.app.test_cli_runner()

    done = run.invoke(args=["staff", "reset", "--email", "dana@example.com", "--password", "okafor-okafor"])

    assert done.exit_code == 1
    assert 'has "okafor" in it' in done.output
    assert signs_in(night, PASSWORD) == "Intake log"
