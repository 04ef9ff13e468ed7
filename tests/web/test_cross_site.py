"""Another site's page changes nothing here, whatever its form says and whatever a browser sends along."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.house.routes import ANYBODY, LINK, ROLES, ROUTES, open_to
from tests.house.routes import filled as filled_in
from tests.web.seen import PAGE_2, filled, kept, memory
from tests.web.settings import ORIGIN
from tests.world import World
from tests.world.browser import Browser

WHO = (ANYBODY, LINK, *ROLES)
POSTS = [path for who in WHO for method, path in open_to(who) if method == "POST"]
GETS = [path for who in WHO for method, path in open_to(who) if method == "GET"]
FORMS = ("/report", "/reports")
LEAVING = [path for path in POSTS if path.startswith(("/manage/sign-out", "/manage/sessions"))]
STAYING = [path for path in POSTS if path not in LEAVING]
TOGETHER = [*([path] for path in LEAVING), *(STAYING[at : at + 10] for at in range(0, len(STAYING), 10))]
COOKIE = "__Host-portal"
DATA = {"words": "x", "kind": "add", **PAGE_2, "services": "crm", "affected": "everyone"}

OURS = {"Origin": ORIGIN, "Referer": ORIGIN + "/", "Sec-Fetch-Site": "same-origin"}
EVIL = "https://evil.example"

# What the browser tells of where the form stood, whose token is in it, and whether the cookie is sent along.
ATTACKS: dict[str, tuple[dict[str, str], str, bool]] = {
    "without the token": (OURS, "", True),
    "with another session's token": (OURS, "another session's", True),
    "from another origin": ({"Origin": EVIL, "Referer": EVIL + "/"}, "own", True),
    "from another origin that hides its page": ({"Origin": EVIL}, "own", True),
    "from another page": ({"Referer": EVIL + "/"}, "own", True),
    "from a page without an origin": ({"Origin": "null"}, "own", True),
    "from the same host without encryption": ({"Origin": "http://portal.example"}, "own", True),
    "from another port": ({"Origin": ORIGIN + ":8443"}, "own", True),
    "from a name that begins like ours": ({"Origin": ORIGIN + ".evil.example"}, "own", True),
    "across sites, by the browser's own word": ({**OURS, "Sec-Fetch-Site": "cross-site"}, "own", True),
    "from a sibling's site": ({**OURS, "Sec-Fetch-Site": "same-site"}, "own", True),
    "with nothing said of where from": ({}, "own", True),
    "with the cookie withheld, as SameSite=Lax does": ({"Sec-Fetch-Site": "cross-site", "Origin": EVIL}, "own", False),
    "with the cookie withheld, by an old browser": (OURS, "own", False),
}


@dataclass(kw_only=True)
class Site:
    """The portal on a bad night, with a manager signed in; `aims` puts what is real into a route's places."""

    world: World
    links: dict[str, str]
    reference: str
    cookie: str
    token: str
    another_token: str

    def aims(self, path: str) -> str:
        """The path of something that is there."""
        return path.replace("K7Q4M", self.reference).replace("A" * 22, self.links.get(path.split("/")[1], "A" * 22))

    def client(self, *, with_cookie: bool = True) -> FlaskClient:
        """The manager's browser, with the cookie as it was when they signed in."""
        client = self.world.app.test_client()
        if with_cookie:
            client.set_cookie(COOKIE, self.cookie, domain="portal.example", secure=True)
        return client

    def everything(self) -> tuple[object, object]:
        """All that could be changed: every row, and who is signed in."""
        return memory(self.world), kept(self.world, "sign_ins")

    def attacked(self, path: str, attack: str) -> TestResponse:
        """The answer to one attack on one route."""
        headers, token, with_cookie = ATTACKS[attack]
        sent = {"own": self.token, "another session's": self.another_token}.get(token)
        return self.client(with_cookie=with_cookie).post(
            self.aims(path), data=DATA | ({"csrf_token": sent} if sent else {}), headers=headers, base_url=ORIGIN
        )


