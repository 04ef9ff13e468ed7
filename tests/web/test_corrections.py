"""Correcting what was told: the newest counts, what it replaced stays marked, and no number is texted."""

import pytest

from tests.web.seen import filled, kept
from tests.world import World
from tests.world.people import Sent

LINK = "Correct what you told us"
SAVE = "Save what I changed"


def asks(report: Sent) -> None:
    report.browser.open(report.page().link(LINK))


def corrects(report: Sent, **answers: str):
    asks(report)
    return report.browser.presses(SAVE, **answers)


def test_the_form_holds_what_was_told(night: World):
    report = night.carol.reports("crm", "HTTP 503", started="at", started_at="2:05am")

    asks(report)

    assert report.browser.page is not None
    answers = filled(report.browser.page.form(SAVE))
    assert {name: answers[name] for name in ("started_at", "errors", "name", "phone", "email")} == {
        "started_at": ["2:05am"],
        "errors": ["HTTP 503"],
        "name": ["Carol"],
        "phone": ["07700 900982"],
        "email": ["carol@acme.example"],
    }


def test_what_is_corrected_counts_and_what_it_was_stays_marked(night: World):
    report = night.carol.reports("crm", "HTTP 503")
    night.passes(minutes=2)

    page = corrects(report, phone="07700 900555", errors="HTTP 504")

    assert page.shows("You corrected what you told us")
    assert page.shows("Until 2:12am it said: 07700 900982")
    assert page.shows("Until 2:12am it said: HTTP 503")
    (row,) = kept(night, "reports")
    assert (row["phone"], row["errors"], row["name"]) == ("07700 900555", "HTTP 504", "Carol")
    (event,) = [event for event in kept(night, "timeline") if event["kind"] == "customer.corrected"]
    assert event["facts"]["was"] == {"phone": "07700 900982", "errors": "HTTP 503"}
    assert event["actor"] == "the customer"


def test_each_earlier_answer_stays_newest_first(night: World):
    report = night.carol.reports("crm")
    for phone in ("07700 900555", "07700 900556"):
        night.passes(minutes=1)
        page = corrects(report, phone=phone)

    assert (
        page.text.index("07700 900556") < page.text.index("said: 07700 900555") < page.text.index("said: 07700 900982")
    )


def test_the_engineer_sees_the_newest_and_the_older_one_marked(night: World):
    report = night.carol.reports("crm", "HTTP 503")
    link = night.dana.phone.receives_text("CRM down")
    corrects(report, phone="07700 900555", errors="HTTP 504")

    before = link.opens_link().page
    assert before is not None
    assert before.shows("HTTP 504")
    assert before.shows("it said: HTTP 503")
    for number in ("900982", "900555"):
        assert number not in before.html, "numbers are for whoever has it"

    after = link.opens_link().presses("Acknowledge")
    assert after.shows("Ring Carol: 07700 900555")
    assert after.shows("it said: 07700 900982")


def test_the_desk_sees_the_newest_and_the_older_one_marked(night: World):
    report = night.carol.reports("crm", "HTTP 503")
    corrects(report, name="Carol O'Neill")

    page = night.mo.signs_in().open(f"/manage/incidents/{report.reference}")

    assert page.shows("Carol O'Neill")
    assert page.shows("The customer corrected Name: Carol O'Neill (before: Carol)")


def test_whoever_has_it_gets_it_by_mail_and_no_number_is_texted(night: World):
    report = night.carol.reports("crm")
    night.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")
    night.settles()
    before = {one.id for one in night.deliveries()}

    corrects(report, phone="07700 900555")
    night.settles()

    (mail,) = [one for one in night.deliveries() if one.id not in before]
    assert (mail.medium, mail.address) == ("mail", "dana@example.com")
    assert "Phone: 07700 900555" in (mail.body or "")


