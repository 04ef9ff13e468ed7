"""What a customer told us is set right by our staff: both read the newest, and the record keeps what it was."""

from __future__ import annotations

import pytest

from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Sent


def form_of(world: World, report: Sent, who: str = "mo") -> Browser:
    browser = getattr(world, who).signs_in()
    browser.open(f"/manage/incidents/{report.reference}/corrections")
    return browser


def test_staff_correct_what_is_wrong_and_the_customer_reads_that_it_was_us(night: World):
    report = night.carol.reports("crm", "HTTP 503")

    page = form_of(night, report).presses("Save", phone="07700 900555", company="Acme Foods Ltd", errors="HTTP 504")
    night.settles()

    assert page.shows("Mo corrected what the customer told us: Company: Acme Foods Ltd (before: Acme Foods)")
    assert page.shows("07700 900555 Until 2:10am it said: 07700 900982, corrected by our staff")
    customers = report.page()
    assert customers.shows("We corrected what you told us")
    assert customers.shows("HTTP 504 Until 2:10am it said: HTTP 503, corrected by our staff")
    assert not customers.shows("Mo corrected")
    assert night.report(report.reference).started == "Just now"


def test_whoever_has_it_hears_of_it_by_mail_and_whoever_did_it_does_not(night: World):
    report = night.carol.reports("crm")
    night.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    night.settles()
    night.dana.mailbox.reads_all()

    form_of(night, report).presses("Save", name="Caroline")
    night.settles()
    assert "Mo corrects what they told us" in night.dana.mailbox.receives("Caroline").words

    form_of(night, report, "dana").presses("Save", name="Carla")
    night.settles()
    assert night.dana.mailbox.is_quiet()


def test_nothing_changed_or_pressed_twice_writes_nothing_twice(night: World):
    report = night.carol.reports("crm")
    browser = form_of(night, report)
    form = browser.page.form("Save")  # type: ignore[union-attr]

    browser.sends(form, "Save")
    assert "staff.corrected" not in night.kinds(report.reference)
    for _ in range(2):
        assert browser.sends(form, "Save", email="dee@acme.example").status == 200

    assert night.kinds(report.reference).count("staff.corrected") == 1


def test_a_wrong_answer_is_said_at_its_field_and_everything_typed_is_kept(night: World):
    report = night.carol.reports("crm")

    page = form_of(night, report).presses("Save", phone="ring me", email="dee at acme", company="Beta")

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem")
    assert 'value="ring me"' in page.html
    assert 'value="Beta"' in page.html
    assert night.report(report.reference).company == "Acme Foods"


def test_one_way_to_reach_the_customer_stays(night: World):
    report = night.carol.reports("crm")

    page = form_of(night, report).presses("Save", phone="", email="")

    assert page.shows("Type a phone number or an email address: one has to stay")


def test_another_service_that_is_decided_alike_takes_the_place(night: World):
    report = night.carol.reports("crm")
    reasons = night.report(report.reference).reasons

    page = form_of(night, report).presses("Save", services=["sites"])

    assert page.shows("What has stopped: Prospect 365 Sites (before: Prospect 365 CRM)")
    assert night.incident(report.reference).services == ["sites"]
    assert night.report(report.reference).reasons == reasons, "what was decided stays"
    assert report.page_shows("Prospect 365 Sites Until 2:10am it said: Prospect 365 CRM, corrected by our staff")


@pytest.mark.parametrize("service", ["on-premise", "other"])
def test_a_service_that_would_be_decided_otherwise_is_refused_with_its_clause(night: World, service: str):
    report = night.carol.reports("crm")

    page = form_of(night, report).presses("Save", services=[service], company="Beta")

    assert page.status == 409
    assert page.shows("With these services the policy decides otherwise (PS-")
    assert night.report(report.reference).services == ["crm"]
    assert night.report(report.reference).company == "Acme Foods"
    assert night.incident(report.reference).is_waiting


def test_what_is_resolved_can_still_be_set_right_and_nobody_is_told(night: World):
    report = night.carol.reports("crm")
    dana = night.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed")
    night.settles()
    night.dana.mailbox.reads_all()
    night.carol.mailbox.reads_all()

    page = form_of(night, report).presses("Save", company="Beta", services=["sites"])
    night.passes(hours=1)

    assert page.shows("Mo corrected what the customer told us: What has stopped: Prospect 365 Sites")
    assert night.report(report.reference).company == "Beta"
    assert night.incident(report.reference).services == ["sites"]
    assert night.dana.mailbox.is_quiet()
    assert night.carol.mailbox.is_quiet()
    assert not report.page().shows("Correct what you told us"), "the customer's own answers stay"


def test_the_incidents_page_offers_each_action_only_where_it_makes_sense(night: World):
    first, second, third = night.carol.reports("crm"), night.nadia.reports("crm"), night.carol.reports("sites")
    browser = night.mo.signs_in()
    more = {one: browser.open(f"/manage/incidents/{one.reference}").text for one in (first, second, third)}

    assert all("Ask a colleague to take it" in text for text in more.values())
    assert f"Split it from {first.reference}" in more[second]
    assert "Split it from" not in more[first]
    assert "Mark it as a duplicate" in more[third]
    assert "Mark it as a duplicate" not in more[second]
    assert "Open it again" not in more[first]