@pytest.fixture
def site(sqlite_url: str, open_world: Callable[..., World]) -> Site:
    world = open_world(sqlite_url, PUBLIC_URL=ORIGIN)
    world.at("Saturday 02:10")
    sent = world.carol.reports("crm")
    manager = world.mo.signs_in()
    cookie = manager._client.get_cookie(COOKIE, domain="portal.example")
    assert cookie is not None
    return Site(
        world=world,
        links={"a": world.dana.phone.all()[0].link.rpartition("/")[2], "reports": sent.url.rpartition("/")[2]},
        reference=sent.reference,
        cookie=cookie.value,
        token=token_of(manager),
        another_token=token_of(world.dana.signs_in()),
    )


def token_of(browser: Browser) -> str:
    assert browser.page is not None
    return dict(browser.page.form("Sign out").fields)["csrf_token"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_route_does_anything_for_another_site(site: Site, attack: str):
    before = site.everything()

    for path in POSTS:
        answer = site.attacked(path, attack)

        assert answer.status_code in (400, 403), path
        assert ("Your answers are safe" in answer.text) == (path in FORMS), path
        assert site.everything() == before, path


@pytest.mark.parametrize("paths", TOGETHER, ids=lambda paths: paths[0])
def test_the_same_form_from_our_own_page_is_looked_at(site: Site, paths: list[str]):
    """What makes the attacks above fail is where they come from, and nothing else about them."""
    for path in paths:
        for headers in (OURS, {"Sec-Fetch-Site": "same-origin"}, {"Origin": ORIGIN}, {"Referer": ORIGIN + "/"}):
            answer = site.client().post(
                site.aims(path), data=DATA | {"csrf_token": site.token}, headers=headers, base_url=ORIGIN
            )

            assert answer.status_code != 400, (path, headers)
            assert "Your answers are safe" not in answer.text, path


@pytest.mark.parametrize("attack", ["from another origin", "across sites, by the browser's own word"])
def test_a_customers_answers_survive_and_go_through_at_the_next_press(site: Site, attack: str):
    browser = Browser(site.world.app, ORIGIN)
    browser.open("/report")
    browser.presses("Continue", services=["crm", "website"], affected="unsure")
    assert browser.page is not None
    form = filled(browser.page.form("Send")) | {name: [value] for name, value in PAGE_2.items()}
    headers, _, _ = ATTACKS[attack]

    names = {name.replace("-", "_"): words for name, words in headers.items()}
    page = browser.open("/reports", method="POST", data=dict(form), **names)
    again = filled(page.form("Send"))

    assert page.status == 400
    assert {name: again[name] for name in PAGE_2} == {name: [value] for name, value in PAGE_2.items()}
    assert again["services"] == ["crm", "website"]
    assert browser.presses("Send").url.startswith("/reports/")


def test_a_link_from_elsewhere_opens_every_page_and_changes_nothing(site: Site):
    """A link in a mail, or on another site: browsers send the cookie along, for reading."""
    before = site.everything()
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Referer": EVIL + "/"}

    for path in GETS:
        for method in ("GET", "HEAD"):
            answer = site.client().open(site.aims(path), method=method, headers=headers, base_url=ORIGIN, buffered=True)
            assert answer.status_code in (200, 302, 404, 409, 503), path
    assert site.everything() == before


def test_every_cookie_of_production_is_bound_to_the_host_and_kept_from_scripts_and_other_sites(production: World):
    production.at("Saturday 02:10")
    given = []

    for method, path in ROUTES:
        answer = production.app.test_client().open(filled_in(path), method=method, base_url=ORIGIN, buffered=True)
        given += answer.headers.getlist("Set-Cookie")

    assert len(given) > len(FORMS)
    for cookie in given:
        assert cookie.startswith(COOKIE + "="), cookie
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")), cookie
        assert "Domain=" not in cookie, cookie


def test_a_public_address_with_its_usual_port_is_the_same_origin(sqlite_url: str, open_world: Callable[..., World]):
    world = open_world(sqlite_url, PUBLIC_URL="https://Portal.example:443")
    client = world.app.test_client()
    page = client.get("/report?anyway=yes", base_url=ORIGIN).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]

    answer = client.post(
        "/report",
        data={"csrf_token": token, "services": "crm", "affected": "everyone"},
        headers={"Origin": ORIGIN},
        base_url=ORIGIN,
    )

    assert answer.status_code == 200
    assert "Tell us what you see" in answer.text