def test_a_corrected_address_gets_what_is_told_from_then_on(night: World):
    report = night.carol.reports("crm")
    corrects(report, email="carol@home.example")
    dana = night.dana.phone.receives_text("CRM down").opens_link()

    dana.presses("Acknowledge")
    dana.presses("Reply to the customer", words="A full disk")
    night.settles()

    to = [one.address for one in night.deliveries() if one.wording in ("customer-acknowledged", "customer-reply")]
    assert to == ["carol@home.example"] * 2


def test_another_start_is_understood_as_of_now(night: World):
    report = night.carol.reports("crm")
    night.passes(minutes=30)

    page = corrects(report, started_at="about 20 minutes ago")

    assert page.shows("about 20 minutes ago We take that as about 2:20am, Saturday 21 November")
    assert page.shows("it said: Just now")


def test_a_start_that_stays_is_not_counted_anew(night: World):
    report = night.carol.reports("crm", started="at", started_at="20 minutes ago")
    started = kept(night, "reports")[0]["started_at"]
    night.passes(minutes=30)

    corrects(report, phone="07700 900555")

    assert kept(night, "reports")[0]["started_at"] == started


def test_nothing_changed_is_nothing(night: World):
    report = night.carol.reports("crm")
    before = len(kept(night, "timeline"))

    page = corrects(report)

    assert len(kept(night, "timeline")) == before
    assert not page.shows("You corrected")


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"started_at": ""}, "Type when it started, as in 2:10am"),
        ({"errors": " "}, 'Type what the error says, or "none" if there is none'),
        ({"name": ""}, "Type your name"),
        ({"phone": "ring me"}, "Type a phone number, as in 07700 900982"),
        ({"phone": "", "email": ""}, "Type a phone number or an email address, so that we can reach you"),
        ({"email": "carol at acme"}, "Type an email address, as in name@example.com"),
    ],
)
def test_an_error_is_said_at_the_field_and_nothing_typed_is_lost(night: World, answers: dict[str, str], words: str):
    report = night.carol.reports("crm")
    typed = {"errors": "HTTP 504", "name": "Carla", "phone": "07700 900555", "email": "carla@acme.example"} | answers

    page = corrects(report, **typed)

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.text.count(words) == 2
    again = filled(page.form(SAVE))
    assert {name: again[name] for name in typed} == {name: [value.strip()] for name, value in typed.items()}
    assert kept(night, "reports")[0]["name"] == "Carol"


def test_what_a_mail_never_said_may_stay_unsaid(night: World):
    filed = night.files(source="mail", started="", started_at=None, phone="", name="")
    browser = night.carol.browser()
    browser.open(f"/reports/{filed.token}/corrections")

    page = browser.presses(SAVE, phone="07700 900555")

    assert page.status == 200
    assert kept(night, "reports")[0]["phone"] == "07700 900555"


def test_once_it_is_fixed_nothing_is_corrected(night: World):
    report = night.carol.reports("crm")
    asks(report)
    assert report.browser.page is not None
    form = report.browser.page.form(SAVE)
    dana = night.dana.phone.receives_text("CRM down").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed", words="Restarted")

    page = report.browser.sends(form, SAVE, phone="07700 900555")

    assert page.headline == "We think it's fixed"
    assert kept(night, "reports")[0]["phone"] == "07700 900982"
    assert LINK not in page.text
    assert report.browser.open(report.url + "/corrections").url == report.url


def test_the_same_form_sent_again_after_a_correction_is_no_addition(night: World):
    browser = night.carol.browser()
    browser.open("/report")
    form = browser.presses("Continue", services="crm", affected="everyone").form("Send")
    page = browser.sends(form, "Send", **night.carol.details())
    corrects(Sent(browser, page), phone="07700 900555")

    page = browser.sends(form, "Send", **night.carol.details())

    assert not page.shows("You added something")
    assert kept(night, "reports")[0]["phone"] == "07700 900555"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_link_corrects_nothing(night: World, method: str):
    report = night.carol.reports("crm")
    token = dict(report.page().form("Add this").fields)["csrf_token"]

    page = report.browser.open("/reports/" + "A" * 22 + "/corrections", method=method, data={"csrf_token": token})

    assert page.status == 404
