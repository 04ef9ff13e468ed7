"""What is not covered is an outcome with a reference and a way on, never a dead end; and it is kept."""

import pytest

from tests.web.seen import kept
from tests.world import World
from tests.world.browser import Browser


def refused(world: World, services: str | list[str] = "on-premise", affected: str = "everyone") -> Browser:
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services=services, affected=affected)
    return browser


@pytest.mark.parametrize(
    ("services", "affected", "clause", "words"),
    [
        ("on-premise", "everyone", "PS-10", "Ask the people who look after your servers"),
        ("version-6", "everyone", "PS-11", "Version 6 runs on your own or another company's servers"),
        ("crm", "some", "PS-5", "It now affects everyone"),
        ("other", "everyone", "PS-3", "It is one of these"),
    ],
)
def test_a_refusal_says_the_clause_and_the_way_on_and_is_kept(
    night: World, services: str, affected: str, clause: str, words: str
):
    page = refused(night, services, affected).page
    night.settles()

    assert page is not None
    assert page.status == 200
    (report,) = kept(night, "reports")
    assert page.shows(f"Your reference {report['reference']}")
    assert page.shows(night.desk.policy.clauses[clause].text)
    assert page.shows(clause)
    assert page.shows(words)
    assert page.shows("Nobody has been woken")
    assert page.shows("Monday 8:30am")
    for route in night.desk.policy.routes:
        assert page.shows(route.value.removeprefix("https://"))
    assert (report["verdict"], report["incident_id"]) == ("declined", None)
    assert [reason["clause"] for reason in report["reasons"] if reason["outcome"] == "decides"] == [clause]
    assert night.deliveries() == []


def test_covered_and_not_covered_together_is_accepted(night: World):
    report = night.carol.reports(["on-premise", "crm"])

    assert report.page_shows("We're alerting an engineer")
    assert kept(night, "incidents")[0]["services"] == ["crm"]


def test_when_it_becomes_worse_one_press_goes_on(night: World):
    browser = refused(night, ["crm", "sites"], "some")

    page = browser.presses("It now affects everyone")
    assert page.status == 200
    assert page.shows("Prospect 365 CRM, Prospect 365 Sites")
    page = browser.presses("Send", **night.carol.details("It says none"))
    night.settles()

    assert page.status == 200
    night.dana.phone.receives_text("ALL users")
    reports = kept(night, "reports")
    assert sorted(report["verdict"] for report in reports) == ["accepted", "declined"]
    assert {tuple(report["services"]) for report in reports} == {("crm", "sites")}


def test_when_it_becomes_worse_nothing_that_was_typed_is_typed_again(night: World):
    browser = refused(night, "crm", "some")
    browser.presses("Pass it", company="Acme Foods", name="Carol", phone="07700 900982", errors='Error "7" & <more>')

    browser.presses("It now affects everyone")
    page = browser.presses("Send", started="now")

    assert page.status == 200
    (accepted,) = [report for report in kept(night, "reports") if report["verdict"] == "accepted"]
    assert [accepted[name] for name in ("company", "name", "phone", "email", "errors")] == [
        "Acme Foods", "Carol", "07700 900982", "", 'Error "7" & <more>'
    ]  # fmt: skip


def test_the_daytime_desk_gets_it_by_mail_where_the_customer_wants_that(night: World):
    browser = refused(night, "version-6")

    told = {"company": "Acme Foods", "name": "Carol", "phone": "07700 900982", "email": "carol@acme.example"}
    page = browser.presses("Pass it to the daytime team", errors="Version 6 is slow", **told)
    night.settles()

    (mail,) = night.deliveries()
    (report,) = kept(night, "reports")
    assert mail.address == night.desk.policy.desk_mail
    for words in (*told.values(), "Version 6 is slow", report["reference"], "PS-11"):
        assert words in night.words_of(mail)
    assert page.shows("Our daytime team has it by email")
    assert night.dana.phone.is_quiet()


def test_the_wish_counts_once_and_changes_nothing_that_was_told(night: World):
    browser = refused(night)
    assert browser.page is not None
    form = browser.page.form("Pass it to the daytime team")

    browser.sends(form, "Pass it", company="Acme Foods", name="Carol")
    browser.sends(form, "Pass it", company="Somebody else", errors="more")
    night.settles()

    (report,) = kept(night, "reports")
    assert (report["company"], report["name"], report["errors"]) == ("Acme Foods", "Carol", "")
    assert len(night.deliveries()) == 1


def test_an_accepted_report_is_not_handed_over_by_its_link(night: World):
    sent = night.carol.reports("crm")
    assert sent.browser.page is not None
    form = sent.browser.page.form("Add this")
    form.action = f"{sent.url}/handover"

    page = sent.browser.sends(form, "Add this", company="Mallory & Sons")

    assert page.status == 200
    (report,) = kept(night, "reports")
    assert (report["company"], report["handed_over_at"]) == ("Acme Foods", None)


def test_a_refusal_leads_back_to_the_form(night: World):
    browser = refused(night, "other")

    browser.open("/report")
    browser.presses("Continue", services="website", affected="everyone")
    page = browser.presses("Send", **night.carol.details())

    assert page.status == 200
    assert sorted(report["verdict"] for report in kept(night, "reports")) == ["accepted", "declined"]


def test_what_was_told_with_the_report_is_not_changed_by_the_wish(night: World):
    browser = night.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    page = browser.presses("Send", **night.carol.details("Version 6 is slow"), services="version-6")
    form = page.form("Pass it to the daytime team")

    browser.sends(form, "Pass it", company="Somebody else", name="Mallory", errors="Nothing")

    (report,) = kept(night, "reports")
    assert [report[name] for name in ("company", "name", "errors")] == ["Acme Foods", "Carol", "Version 6 is slow"]
    assert report["handed_over_at"] == night.clock.now()
