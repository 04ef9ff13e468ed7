"""A customer's keys at the desk: made by managers, shown once, used, and revoked for good."""

import re

import pytest

from tests.web.programs import Program
from tests.web.seen import kept, memory
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

KEY = re.compile(r"eip_[A-Za-z0-9_-]{32}")


def acme(world: World) -> str:
    return next(row["id"] for row in kept(world, "customers") if row["name"] == "Acme Foods")


def opens(world: World, browser: Browser) -> Page:
    return browser.open(f"/manage/customers/{acme(world)}")


def makes(world: World, name: str = "Nightly monitor") -> str:
    """A key that Mo makes for Acme."""
    mo = world.mo.signs_in()
    opens(world, mo)
    made = KEY.search(mo.presses("Make a key", name=name).text)
    assert made is not None
    return made[0]


def test_a_key_is_shown_once_and_kept_nowhere(night: World):
    mo = night.mo.signs_in()
    opens(night, mo)

    page = mo.presses("Make a key", name="Nightly monitor")

    assert (page.status, page.headers["Cache-Control"]) == (201, "no-store")
    assert page.shows("Copy the new key now")
    key = KEY.search(page.text)[0]  # type: ignore[index]
    again = opens(night, mo)
    assert again.shows(f"Nightly monitor ends in {key[-4:]} made Sat 21 Nov 02:10 by Mo Haddad never used")
    assert not KEY.search(again.html)
    assert key not in str(memory(night))


def test_the_key_reports_for_its_customer_and_says_for_whom_it_speaks(night: World):
    key = makes(night)

    body = Program(night, key).reports(company=None, name=None, email=None).json

    report = night.report(body["reference"])  # type: ignore[index]
    assert report.customer_id == acme(night)
    assert "Nightly monitor of Acme Foods reported it by API" in [e.text for e in night.events(report.reference)]


def test_its_use_is_noted_at_most_once_a_minute(night: World):
    program = Program(night, makes(night))
    noted = []
    for seconds in (0, 59, 1, 30):
        night.sleeps(minutes=seconds / 60)
        program.looks("ZZZZZ")
        noted += [row["used_at"] for row in kept(night, "api_keys") if row["name"] == "Nightly monitor"]

    assert [at.strftime("%H:%M:%S") for at in noted] == ["02:10:00", "02:10:00", "02:11:00", "02:11:00"]
    assert opens(night, night.mo.signs_in()).shows("last used Sat 21 Nov 02:11")


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(night: World):
    key = makes(night)
    mo = night.mo.signs_in()
    page = opens(night, mo)
    form = next(form for form in page.forms for words, _, _ in form.buttons if key[-4:] in words)

    shown = mo.sends(form, "Revoke")

    assert shown.shows("revoked Sat 21 Nov 02:10")
    answer = Program(night, key).reports()
    assert (answer.status_code, answer.json["detail"]) == (401, "This key was revoked.")  # type: ignore[index]
    assert not kept(night, "reports")
    texts = [event["text"] for event in kept(night, "timeline")]
    assert texts[-2:] == [
        "Mo made the API key Nightly monitor of Acme Foods",
        "Mo revoked the API key Nightly monitor of Acme Foods",
    ]


def test_an_archived_customers_key_is_told_apart_and_works_again_afterwards(night: World):
    key = makes(night)
    mo = night.mo.signs_in()
    opens(night, mo)
    page = mo.presses("Archive")

    refused = Program(night, key).reports()
    assert refused.status_code == 403
    assert refused.json["telephone"] == night.desk.policy.telephone  # type: ignore[index]
    assert not [form for form in page.forms if form.action.endswith("/keys")], "no new key is offered"
    mo.presses("Bring back")
    assert Program(night, key).reports().status_code == 201


def test_a_key_for_an_archived_customer_is_refused(night: World):
    mo = night.mo.signs_in()
    form = opens(night, mo).form("Make a key")
    mo.presses("Archive")

    assert mo.sends(form, "Make a key", name="Late").status == 409
    assert [row["name"] for row in kept(night, "api_keys")] == ["Demo"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("  ", "Say what the key is for, as in Nightly monitor"), ("x" * 101, "Say it in at most 100 characters")],
)
def test_what_it_is_for_has_to_be_said(night: World, name: str, said: str):
    mo = night.mo.signs_in()
    opens(night, mo)

    page = mo.presses("Make a key", name=name)

    assert (page.status, page.title.startswith("Error: ")) == (422, True)
    assert page.shows(said)
    assert len(kept(night, "api_keys")) == 1


def test_engineers_read_the_list_and_cannot_change_it(night: World):
    dana = night.dana.signs_in()

    page = opens(night, dana)

    assert page.shows("Demo ends in acme")
    assert not [form for form in page.forms if "/keys" in form.action]
    (demo,) = kept(night, "api_keys")
    token = dict(page.form("Sign out").fields)["csrf_token"]
    for path in ("keys", f"keys/{demo['id']}/revocation"):
        answer = dana.open(f"/manage/customers/{acme(night)}/{path}", method="POST",
                           data={"name": "x", "csrf_token": token})  # fmt: skip
        assert answer.status == 403
    assert kept(night, "api_keys") == [demo]


def test_a_key_is_revoked_only_at_its_own_customer(night: World):
    mo = night.mo.signs_in()
    other = next(row["id"] for row in kept(night, "customers") if row["name"] == "Cobalt Cycles")
    (demo,) = kept(night, "api_keys")
    token = dict(opens(night, mo).form("Sign out").fields)["csrf_token"]

    for path in (f"{other}/keys/{demo['id']}", f"{acme(night)}/keys/%00", f"{acme(night)}/keys/{'0' * 32}"):
        answer = mo.open(f"/manage/customers/{path}/revocation", method="POST", data={"csrf_token": token})
        assert answer.status == 404
    assert kept(night, "api_keys")[0]["revoked_at"] is None
