"""The tracking page: every line is a recorded event, and what the customer says is kept."""

import re

import html5lib
import pytest
from sqlalchemy import select

from app.domain import tokens, tracking
from app.domain.delivery import Receipt
from app.operations import receipts
from app.store.deliveries import Delivery
from tests.web.seen import kept
from tests.world import World
from tests.world.page import Page


def steps(page: Page) -> list[str]:
    """The lines of "What has happened", without their times."""
    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    listed = [one for one in root.iter("ol") if one.get("class") == "timeline"]
    return [" ".join("".join(item.find("span").itertext()).split()) for one in listed for item in one.iter("li")]


def delivered(world: World, wording: str, medium: str) -> None:
    """The provider says that the first such message arrived."""
    with world.desk.database.writing() as session:
        query = select(Delivery).where(Delivery.wording == wording, Delivery.medium == medium)
        delivery = session.scalars(query.order_by(Delivery.created_at)).first()
        assert delivery is not None
        receipt = Receipt(delivery_id=delivery.id, provider="demo", provider_id="x", event_key="x", status="delivered")
        receipts.take(session, receipt, now=world.clock.now(), mint=world.desk.mint)


def test_every_line_is_a_recorded_event_and_every_event_for_them_is_a_line(night: World):
    report = night.carol.reports("crm")
    night.passes(minutes=11)
    night.eve.phone.receives_text("STILL OPEN").opens_link().presses("Acknowledge")
    night.settles()

    shown = steps(report.page())

    recorded = [tracking.line(event["kind"], event["facts"]) for event in kept(night, "timeline")]
    assert sorted(shown) == sorted(line for line in recorded if line)
    assert {"We received your report", "Alerting a second engineer", "Text sent to the on-call engineer"} <= set(shown)
    assert "An engineer acknowledged it and is on it" in shown


def test_of_many_steps_the_newest_stay_in_sight_and_none_is_lost(night: World):
    report = night.carol.reports("crm")
    assert "steps before" not in report.page().html

    night.passes(minutes=16)

    page = report.page()
    folded = page.html.partition("<details>")[2].partition("</details>")[0]
    assert page.shows(f"The {len(steps(page)) - 8} steps before")
    assert "We received your report" in folded
    assert steps(page)[0] not in ("", "We received your report")


def test_sent_is_never_shown_as_delivered(night: World):
    report = night.carol.reports("crm")
    before = report.page()
    assert "Text sent to the on-call engineer" in steps(before)
    assert not before.shows("delivered")
    assert not before.shows("phone has it")

    delivered(night, "page", "sms")

    after = report.page()
    assert "Text delivered to the on-call engineer" in steps(after)
    assert after.headline == "The on-call engineer's phone has it"


def test_a_mail_that_reached_the_customer_is_no_page_that_reached_an_engineer(night: World):
    report = night.carol.reports("crm")

    delivered(night, "customer-received", "mail")

    assert report.page().headline == "We're alerting an engineer"


def test_it_says_until_when_and_how_long_that_is(night: World):
    report = night.carol.reports("crm")
    assert report.page_shows("by 4:10am (2 h left), UK time")

    night.passes(minutes=8)
    assert report.page_shows("by 4:10am (1 h 52 min left), UK time")

    night.passes(hours=2)
    assert report.page_shows("We missed our aim to reply in time. It is now with the duty manager")


def test_a_customer_whom_nobody_answers_is_asked_to_ring(night: World):
    report = night.carol.reports("crm")

    night.passes(minutes=15)

    assert report.page().headline == "We haven't reached anyone yet"
    assert report.page_shows(f"Please ring {night.desk.policy.telephone} now")


def test_what_is_added_is_kept_shown_and_told_to_whoever_has_it(night: World):
    report = night.carol.reports("crm")
    night.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")
    night.settles()
    night.dana.mailbox.reads_all()

    report.page()
    page = report.browser.presses("Add this", words="It says <b>503</b> now")
    night.settles()

    assert page.shows("You added something: It says <b>503</b> now")
    assert "<b>503</b>" in night.dana.mailbox.receives("added something").words


def test_nothing_added_is_nothing(night: World):
    report = night.carol.reports("crm")
    before = len(kept(night, "timeline"))

    report.browser.presses("Add this", words="  \n ")

    assert len(kept(night, "timeline")) == before


def test_that_it_works_again_is_kept_and_the_engineer_decides(night: World):
    report = night.carol.reports("crm")

    page = report.browser.presses("It's working again")

    assert page.shows("You told us that it's working again")
    assert kept(night, "incidents")[0]["resolved_at"] is None


def test_a_fix_is_confirmed_by_the_customer(night: World):
    report = resolved(night)
    assert report.page().headline == "We think it's fixed"

    page = report.browser.presses("Yes, it works")

    assert page.headline == "It's working again"
    assert kept(night, "incidents")[0]["confirmed_at"] == night.clock.now()


def test_a_fix_that_was_none_opens_it_again_and_pages(night: World):
    report = resolved(night)
    night.dana.phone.reads_all()
    report.page()

    page = report.browser.presses("Still broken")
    night.settles()

    assert page.shows("You told us that it's still broken")
    assert page.headline != "We think it's fixed"
    assert night.dana.phone.new()


def resolved(world: World):
    report = world.carol.reports("crm")
    engineer = world.dana.phone.receives_text("CRM down").opens_link()
    engineer.presses("Acknowledge")
    engineer.presses("It's fixed", words="Restarted the gateway")
    world.settles()
    return report


@pytest.mark.parametrize("kind", ["", "nonsense", "broken", "works\0"])
def test_an_unknown_wish_breaks_nothing(night: World, kind: str):
    report = night.carol.reports("crm")
    assert report.browser.page is not None
    form = report.browser.page.form("Add this")

    assert report.browser.sends(form, "Add this", words="still here", kind=kind).status == 200


@pytest.mark.parametrize("token", ["A" * 22, "short", "A" * 5000, "ä" * 22, "%00" * 22, "..%2f..%2fetc", "' OR 1=1"])
def test_an_unknown_link_is_not_there(night: World, token: str):
    page = night.carol.browser().open(f"/reports/{token}")

    assert page.status == 404
    assert page.shows(night.desk.policy.telephone)


def test_guessing_is_slowed_down_and_a_genuine_link_never_is(night: World):
    report = night.carol.reports("crm")
    link = night.dana.phone.all()[0].link
    browser = night.carol.browser()

    answers = [browser.open(f"/reports/{number:022d}").status for number in range(15)]
    answers += [browser.open(f"/a/{number:022d}").status for number in range(15)]
    assert answers == [404] * 30
    slowed = browser.open("/reports/" + "A" * 22)
    assert slowed.status == 429
    assert slowed.headline == "Too many tries"

    assert browser.open(report.url).status == 200
    assert browser.open(link).status == 200
    assert browser.presses("Acknowledge").status == 200

    night.passes(minutes=11)
    assert browser.open("/reports/" + "A" * 22).status == 404


def test_the_page_holds_no_other_secret_than_its_own(night: World):
    report = night.carol.reports("crm")

    found = set(re.findall(r"/(?:a|reports)/([A-Za-z0-9_-]{22})", report.page().html))

    assert found == {report.url.rpartition("/")[2]}
    assert all(tokens.is_token(token) for token in found)
