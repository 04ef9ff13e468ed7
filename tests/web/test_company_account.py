"""Signing in with the company's account: whom it vouches for, whom we know, and who has a role. Nobody else."""

from __future__ import annotations

import io
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.demo import PASSWORD
from config import Settings
from config_oidc import Oidc
from tests.web.seen import kept, memory
from tests.web.settings import PRODUCTION
from tests.web.test_sign_in import ELSEWHERE
from tests.world import World
from tests.world.browser import Browser
from tests.world.identity import Company
from tests.world.page import Page

BUTTON = "Sign in with your company account"
THERE, BACK = "/manage/sign-in/company", "/manage/sign-in/company/return"


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with Company.running() as company:
        company.knows("mo", groups=["portal-managers"])
        company.knows("dana", groups=["portal-engineers", "football"])
        yield company


@pytest.fixture
def desk(sqlite_url: str, open_world: Callable[..., World], company: Company) -> World:
    """The portal with the company's provider, whose clock it shares."""
    world = open_world(sqlite_url, **company.settings())
    world.clock.set(company.now())
    return world


def is_sent(browser: Browser, wanted: str = "") -> str:
    """Presses the button, and says where the browser is sent."""
    page = browser.open("/manage/sign-in" + (f"?{urlencode({'next': wanted})}" if wanted else ""))
    href = re.search(rf'class="button[ second]*"\s+href="({THERE}[^"]*)"', page.html)
    assert href is not None, page.html
    answer = browser._client.get(unescape(href[1]), base_url=browser._base_url)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def signs_in(desk: World, company: Company, who: str, wanted: str = "") -> tuple[Browser, Page]:
    """The whole way, with a browser of one's own."""
    browser = desk.carol.browser()
    return browser, browser.open(company.signs_in(is_sent(browser, wanted), who))


def is_in(browser: Browser) -> bool:
    return browser.open("/manage/").headline == "Intake log"


def role_of(desk: World, who: str) -> str:
    return next(row["role"] for row in kept(desk, "staff") if row["email"] == f"{who}@example.com")


# -- who is in


@pytest.mark.parametrize("who", ["mo", "dana"])
def test_whom_the_company_vouches_for_is_in(desk: World, company: Company, who: str):
    browser, page = signs_in(desk, company, who)

    assert page.url == "/manage/"
    assert page.headline == "Intake log"
    assert is_in(browser)
    assert browser.open("/manage/sessions").shows("company account")


def test_the_page_that_was_asked_for_comes_after(desk: World, company: Company):
    _, page = signs_in(desk, company, "mo", wanted="/manage/rota?x=1")

    assert page.url == "/manage/rota"


def test_an_address_is_the_same_in_capitals(desk: World, company: Company):
    company.knows("capital-mo", email="MO@Example.com", groups=["portal-managers"])

    _, page = signs_in(desk, company, "capital-mo")

    assert page.shows("Sign out Mo")


def test_a_role_is_taken_from_the_company_each_time(desk: World, company: Company):
    """Eve is made a manager at the company, and then is none any more."""
    company.knows("eve", groups=["portal-managers", "portal-engineers"])
    first, page = signs_in(desk, company, "eve")
    assert page.headline == "Intake log"
    assert role_of(desk, "eve") == "manager"
    assert first.open("/manage/customers/new").status == 200

    company.knows("eve", groups=["portal-engineers"])
    signs_in(desk, company, "eve")

    assert role_of(desk, "eve") == "engineer"
    assert first.open("/manage/customers/new").status == 403, "an older sign-in has the new role too"


def test_an_administrator_stays_one_where_no_group_of_the_company_makes_any(desk: World, company: Company):
    """The setting is from before there were administrators: its managers were all that there was."""
    company.knows("mo", groups=["portal-managers"])
    signs_in(desk, company, "mo")
    assert role_of(desk, "mo") == "administrator"

    company.knows("mo", groups=["portal-engineers"])
    signs_in(desk, company, "mo")
    assert role_of(desk, "mo") == "engineer"


