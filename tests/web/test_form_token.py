"""The forms' token: nothing is accepted without one, and a form whose token has gone loses nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from tests.web.seen import PAGE_2, filled, kept, same_browser
from tests.web.settings import ORIGIN
from tests.world import World
from tests.world.browser import Browser

LONG_AGO = datetime(2024, 2, 29, tzinfo=UTC)


class OldSigner(TimestampSigner):
    """Signs as it would have been signed long ago."""

    def get_timestamp(self) -> int:
        return int(LONG_AGO.timestamp())


def page_2(world: World) -> Browser:
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services=["crm", "website"], affected="unsure")
    return browser


@pytest.mark.parametrize("token", ["", "nonsense", "IjAi.aaaa.bbbb"])
def test_page_2_comes_back_filled_and_goes_through(night: World, token: str):
    browser = page_2(night)

    page = browser.presses("Send", **PAGE_2, csrf_token=token)
    assert page.status == 400
    assert page.shows("Your answers are safe. Press Send again.")
    again = filled(page.form("Send"))
    assert {name: again[name] for name in PAGE_2} == {name: [value] for name, value in PAGE_2.items()}
    assert again["services"] == ["crm", "website"]
    assert not kept(night, "reports")

    assert browser.presses("Send").status == 200
    (report,) = kept(night, "reports")
    assert report["verdict"] == "accepted"


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_page_1_comes_back_filled_and_goes_on(night: World, token: str):
    browser = night.carol.browser()
    browser.open("/report")

    page = browser.presses("Continue", services=["sites"], affected="everyone", csrf_token=token)
    assert page.status == 400
    assert page.shows("Your answers are safe")
    assert filled(page.form("Continue"))["services"] == ["sites"]

    assert browser.presses("Continue").form("Send")


def test_a_browser_that_lost_its_cookie_loses_no_answer(night: World):
    old = page_2(night)
    assert old.page is not None
    form = old.page.form("Send")
    fresh = night.carol.browser()

    page = fresh.sends(form, "Send", **PAGE_2)

    assert page.shows("Your answers are safe")
    assert fresh.presses("Send").status == 200
    assert len(kept(night, "reports")) == 1


def test_a_refusal_that_became_worse_keeps_what_was_typed(night: World):
    browser = night.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="some")
    browser.presses("Pass it", company="Acme Foods", name="Carol", phone="07700 900982", errors="No entry")

    page = browser.presses("It now affects everyone", csrf_token="gone")

    assert page.status == 400
    assert page.shows("Your answers are safe")
    assert filled(page.form("Send"))["errors"] == ["No entry"]
    assert browser.presses("Send", started="now").status == 200


def test_a_token_has_no_age(night: World):
    browser = page_2(night)
    with browser._client.session_transaction(base_url=night.desk.settings.public_url) as session:
        raw = session["csrf_token"]
    old = URLSafeTimedSerializer(night.app.secret_key, salt="wtf-csrf-token", signer=OldSigner)  # type: ignore[arg-type]

    page = browser.presses("Send", **PAGE_2, csrf_token=old.dumps(raw))

    assert page.status == 200
    assert len(kept(night, "reports")) == 1


def test_a_form_that_lay_open_for_nine_hours_still_submits(night: World):
    browser = page_2(night)

    night.at("Saturday 11:10")
    page = browser.presses("Send", **PAGE_2)
    night.settles()

    assert page.status == 200
    night.dana.phone.receives_text("Due 13:10")


OLD, NEW = "yesterdays-key-" + "x" * 20, "todays-key-" + "x" * 20


def test_a_form_that_lay_open_while_the_key_was_rotated_submits_at_the_first_press(
    sqlite_url: str, open_world: Callable[..., World]
):
    yesterday = open_world(sqlite_url, SECRET_KEY=OLD)
    yesterday.at("Saturday 02:10")
    before, mo = page_2(yesterday), yesterday.mo.signs_in()
    today = open_world(sqlite_url, SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=OLD)
    today.at("Saturday 02:10")
    assert before.page is not None

    page = same_browser(today, before).sends(before.page.form("Send"), "Send", **PAGE_2)

    assert page.status == 200
    assert len(kept(today, "reports")) == 1
    assert same_browser(today, mo).open("/manage/").headline == "Intake log"


def test_a_form_is_signed_with_the_newest_key(sqlite_url: str, open_world: Callable[..., World]):
    """Once the former key has been taken out, what was opened under both still submits."""
    both = open_world(sqlite_url, SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=f"{OLD}, older-still-{'x' * 20}")
    both.at("Saturday 02:10")
    before = page_2(both)
    assert before.page is not None
    after = open_world(sqlite_url, SECRET_KEY=NEW)
    after.at("Saturday 02:10")

    page = same_browser(after, before).sends(before.page.form("Send"), "Send", **PAGE_2)

    assert page.status == 200
    assert len(kept(after, "reports")) == 1


def test_a_form_of_a_key_that_is_gone_comes_back_filled(sqlite_url: str, open_world: Callable[..., World]):
    yesterday = open_world(sqlite_url, SECRET_KEY=OLD)
    yesterday.at("Saturday 02:10")
    before = page_2(yesterday)
    assert before.page is not None
    today = open_world(sqlite_url, SECRET_KEY=NEW)
    today.at("Saturday 02:10")

    after = same_browser(today, before)
    page = after.sends(before.page.form("Send"), "Send", **PAGE_2)

    assert page.shows("Your answers are safe")
    assert not kept(today, "reports")
    assert after.presses("Send").status == 200
    assert len(kept(today, "reports")) == 1


@pytest.mark.parametrize(
    "referer", [None, "https://evil.example/", "http://portal.example/", f"{ORIGIN}.evil.example/"]
)
def test_over_https_the_page_before_must_be_ours(production: World, referer: str | None):
    production.at("Saturday 02:10")
    browser = page_2(production)
    assert browser.page is not None
    form = filled(browser.page.form("Send")) | {name: [value] for name, value in PAGE_2.items()}

    answer = browser._client.post(
        "/reports", data=form, base_url=ORIGIN, headers={"Referer": referer} if referer else {}
    )

    assert answer.status_code == 400
    assert "Your answers are safe" in answer.text
    assert not kept(production, "reports")
