"""Secrets stay where they are: links, keys and passwords are in no log, no dump, no page of somebody else."""

import io
import logging
import os
import re
from collections.abc import Callable

import pytest

from app.domain.tokens import fingerprint
from app.mint import SecretMint
from app.store import incidents, reports
from tests.web.seen import kept, memory
from tests.web.settings import PROVIDERS
from tests.world import World

GUESSES = int(os.environ.get("GUESSES", "2000"))

CANARIES = {
    "SECRET_KEY": "canary-signing-key-0123456789-0123456789",
    "SECRET_KEY_FALLBACKS": "canary-older-key",
    "TWILIO_ACCOUNT_SID": PROVIDERS["TWILIO_ACCOUNT_SID"],
    "TWILIO_API_KEY": PROVIDERS["TWILIO_API_KEY"],
    "TWILIO_API_SECRET": "canary-api-secret",
    "TWILIO_AUTH_TOKEN": "canary-auth-token, canary-second-token",
    "TWILIO_FROM": "+447700900365",
    "TWILIO_BASE_URL": "http://127.0.0.1:1",
    "SENDGRID_API_KEY": "canary-sendgrid",
    "SENDGRID_FROM": "night@portal.example",
    "SENDGRID_WEBHOOK_KEY": "public-and-no-key-at-all",
    "SENDGRID_BASE_URL": "http://127.0.0.1:1",
    "SMTP_URL": "smtp://user:canary-smtp@127.0.0.1:1",
    "HEARTBEAT_URL": "http://127.0.0.1:1/canary-beat",
    "OIDC_ISSUER": "http://127.0.0.1:1",
    "OIDC_CLIENT_ID": "the-portal",
    "OIDC_CLIENT_SECRET": "canary-oidc",
    "OIDC_ROLES": "groups: portal-managers=manager",
}


def live_tokens(world: World) -> list[str]:
    """Every secret link that opens something now, derived anew as the portal does."""
    mint = world.desk.mint
    found = [mint.token("track", report["id"]) for report in kept(world, "reports")]
    found += [mint.token("acknowledge", page["id"]) for page in kept(world, "pages")]
    assert len(found) >= 2
    return found


def a_whole_night(world: World) -> None:
    """Reports, pages, every button, every kind of error."""
    world.at("Saturday 02:10")
    sent = world.carol.reports("crm", "Nobody can log in")
    world.passes(minutes=11)
    engineer = world.eve.phone.receives_text("STILL OPEN").opens_link()
    engineer.presses("Acknowledge")
    engineer.presses("Add the note", words="Looking")
    engineer.presses("Reply to the customer", words="")
    engineer.presses("Reply to the customer", words="On it")
    sent.browser.open(sent.url)
    sent.browser.presses("Add this", words="more", csrf_token="gone")
    sent.browser.open(sent.url + "x")
    sent.browser.open(sent.url + "/nowhere")
    sent.browser.open(sent.url, method="DELETE")
    world.mo.signs_in().open("/manage/?search=x")
    engineer.presses("It's fixed", words="Emptied it")
    world.passes(minutes=1)


def test_no_live_link_is_in_the_log_or_in_the_database(
    logged: io.StringIO, caplog: pytest.LogCaptureFixture, sqlite_url: str, open_logged: Callable[..., World]
):
    caplog.set_level(logging.DEBUG)
    world = open_logged(sqlite_url)
    a_whole_night(world)

    said = logged.getvalue() + caplog.text
    dump = str(memory(world)) + str(kept(world, "throttles")) + str(kept(world, "beats"))

    for token in live_tokens(world):
        assert token not in said
        assert token not in dump
    assert "<link>" in dump, "the bodies are kept, with their secret part cut out"


def test_a_fault_of_our_own_logs_where_it_was_and_nothing_of_whom(
    logged: io.StringIO, sqlite_url: str, open_logged: Callable[..., World]
):
    world = open_logged(sqlite_url)
    world.at("Saturday 02:10")
    sent = world.carol.reports("crm", "canary-words")
    with world.desk.database.writing() as session:
        incident = incidents.by_reference(session, sent.reference)
        assert incident is not None
        incident.promise = {}  # what no code writes: the tracking page cannot be made

    page = sent.page()

    assert page.status == 500
    assert page.shows("Something went wrong on our side")
    assert page.shows(world.desk.policy.telephone)
    said = logged.getvalue()
    assert '"event": "request_failed"' in said
    assert '"route": "/reports/<token>"' in said
    assert "tracking.py" in said
    for secret in (*live_tokens(world)[:1], "canary-words", "carol@acme.example", "07700"):
        assert secret not in said
        assert secret not in page.html


