"""Signing in to the desk: who, for how long, and where to."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.demo import PASSWORD
from app.store import throttles
from app.store.staff import Staff
from tests.house.routes import ADMINISTRATOR, MANAGER, ROLES, open_to
from tests.web.seen import kept, memory
from tests.world import World
from tests.world.browser import Browser, Values
from tests.world.page import Page

WRONG = "That email address and password do not go together"


def tries(world: World, email: str = "mo@example.com", password: str = "not-the-password", **more: str) -> Page:
    browser = world.carol.browser()
    browser.open("/manage/sign-in")
    return browser.presses("Sign in", email=email, password=password, **more)


def signed_in(page: Page) -> bool:
    return page.headline == "Intake log"


@pytest.mark.parametrize("email", ["mo@example.com", " Mo@Example.COM "])
def test_with_the_password_one_is_in(night: World, email: str):
    assert signed_in(tries(night, email, PASSWORD))


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("mo@example.com", "not-the-password"),
        ("nobody@example.com", PASSWORD),
        ("mo@example.com", PASSWORD + " "),
        ("mo@example.com\0", PASSWORD.upper()),
        ("' OR 1=1 --", "' OR 1=1 --"),
    ],
)
def test_without_it_nobody_learns_who_is_known(night: World, email: str, password: str):
    page = tries(night, email, password)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows(WRONG)
    assert password not in page.html


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "", "password": "x"}, "Type your email address"),
        ({"email": "mo@example.com", "password": ""}, "Type your password"),
        ({"email": "x" * 255, "password": "x"}, "Shorten it to 254 letters"),
    ],
)
def test_both_are_needed(night: World, given: dict[str, str], words: str):
    page = tries(night, **given)

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows(words)


def tried(world: World, whose: str, times: int) -> None:
    """So many tries before this one: counted, without a password's slow check each time."""
    with world.desk.database.writing() as session:
        for _ in range(times):
            throttles.hit(session, f"sign-in:{whose}", world.clock.now() + timedelta(minutes=15), world.clock.now())


def test_an_account_is_throttled_and_its_pager_link_is_not(night: World):
    night.carol.reports("crm")
    tried(night, "dana@example.com", 8)
    for _ in range(2):
        assert tries(night, "dana@example.com").shows(WRONG)

    slowed = tries(night, "dana@example.com", PASSWORD)
    assert slowed.status == 429
    assert slowed.shows("Too many tries")
    assert signed_in(tries(night, "eve@example.com", PASSWORD)), "somebody else's tries are their own"
    assert night.dana.phone.all()[0].opens_link().presses("Acknowledge").headline.startswith("You have ")

    night.clock.move(timedelta(minutes=15))
    assert signed_in(tries(night, "dana@example.com", PASSWORD))


def test_an_address_that_tries_many_names_is_throttled(night: World):
    tried(night, "127.0.0.1", 49)
    assert tries(night, "somebody@example.com", "x").status == 422

    assert tries(night, "mo@example.com", PASSWORD).status == 429


def test_signing_out_ends_it(night: World):
    mo = night.mo.signs_in()

    mo.presses("Sign out")

    assert mo.open("/manage/").headline == "Sign in to the desk"


def test_an_hour_without_a_look_ends_it(night: World):
    mo = night.mo.signs_in()

    night.clock.move(timedelta(minutes=60))
    assert signed_in(mo.open("/manage/"))
    night.clock.move(timedelta(minutes=60, seconds=1))
    assert mo.open("/manage/").headline == "Sign in to the desk"


def test_twelve_hours_end_it_however_busy(night: World):
    mo = night.mo.signs_in()
    for _ in range(12):
        night.clock.move(timedelta(minutes=60))
        assert signed_in(mo.open("/manage/"))

    night.clock.move(timedelta(seconds=1))
    assert mo.open("/manage/").headline == "Sign in to the desk"


@pytest.mark.parametrize("change", [{"session_epoch": 2}, {"is_active": False}])
def test_whoever_is_locked_out_is_out_at_once(night: World, change: dict[str, object]):
    mo = night.mo.signs_in()

    with night.desk.database.writing() as session:
        person = session.query(Staff).filter_by(email="mo@example.com").one()
        for field, value in change.items():
            setattr(person, field, value)

    assert mo.open("/manage/").headline == "Sign in to the desk"


