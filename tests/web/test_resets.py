"""Somebody signs in anew: an administrator voids what let them in, and a link lets them choose a password, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.demo import PASSWORD
from app.domain import tokens
from tests.web.seen import kept
from tests.web.settings import PRODUCTION
from tests.web.test_people import of, opens
from tests.web.test_recovery import CODE
from tests.web.test_second_factor import code, gives_password, sets_up, shown_secret
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Colleague

NEW = "a wholly other phrase"
VOIDED = "Yes, void it and mail the link"
OVER = "This link opens nothing any more"


def voids(world: World, name: str, browser: Browser | None = None) -> Browser:
    """Mo lets somebody sign in anew."""
    mo = browser or world.mo.signs_in()
    mo.open(f"/manage/people/{of(world, name).id}/reset")
    mo.presses(VOIDED)
    world.settles()
    return mo


def link_of(world: World, who: Colleague) -> Browser:
    """The newest link that they were mailed, in a fresh browser."""
    return who.mailbox.all()[-1].opens_link()


def signs_in_by(world: World, password: str, name: str = "dana") -> str:
    browser = world.carol.browser()
    browser.open("/manage/sign-in")
    return browser.presses("Sign in", email=f"{name}@example.com", password=password).headline


def takes_role(world: World, name: str, role: str) -> None:
    done = world.app.test_cli_runner().invoke(args=["staff", "role", "--email", f"{name}@example.com", "--role", role])
    assert done.exit_code == 0, done.output


def is_in(browser: Browser) -> bool:
    return browser.open("/manage/").headline == "Intake log"


def test_a_person_chooses_a_new_password_by_the_link(night: World):
    at_home = night.dana.signs_in()

    mo = voids(night, "Dana")

    assert mo.page is not None
    assert mo.page.shows("A link for a new password was mailed to dana@example.com. It is good once, for an hour")
    assert mo.page.shows("A link for a new password was mailed; it is good until Sat 21 Nov 03:10")
    assert not is_in(at_home)
    assert signs_in_by(night, PASSWORD) == "Sign in to the desk"
    browser = night.dana.mailbox.receives("Mo Haddad let you sign in anew").opens_link()
    assert browser.presses("Use this password", wanted=NEW).shows("A new password was chosen")
    assert signs_in_by(night, NEW) == "Intake log"


def test_it_is_on_record_and_mailed(night: World):
    mo = voids(night, "Dana")
    link_of(night, night.dana).presses("Use this password", wanted=NEW)
    night.settles()

    page = opens(night, mo, "Dana")

    assert page.shows("Mo let Dana sign in anew, by a link: their old password, app, passkeys, recovery codes")
    assert page.shows("Dana chose a new password by the link")
    night.dana.mailbox.receives("A new password was chosen for your account, by the link")


def test_a_manager_without_their_phone_sets_up_another(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, **PRODUCTION)
    takes_role(world, "eve", "administrator")
    lost = sets_up(world)
    mo = gives_password(world)
    mo.presses("Sign in", code=code(world, lost))
    mo.open("/manage/recovery")
    codes = CODE.findall(mo.presses("Make ten new codes").html)
    boss = gives_password(world, "eve")
    boss.presses("Sign in", code=code(world, shown_secret(boss)))

    voids(world, "Mo", boss)

    assert not is_in(mo)
    token = world.desk.mint.token("reset", kept(world, "resets")[0]["id"])
    link = Browser(world.app, world.desk.settings.public_url)
    assert link.open(f"/resets/{token}").shows("set up a second step")
    assert link.presses("Use this password", wanted=NEW).shows("A new password was chosen")
    browser = Browser(world.app, world.desk.settings.public_url)
    browser.open("/manage/sign-in")
    page = browser.presses("Sign in", email="mo@example.com", password=NEW)
    assert page.headline == "Set up your authenticator app"
    assert browser.presses("Sign in", code=code(world, lost)).status == 422
    assert browser.presses("Sign in", code=codes[0]).status == 422
    world.clock.move(timedelta(minutes=1))
    assert browser.presses("Sign in", code=code(world, shown_secret(browser))).headline == "Intake log"


def test_a_look_at_the_link_changes_nothing(night: World):
    voids(night, "Dana")

    for _ in range(3):
        assert link_of(night, night.dana).page.shows("Choose a new password")  # type: ignore[union-attr]

    assert link_of(night, night.dana).presses("Use this password", wanted=NEW).shows("A new password was chosen")


def test_it_is_good_once(night: World):
    voids(night, "Dana")
    first, second = link_of(night, night.dana), link_of(night, night.dana)
    first.presses("Use this password", wanted=NEW)

    page = second.presses("Use this password", wanted="yet another long phrase")

    assert page.shows("If that was not you, tell an administrator at once")
    assert signs_in_by(night, NEW) == "Intake log"
    assert signs_in_by(night, "yet another long phrase") == "Sign in to the desk"


def test_of_two_at_once_one_chooses(each_world: World):
    voids(each_world, "Dana")
    browsers = {words: link_of(each_world, each_world.dana) for words in (NEW, "yet another long phrase")}
    together = threading.Barrier(len(browsers))

    def choose(words: str) -> None:
        together.wait()
        browsers[words].presses("Use this password", wanted=words)

    threads = [threading.Thread(target=choose, args=(words,)) for words in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(signs_in_by(each_world, words) for words in browsers) == ["Intake log", "Sign in to the desk"]
    mails = [row for row in kept(each_world, "deliveries") if "new password was chosen" in str(row["facts"])]
    assert len(mails) == 1


def test_it_lasts_an_hour(night: World):
    voids(night, "Dana")
    browser = link_of(night, night.dana)
    night.clock.move(timedelta(minutes=61))

    assert browser.presses("Use this password", wanted=NEW).shows(OVER)
    assert signs_in_by(night, NEW) == "Sign in to the desk"


def _again(world: World) -> None:
    world.clock.move(timedelta(minutes=1))
    voids(world, "Dana")


def _command(world: World) -> None:
    args = ["staff", "reset", "--email", "dana@example.com", "--password", "another-long-password"]
    assert world.app.test_cli_runner().invoke(args=args).exit_code == 0


def _gone_and_back(world: World) -> None:
    for way in ("deactivate", "activate"):
        done = world.app.test_cli_runner().invoke(args=["staff", way, "--email", "dana@example.com"])
        assert done.exit_code == 0


def _another_address(world: World) -> None:
    mo = world.mo.signs_in()
    opens(world, mo, "Dana")
    assert mo.presses("Change them", email="dana@elsewhere.example").shows("signs in with dana@elsewhere.example")


@pytest.mark.parametrize("later", [_again, _command, _gone_and_back, _another_address], ids=lambda one: one.__name__)
def test_it_is_dead_after_whatever_comes_later(night: World, later: Callable[[World], None]):
    voids(night, "Dana")
    browser = link_of(night, night.dana)

    later(night)

    assert browser.presses("Use this password", wanted=NEW).shows(OVER)
    assert browser.open(browser.page.url).shows(OVER)  # type: ignore[union-attr]
    assert signs_in_by(night, NEW) == "Sign in to the desk"


def test_whoever_has_left_has_no_link(night: World):
    voids(night, "Dana")
    browser = link_of(night, night.dana)
    night.leaves(night.dana)

    assert browser.presses("Use this password", wanted=NEW).status == 404


def test_a_made_up_link_opens_nothing_and_guesses_are_slowed_down(night: World):
    browser = night.carol.browser()

    answers = [browser.open(f"/resets/{'A' * 22}").status for _ in range(31)]

    assert answers == [404] * 30 + [429]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Type a new password"),
        ("short", "is too short: at least 12 characters"),
        ("okafor okafor okafor", "which is easily guessed of you"),
        ("prospectsoft at night", "which is easily guessed of you"),
    ],
)
def test_a_weak_password_is_an_error_and_the_link_stays_good(night: World, typed: str, why: str):
    voids(night, "Dana")
    browser = link_of(night, night.dana)

    page = browser.presses("Use this password", wanted=typed)

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows(why)
    assert browser.presses("Use this password", wanted=NEW).shows("A new password was chosen")


def test_the_page_says_what_a_good_password_is(night: World):
    voids(night, "Dana")

    page = link_of(night, night.dana).page

    assert page.shows("such as several words in a row. Leave out your name, your mail address and the name")  # type: ignore[union-attr]


def test_five_links_an_hour_go_to_a_person(night: World):
    mo = night.mo.signs_in()
    for _ in range(6):
        voids(night, "Dana", mo)
        night.clock.move(timedelta(minutes=1))

    assert mo.page.shows("5 links were sent to Dana within the hour. Wait a while")  # type: ignore[union-attr]
    assert len([one for one in night.deliveries() if one.wording == "sign-in-anew"]) == 5


def test_the_token_is_kept_nowhere(night: World):
    voids(night, "Dana")
    token = night.dana.mailbox.all()[-1].link.rpartition("/")[2]

    everything = str([kept(night, name) for name in ("resets", "deliveries", "timeline")])

    assert token not in everything
    assert tokens.fingerprint(token) in everything


def test_it_goes_to_what_they_sign_in_with_and_other_addresses_hear_of_it(night: World):
    with night.desk.database.writing() as session:
        method = next(one for one in _mails(session, of(night, "Dana").id))
        method.address = "dana@home.example"

    voids(night, "Dana")

    sent = {one.address: one.wording for one in night.deliveries() if one.wording in ("account", "sign-in-anew")}
    assert sent == {"dana@example.com": "sign-in-anew", "dana@home.example": "account"}


def _mails(session, staff_id: str):
    from app.store import staff

    return [one for one in staff.methods_of(session, [staff_id]) if one.medium == "mail"]


def test_nobody_resets_themselves_or_whoever_has_left(night: World):
    mo = night.mo.signs_in()
    assert not opens(night, mo, "Mo").shows("sign in anew")
    form = dict(mo.page.form("Change them").fields)  # type: ignore[union-attr]
    night.leaves(night.eve)

    for name in ("Mo", "Eve"):
        path = f"/manage/people/{of(night, name).id}/reset"
        assert mo.open(path).status == 409
        assert mo.open(path, method="POST", data={"csrf_token": form["csrf_token"]}).status == 409
    assert is_in(mo)


def test_it_asks_for_proof(night: World):
    mo = night.mo.signs_in()
    mo.open(f"/manage/people/{of(night, 'Dana').id}/reset")
    night.clock.move(timedelta(minutes=11))

    assert mo.presses(VOIDED).headline == "Is it still you?"
    assert kept(night, "resets") == []
    assert mo.presses("Go on", proof_password=PASSWORD).shows("A link for a new password was mailed")


def test_the_command_writes_the_same_event_and_a_mail(night: World):
    done = night.app.test_cli_runner().invoke(
        args=["staff", "reset", "--email", "dana@example.com", "--password", "another-long-password"]
    )
    night.settles()

    assert done.exit_code == 0, done.output
    night.dana.mailbox.receives("You were given a new password for the desk, and your old sign-in is void")
    page = opens(night, night.mo.signs_in(), "Dana")
    assert page.shows("The administrator let Dana sign in anew, by a new password: their old password")


def test_the_command_mails_the_link_where_it_is_asked_to(night: World):
    done = night.app.test_cli_runner().invoke(args=["staff", "reset", "--email", "dana@example.com", "--link"])
    night.settles()

    assert "Dana Okafor chooses one by the link that is mailed to dana@example.com" in done.output
    browser = night.dana.mailbox.receives("The administrator let you sign in anew").opens_link()
    assert browser.presses("Use this password", wanted=NEW).shows("A new password was chosen")
    assert opens(night, night.mo.signs_in(), "Dana").shows("The administrator let Dana sign in anew, by a link")


def test_the_command_refuses_a_weak_password_and_whoever_is_not_here(night: World):
    run = night.app.test_cli_runner()

    weak = run.invoke(args=["staff", "reset", "--email", "dana@example.com", "--password", "okafor-okafor"])
    nobody = run.invoke(args=["staff", "reset", "--email", "nobody@example.com", "--link"])

    assert (weak.exit_code, nobody.exit_code) == (1, 1)
    assert 'has "okafor" in it' in weak.output
    assert "nobody signs in with nobody@example.com" in nobody.output
    assert signs_in_by(night, PASSWORD) == "Intake log"


def test_an_administrator_signs_one_browser_of_somebody_out(night: World):
    phone, office = night.dana.signs_in(), night.dana.signs_in()
    mo = night.mo.signs_in()
    page = opens(night, mo, "Dana")
    assert len([form for form in page.forms if "/sign-ins/" in form.action]) == 2
    form = next(form for form in page.forms if "/sign-ins/" in form.action)

    assert mo.sends(form, "Sign out").shows("Dana is signed out there")

    assert [is_in(phone), is_in(office)].count(True) == 1
    assert mo.sends(form, "Sign out").shows("That browser was signed out already")
    night.settles()
    night.dana.mailbox.receives("You were signed out of the desk in A browser")
    assert opens(night, mo, "Dana").shows("Mo signed Dana out of the desk in A browser")


def test_only_administrators_see_where_somebody_is_signed_in(night: World):
    night.dana.signs_in()
    takes_role(night, "mo", "manager")
    mo = night.mo.signs_in()

    page = opens(night, mo, "Dana")

    assert page.shows("How Dana signs in")
    assert not [form for form in page.forms if "/sign-ins/" in form.action or form.action.endswith("/details")]
    assert not page.shows("sign in anew")
