"""What every answer carries, and that no answer or message is built from what a request claims to be."""

from collections.abc import Callable

import pytest

from tests.house.routes import ROUTES, filled
from tests.web.seen import PAGE_2
from tests.world import World

EVIL = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Prefix": "/evil.example",
    "Forwarded": "for=1.2.3.4;host=evil.example;proto=http",
    "X-Host": "evil.example",
    "X-Original-Host": "evil.example",
    "X-Rewrite-URL": "/manage/",
    "Origin": "https://evil.example",
}
GETS = [path for method, path in ROUTES if method == "GET"]


def test_every_answer_carries_the_controls(night: World):
    client = night.app.test_client()

    for path in [*(filled(path) for path in GETS), "/nowhere"]:
        headers = client.get(path, buffered=True).headers

        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'", path
        assert policy["form-action"] == "'self'", path
        assert all("unsafe" not in value and "http" not in value and "*" not in value for value in policy.values())
        assert headers["X-Frame-Options"] == "DENY", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "noindex" in headers["X-Robots-Tag"], path
        if path.startswith("/status"):
            assert headers["Cache-Control"] == "public, max-age=30", path
        elif not path.startswith("/static/"):
            assert headers["Cache-Control"] in ("no-store", "no-cache, private"), path


def test_over_https_browsers_are_told_to_stay_there(production: World, night: World):
    secure = production.app.test_client().get("/", base_url="https://portal.example")
    plain = night.app.test_client().get("/")

    assert "max-age=63072000" in secure.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_no_answer_holds_another_host(sqlite_url: str, open_world: Callable[..., World], proxies: str):
    world = open_world(sqlite_url, TRUSTED_PROXIES=proxies)
    world.at("Saturday 02:10")
    client = world.app.test_client()

    for method, path in ROUTES:
        answer = client.open(filled(path), method=method, headers=EVIL, buffered=True)
        assert answer.status_code < 500, path
        assert "evil.example" not in answer.text, path
        assert "evil.example" not in str(answer.headers), path


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_no_message_holds_another_host(sqlite_url: str, open_world: Callable[..., World], proxies: str):
    world = open_world(sqlite_url, TRUSTED_PROXIES=proxies)
    world.at("Saturday 02:10")
    headers = {name.replace("-", "_"): value for name, value in EVIL.items() if name != "Origin"}  # refused for itself
    browser = world.carol.browser()

    page = browser.open("/report", **headers)
    token = dict(page.form("Continue").fields)["csrf_token"]
    data = {"services": "crm", "affected": "everyone", "csrf_token": token, **PAGE_2}
    assert browser.open("/reports", method="POST", data=data, **headers).status == 200
    world.passes(minutes=11)

    words = [world.words_of(delivery) for delivery in world.deliveries()]
    assert len(words) > 6
    assert not [one for one in words if "evil" in one]
    written = [world.words_of(delivery) for delivery in world.deliveries() if delivery.medium != "voice"]
    assert all("http://127.0.0.1:8000/" in one for one in written)


def test_a_caller_is_who_the_trusted_proxies_say_and_nobody_else(sqlite_url: str, open_world: Callable[..., World]):
    """Without a trusted proxy the header is a claim: guesses are counted against the real address."""
    alone, behind = open_world(sqlite_url), open_world(sqlite_url, TRUSTED_PROXIES="1")

    def guesses(world: World, caller: Callable[[int], str]) -> set[int]:
        client = world.app.test_client()
        path = "/reports/" + "A" * 22
        return {client.get(path, headers={"X-Forwarded-For": caller(n)}).status_code for n in range(31)}

    assert guesses(behind, lambda number: f"203.0.113.{number}") == {404}
    assert guesses(behind, lambda number: f"198.51.100.{number}, 203.0.113.200") == {404, 429}
    assert guesses(alone, lambda number: f"192.0.2.{number}") == {404, 429}


def test_nothing_is_offered_to_another_origin(night: World):
    client = night.app.test_client()

    for path in ("/", "/readyz", "/demo/phones?format=json"):
        answer = client.get(path, headers={"Origin": "https://evil.example"})
        assert not [name for name in answer.headers if name[0].startswith("Access-Control")]