def test_signing_in_begins_a_session_of_its_own(night: World):
    """What an attacker may have put into the cookie before is gone."""
    browser = night.carol.browser()
    form = browser.open("/manage/sign-in").form("Sign in")
    before = dict(form.fields)["csrf_token"]

    browser.sends(form, "Sign in", email="mo@example.com", password=PASSWORD)

    with browser._client.session_transaction(base_url=night.desk.settings.public_url) as session:
        assert set(session) <= {"sign_in", "csrf_token"}
        assert session.get("csrf_token") not in before


def test_a_page_that_was_asked_for_comes_after_signing_in(night: World):
    browser = night.carol.browser()

    asked = browser.open("/manage/?status=open&search=a%26b")
    assert asked.headline == "Sign in to the desk"
    browser.presses("Sign in", email="mo@example.com", password=PASSWORD)

    assert browser.page is not None
    assert browser.page.url == "/manage/"
    assert 'value="a&amp;b"' in browser.page.html


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "%2f%2fevil.example",
    "evil.example",
    "http:\\\\evil.example",
    "//evil.example\\@portal.example",
]


def test_nobody_is_sent_elsewhere_after_signing_in(night: World):
    origin = night.desk.settings.public_url

    for wanted in ELSEWHERE:
        client = night.carol.browser()._client
        page = client.get("/manage/sign-in", query_string={"next": wanted}, base_url=origin)
        assert "evil.example" not in page.text, wanted
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        data = {"email": "mo@example.com", "password": PASSWORD, "next": wanted, "csrf_token": token}
        answer = client.post("/manage/sign-in", data=data, base_url=origin)

        assert answer.status_code == 303, wanted
        assert answer.headers["Location"] == "/manage/", wanted
        night.clock.move(timedelta(minutes=2))  # so that these are not too many tries


def test_whoever_is_not_signed_in_gets_the_sign_in_page(night: World):
    sent = night.carol.reports("crm")
    before = memory(night)
    browser = night.carol.browser()
    token = dict(browser.open("/report").form("Continue").fields)["csrf_token"]
    data: Values = {"csrf_token": token, "words": "x", "receipt": "x"}

    for method, path in (pair for role in ROLES for pair in open_to(role)):
        filled_path = path.replace("K7Q4M", sent.reference)
        page = browser.open(filled_path, method=method, data=data if method == "POST" else None)

        assert page.headline == "Sign in to the desk", path
    assert memory(night) == before


@pytest.mark.parametrize("method_and_path", open_to(MANAGER) + open_to(ADMINISTRATOR), ids=" ".join)
def test_an_engineer_has_no_hand_in_the_rota(night: World, method_and_path: tuple[str, str]):
    dana = night.dana.signs_in()
    page = dana.open("/manage/rota")
    assert not [form for form in page.forms if "shifts" in form.action]
    before = kept(night, "shifts")

    method, path = method_and_path
    answer = dana.open(
        path.replace("0" * 32, before[0]["id"]), method=method, data={"csrf_token": token_of(page), "layer": "primary"}
    )

    assert answer.status == 403
    assert kept(night, "shifts") == before


def token_of(page: Page) -> str:
    return dict(page.form("Sign out").fields)["csrf_token"]


def test_the_cookie_is_out_of_scripts_reach(night: World):
    assert cookie_of(night, "http://127.0.0.1:8000").startswith("portal=")
    words = cookie_of(night, "http://127.0.0.1:8000")
    assert "HttpOnly" in words
    assert "SameSite=Lax" in words
    assert "Domain=" not in words


def test_over_https_the_cookie_is_bound_to_the_host(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, PUBLIC_URL="https://portal.example")

    words = cookie_of(world, "https://portal.example")

    assert words.startswith("__Host-portal=")
    for flag in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert flag in words.split("; "), flag
    assert "Domain=" not in words


def cookie_of(world: World, origin: str) -> str:
    return world.app.test_client().get("/manage/sign-in", base_url=origin).headers["Set-Cookie"]


def test_a_customers_browser_keeps_no_more_than_it_needs(night: World):
    """A customer's browser holds the forms' token and the intent, and nothing about anybody."""
    browser: Browser = night.carol.browser()
    browser.open("/report")

    with browser._client.session_transaction(base_url=night.desk.settings.public_url) as session:
        assert set(session) == {"csrf_token", "intent"}
