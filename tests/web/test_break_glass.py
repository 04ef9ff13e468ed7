"""Break-glass: the sealed account lets in whatever else is broken, and every manager hears of it at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyotp import TOTP

from app.operations import people
from app.store import staff
from tests.web.seen import kept
from tests.web.settings import PRODUCTION
from tests.web.test_roles import id_of, token_of
from tests.world import World
from tests.world.envelope import Envelope

OIDC = {
    "OIDC_ISSUER": "https://login.example.com", "OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "secret",
    "OIDC_ROLES": "groups: portal-managers=manager",
}  # fmt: skip
IN = "Intake log"


def account(world: World) -> dict[str, object]:
    return next(row for row in kept(world, "staff") if row["is_break_glass"])


def alarms(world: World) -> list[tuple[str, str]]:
    """Who was told, by what."""
    rows = [row for row in kept(world, "deliveries") if row["wording"] == "break-glass"]
    return sorted((row["person"], row["medium"]) for row in rows)


@pytest.mark.parametrize("settings", [{}, OIDC], ids=["passwords", "the company's roles"])
def test_it_lets_in_with_the_password_and_a_code_and_may_do_everything(
    sqlite_url: str, open_world: Callable[..., World], settings: dict[str, str]
):
    world = open_world(sqlite_url, **PRODUCTION, **settings)
    sealed = Envelope.sealed(world, "London safe")

    browser = sealed.opens()

    assert browser.page.headline == IN
    assert browser.open("/manage/people/new").status == 200
    assert browser.open("/manage/sessions").shows("by recovery code")


def test_the_password_alone_opens_nothing_and_gives_no_app(production: World):
    browser = Envelope.sealed(production, "London safe").gives_password()

    assert browser.page.headline == "Your code"
    assert browser.page.shows("one of the recovery codes that were sealed with this password")
    assert "secret=" not in browser.page.html
    assert browser.open("/manage/").headline == "Sign in to the desk"


def test_each_code_is_good_once(production: World):
    sealed = Envelope.sealed(production, "London safe")
    used = sealed.codes[0]
    assert sealed.opens().page.headline == IN

    assert sealed.gives_password().presses("Sign in", code=used).status == 422
    assert sealed.opens().page.headline == IN


def test_no_app_stands_for_a_code(production: World):
    from app import second_factor

    sealed = Envelope.sealed(production, "London safe")
    secret = second_factor.new_secret(production.desk.mint, str(account(production)["id"]), 0)
    code = TOTP(secret).at(int(production.clock.now().timestamp()))

    assert sealed.gives_password().presses("Sign in", code=code).status == 422


def test_every_manager_gets_a_text_and_a_mail_each_time(production: World):
    with production.desk.database.writing() as session:
        people.take_role(session, id_of(production, "eve"), "manager", now=production.clock.now())
    sealed = Envelope.sealed(production, "London safe")
    assert alarms(production) == []
    once = [("Eve Lindqvist", "mail"), ("Eve Lindqvist", "sms"), ("Mo Haddad", "mail"), ("Mo Haddad", "sms")]

    sealed.opens()
    assert alarms(production) == once
    sealed.opens()

    assert alarms(production) == sorted(once * 2)


def test_what_managers_read(night: World):
    Envelope.sealed(night, "London safe").opens()
    night.settles()

    text = night.mo.phone.receives_text("break-glass account London safe signed in to the desk at 02:10")
    mail = night.mo.mailbox.receives("break-glass account London safe was used")

    assert len(text.words) <= 160
    assert "at Saturday 21 November" in mail.words or "21 November" in mail.words
    assert 'staff break-glass "London safe" --again' in mail.words
    assert night.dana.phone.is_quiet()


def test_the_longest_name_fits_into_one_text(night: World):
    Envelope.sealed(night, "W" * 40).opens()
    night.settles()

    assert len(night.mo.phone.receives_text("break-glass account").words) <= 160


def test_managers_see_when_it_was_used_last(night: World):
    sealed = Envelope.sealed(night, "London safe")
    mo = night.mo.signs_in()
    assert mo.open("/manage/people").shows("London safe never used")

    sealed.opens()

    page = mo.open("/manage/people")
    assert page.shows("London safe last used")
    page = mo.open(page.link("London safe"))
    assert page.shows("Somebody signed in by the break-glass account London safe, by password, in A browser")
    assert page.shows("The break-glass account London safe was made")
    assert sealed.email not in page.html


def test_new_secrets_void_the_old_and_end_its_sign_ins(production: World):
    old = Envelope.sealed(production, "London safe")
    browser = old.opens()

    new = Envelope.sealed(production, "London safe", "--again")

    assert browser.open("/manage/").headline == "Sign in to the desk"
    assert old.gives_password().page.status == 422
    old.email = new.email
    assert old.gives_password().page.status == 422
    old.password = new.password
    assert old.opens().page.status == 422
    assert new.opens().page.headline == IN


def test_new_secrets_bring_one_back_that_was_ended(night: World):
    sealed = Envelope.sealed(night, "London safe")
    theirs = sealed.opens()
    mo = night.mo.signs_in()
    mo.open(mo.open("/manage/people").link("London safe"))
    assert mo.presses("End this account").shows("London safe lets nobody in any more")
    assert theirs.open("/manage/").headline == "Sign in to the desk"
    assert sealed.opens().page.status == 422

    assert Envelope.sealed(night, "London safe", "--again").opens().page.headline == IN


def test_it_is_paged_by_nothing_and_stands_on_no_list(night: World):
    Envelope.sealed(night, "London safe")

    night.carol.reports("crm")
    night.passes(minutes=30)

    assert "London safe" not in {delivery.person for delivery in night.deliveries()}
    assert "London safe" not in night.mo.signs_in().open("/manage/rota").html
    with night.desk.database.reading() as session:
        assert "London safe" not in {one.name for one in (*staff.active(session), *staff.managing(session))}


def test_nobody_binds_it_to_a_device_of_theirs(production: World):
    browser = Envelope.sealed(production, "London safe").opens()
    token = token_of(browser)

    assert browser.open("/manage/passkeys").shows("what opens it is in its envelope alone")
    for path in ("/manage/passkeys/start", "/manage/passkeys"):
        data = {"csrf_token": token, "name": "Mine", "answer": "{}"}
        assert browser.open(path, method="POST", data=data).status == 409
    assert kept(production, "passkeys") == []


def test_its_role_stays(night: World):
    Envelope.sealed(night, "London safe")
    mo = night.mo.signs_in()
    data = {"csrf_token": token_of(mo), "role": "viewer"}

    assert mo.open(f"/manage/people/{account(night)['id']}/role", method="POST", data=data).status == 409
    assert account(night)["role"] == "administrator"