def test_the_company_says_who_is_an_administrator_where_it_can(
    sqlite_url: str, open_world: Callable[..., World], company: Company
):
    settings = Settings.from_env({"DATABASE_URL": sqlite_url})
    roles = (("portal-managers", "manager"), ("portal-owners", "administrator"))
    oidc = Oidc(issuer=company.url, client_id="portal", client_secret="secret", claim="groups", roles=roles)
    world = World(replace(settings, oidc=oidc))
    world.clock.set(company.now())

    company.knows("mo", groups=["portal-managers"])
    signs_in(world, company, "mo")
    company.knows("eve", groups=["portal-owners", "portal-managers"])
    signs_in(world, company, "eve")

    assert (role_of(world, "mo"), role_of(world, "eve")) == ("manager", "administrator")
    world.close()


def test_in_production_the_companys_word_stands_for_the_code_too(
    sqlite_url: str, open_world: Callable[..., World], company: Company
):
    settings = Settings.from_env({"DATABASE_URL": sqlite_url, **PRODUCTION})
    roles = (("portal-managers", "manager"),)
    oidc = Oidc(issuer=company.url, client_id="portal", client_secret="secret", claim="groups", roles=roles)
    world = World(replace(settings, oidc=oidc))
    world.clock.set(company.now())

    _, page = signs_in(world, company, "mo")
    with_password = Browser(world.app, world.desk.settings.public_url)
    with_password.open("/manage/sign-in")

    assert page.headline == "Intake log"
    assert with_password.presses("Sign in", email="mo@example.com", password=PASSWORD).headline != "Intake log"
    world.close()


# -- who is not


def is_refused(browser: Browser, page: Page, words: str, code: int = 403) -> None:
    assert page.status == code
    assert page.title.startswith("Error: ")
    assert page.headline == "Sign in to the desk"
    assert page.shows("There is a problem")
    assert page.shows(words), page.text
    assert not is_in(browser)


def test_nobody_is_made_up(desk: World, company: Company):
    before = memory(desk)
    company.knows("frida", groups=["portal-managers"])

    is_refused(*signs_in(desk, company, "frida"), "frida@example.com is nobody's address at this desk")

    assert memory(desk) == before


def test_whoever_left_is_nobody(desk: World, company: Company):
    desk.leaves(desk.dana)

    is_refused(*signs_in(desk, company, "dana"), "dana@example.com is nobody's address at this desk")


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": None}, {"email": None}])
def test_an_address_that_is_not_verified_tells_nothing(desk: World, company: Company, claims: dict[str, object]):
    company.knows("mallory", **({"email": "mo@example.com", "groups": ["portal-managers"]} | claims))

    is_refused(*signs_in(desk, company, "mallory"), "does not confirm your email address")


@pytest.mark.parametrize("groups", [[], ["football"], "portal-manager", {"portal-managers": True}])
def test_whoever_is_in_no_group_with_a_role_is_not_in(desk: World, company: Company, groups: object):
    company.knows("eve", groups=groups)

    is_refused(*signs_in(desk, company, "eve"), "in no group that may use this desk")

    assert role_of(desk, "eve") == "engineer"


def test_whoever_does_not_sign_in_there_is_not_in_here(desk: World, company: Company):
    browser = desk.carol.browser()

    page = browser.open(company.lets_nobody_in(is_sent(browser)))

    is_refused(browser, page, "Your company's sign-in let nobody in")


# -- the way back, forged


def changed(url: str, **parameters: str) -> str:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()} | parameters
    return parts._replace(query=urlencode(query)).geturl()


def test_a_token_for_another_nonce_is_not_believed(desk: World, company: Company):
    browser = desk.carol.browser()

    page = browser.open(company.signs_in(changed(is_sent(browser), nonce="another"), "mo"))

    is_refused(browser, page, "We could not check what your company's sign-in said")


def test_a_code_for_somebody_elses_portal_is_not_believed(desk: World, company: Company):
    browser = desk.carol.browser()

    page = browser.open(company.signs_in(changed(is_sent(browser), client_id="another-portal"), "mo"))

    is_refused(browser, page, "We could not check what your company's sign-in said")


def test_an_old_token_is_not_believed(desk: World, company: Company):
    """The provider's tokens last an hour; by our clock it is two hours later when this one comes."""
    desk.clock.move(timedelta(hours=2))

    is_refused(*signs_in(desk, company, "mo"), "We could not check what your company's sign-in said")


@pytest.mark.parametrize("state", ["another", "", "0" * 32])
def test_a_return_with_another_state_is_nobodys(desk: World, company: Company, state: str):
    browser = desk.carol.browser()

    page = browser.open(changed(company.signs_in(is_sent(browser), "mo"), state=state))

    is_refused(browser, page, "That took too long, or was begun in another window", code=400)