def test_no_secret_is_ever_shown(
    logged: io.StringIO, caplog: pytest.LogCaptureFixture, sqlite_url: str, open_logged: Callable[..., World]
):
    """Providers that cannot be reached, forged receipts, wrong passwords, unknown pages: every way to an error."""
    caplog.set_level(logging.DEBUG)
    world = open_logged(sqlite_url, **CANARIES)
    world.at("Saturday 02:10")
    sent = world.carol.reports("crm")
    browser = world.carol.browser()
    shown = [sent.page().html]
    for path in (
        "/",
        "/nowhere",
        "/a/" + "A" * 22,
        "/readyz",
        "/manage/sign-in",
        "/manage/sign-in/company",
        "/static/nothing",
    ):
        shown.append(browser._client.get(path, buffered=True).text)
    for path in ("/hooks/twilio/messages/x", "/hooks/sendgrid/events"):
        headers = {
            "X-Twilio-Signature": "x",
            "X-Twilio-Email-Event-Webhook-Signature": "eA==",
            "X-Twilio-Email-Event-Webhook-Timestamp": "1",
        }
        shown.append(browser._client.post(path, data={"MessageSid": "SM1"}, headers=headers).text)
    browser.open("/manage/sign-in")
    shown.append(browser.presses("Sign in", email="mo@example.com", password="canary-password").html)
    shown.append(str(memory(world)))
    shown.append(repr(world.desk) + str(world.desk.settings) + repr(world.app.config["TRUSTED_HOSTS"]))

    assert "attempt_failed" in logged.getvalue(), "the providers were asked, and could not be reached"
    assert "webhook_refused" in logged.getvalue()
    assert "canary" not in logged.getvalue()
    assert "canary" not in caplog.text
    assert "canary" not in "\n".join(shown)


def test_a_customers_page_and_an_engineers_are_kept_from_caches_referrers_and_search(night: World):
    sent = night.carol.reports("crm")
    link = night.dana.phone.all()[0].opens_link().page
    assert link is not None

    for page in (sent.page(), link):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in page.headers["X-Robots-Tag"]


def test_guesses_open_nothing(night: World):
    """Tokens of the right shape, minted under another key for the very same owners, and others.

    `GUESSES=100000 pytest tests/web/test_secrets.py` tries for longer.
    """
    night.carol.reports("crm")
    owners = [row["id"] for row in (*kept(night, "reports"), *kept(night, "pages"))]
    stranger = SecretMint("somebody else's key")
    guesses = [stranger.token("track", owners[number % len(owners)] + str(number // 2)) for number in range(GUESSES)]
    assert len(set(guesses)) > 0.9 * GUESSES

    with night.desk.database.reading() as session:
        hits = [guess for guess in guesses if reports.by_fingerprint(session, fingerprint(guess))]
        hits += [guess for guess in guesses if incidents.page_by_fingerprint(session, fingerprint(guess))]
    client = night.app.test_client()
    answers = {client.get(f"/{door}/{guess}").status_code for guess in guesses[:25] for door in ("a", "reports")}

    assert hits == []
    assert answers == {404, 429}


def test_one_door_does_not_open_with_the_others_key(night: World):
    sent = night.carol.reports("crm")
    track = sent.url.rpartition("/")[2]
    acknowledge = night.dana.phone.all()[0].link.rpartition("/")[2]
    browser = night.carol.browser()

    assert browser.open(f"/a/{track}").status == 404
    assert browser.open(f"/reports/{acknowledge}").status == 404
    assert browser.open(f"/reports/{sent.reference}").status == 404, "a reference gives no access"
    assert browser.open(f"/a/{sent.reference}").status == 404


def test_a_secret_link_stands_only_in_its_own_message(night: World):
    night.carol.reports("crm")
    night.passes(minutes=11)

    for delivery in night.deliveries():
        links = re.findall(r"/(a|reports)/[A-Za-z0-9_-]{22}", night.words_of(delivery))
        assert len(links) <= 1
        assert links in (["a"] if delivery.page_id else ["reports"] if delivery.report_id else [], [])