def test_a_return_in_another_browser_is_nobodys(desk: World, company: Company):
    """An attacker's own return, slipped to Carol as a link: she is not signed in as the attacker."""
    attackers, carols = desk.carol.browser(), desk.carol.browser()
    back = company.signs_in(is_sent(attackers), "dana")

    is_refused(carols, carols.open(back), "was begun in another window", code=400)
    is_sent(carols)
    is_refused(carols, carols.open(back), "was begun in another window", code=400)


def test_a_return_is_good_once_and_for_ten_minutes(desk: World, company: Company):
    browser = desk.carol.browser()
    back = company.signs_in(is_sent(browser), "mo")
    assert browser.open(back).headline == "Intake log"
    browser.presses("Sign out")
    is_refused(browser, browser.open(back), "was begun in another window", code=400)

    back = company.signs_in(is_sent(browser), "mo")
    desk.clock.move(timedelta(minutes=10, seconds=1))
    is_refused(browser, browser.open(back), "That took too long", code=400)


def test_a_return_that_names_another_issuer_is_not_believed(desk: World, company: Company):
    browser = desk.carol.browser()

    page = browser.open(changed(company.signs_in(is_sent(browser), "mo"), iss="https://evil.example"))

    is_refused(browser, page, "We could not check what your company's sign-in said")


def test_nobody_is_sent_elsewhere_afterwards(desk: World, company: Company):
    for wanted in ELSEWHERE:
        browser = desk.carol.browser()
        page = browser._client.get("/manage/sign-in", query_string={"next": wanted}).text
        assert "evil.example" not in page, wanted
        sent = browser._client.get(THERE, query_string={"next": wanted}).headers["Location"]
        assert "evil" not in sent, wanted

        back = urlsplit(company.signs_in(sent, "mo"))
        answer = browser._client.get(f"{back.path}?{back.query}&next={wanted}")

        assert (answer.status_code, answer.headers["Location"]) == (303, "/manage/"), wanted


def test_returns_are_throttled_by_address(desk: World, company: Company):
    browser = desk.carol.browser()
    for _ in range(50):
        browser.open(changed(is_sent(browser), code="guess").replace(company.url + "/oauth2/authorize", BACK))

    page = browser.open(company.signs_in(is_sent(browser), "mo"))

    is_refused(browser, page, "Too many tries", code=429)


def test_why_somebody_was_not_let_in_is_logged_without_whom(
    sqlite_url: str, open_logged: Callable[..., World], logged: io.StringIO, company: Company
):
    world = open_logged(sqlite_url, **company.settings(OIDC_CLIENT_SECRET="canary-secret"))
    world.clock.set(company.now())
    company.knows("frida", groups=["portal-managers"])
    signs_in(world, company, "frida")
    browser = world.carol.browser()
    browser.open(company.signs_in(changed(is_sent(browser), nonce="canary-nonce"), "mo"))

    assert '"fault": "nobody here", "event": "sign_in_refused"' in logged.getvalue()
    assert '"fault": "invalid_claim nonce"' in logged.getvalue()
    for secret in ("canary", "frida", "@example.com", "code="):
        assert secret not in logged.getvalue()


# -- without it


def test_without_a_provider_there_is_no_button_and_no_way(night: World):
    browser = night.carol.browser()

    assert not browser.open("/manage/sign-in").shows("company account")
    assert browser.open(THERE).status == 404
    assert browser.open(BACK + "?code=x&state=y").status == 404


def test_the_button_is_there_where_it_is_set_up_and_the_password_too(desk: World):
    page = desk.carol.browser().open("/manage/sign-in")

    assert page.shows(BUTTON)
    assert page.shows("Or with a password")


def test_with_the_provider_dead_the_page_says_so_and_a_password_still_works(
    sqlite_url: str, open_world: Callable[..., World], company: Company
):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: it refuses every connection
        issuer = f"http://127.0.0.1:{taken.getsockname()[1]}"
        world = open_world(sqlite_url, **company.settings(OIDC_ISSUER=issuer))
        browser = world.carol.browser()

        page = browser.open(THERE + "?next=/manage/rota")
        is_refused(browser, page, "Your company's sign-in does not answer. Sign in with your password", code=503)

        browser.open(THERE + "?next=/manage/rota")
        page = browser.presses("Sign in", email="mo@example.com", password=PASSWORD)
        assert page.url == "/manage/rota"
