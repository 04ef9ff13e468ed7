"""The report's two pages: what counts as an answer, and that no error loses one."""

import html5lib
import pytest

from tests.web.seen import PAGE_2, filled, kept
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page


def page_2(world: World, services: str = "crm", affected: str = "everyone") -> Browser:
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services=services, affected=affected)
    return browser


def is_an_error_page(page: Page, *words: str) -> bool:
    """422, said in the title and in a summary whose links lead to fields, and the same words at the field."""
    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem")
    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    ids = {element.get("id") for element in root.iter()}
    summary = next(element for element in root.iter("div") if element.get("class") == "problems")
    links = {"".join(link.itertext()): link.get("href", "")[1:] for link in summary.iter("a")}
    assert set(links) == set(words)
    assert set(links.values()) <= ids
    assert all(page.text.count(one) >= 2 for one in words), "the words stand at the field too"
    return True


def test_page_1_asks_for_both_answers(night: World):
    browser = night.carol.browser()
    browser.open("/report")

    page = browser.presses("Continue")

    assert is_an_error_page(page, "Choose what has stopped", "Choose who is affected")
    assert not kept(night, "reports")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"services": ["crm", "website"]}, "Choose who is affected"),
        ({"affected": "some"}, "Choose what has stopped"),
    ],
)
def test_page_1_keeps_the_answer_that_was_given(night: World, given: dict[str, str | list[str]], words: str):
    browser = night.carol.browser()
    browser.open("/report")

    page = browser.presses("Continue", **given)

    assert is_an_error_page(page, words)
    ((name, value),) = given.items()
    assert filled(page.form("Continue"))[name] == (value if isinstance(value, list) else [value])


def test_page_2_asks_for_everything_at_once(night: World):
    page = page_2(night).presses("Send")

    assert is_an_error_page(
        page,
        "Choose when it started",
        'Type what the error says, or "none" if there is none',
        "Type your company's name",
        "Type your name",
        "Type a phone number or an email address, so that we can reach you",
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"started": []}, "Choose when it started"),
        ({"started_at": ""}, "Type when it started, as in 2:10am"),
        ({"errors": ""}, 'Type what the error says, or "none" if there is none'),
        ({"errors": " \n "}, 'Type what the error says, or "none" if there is none'),
        ({"errors": "x" * 10_001}, "Shorten what the error says to 10,000 characters"),
        ({"company": ""}, "Type your company's name"),
        ({"company": "   "}, "Type your company's name"),
        ({"name": ""}, "Type your name"),
        ({"name": "\t"}, "Type your name"),
        ({"phone": "", "email": ""}, "Type a phone number or an email address, so that we can reach you"),
        ({"phone": "ring me"}, "Type a phone number, as in 07700 900982"),
        ({"email": "carol at acme"}, "Type an email address, as in name@example.com"),
    ],
)
def test_one_wrong_answer_on_page_2_loses_none_of_the_others(
    night: World, changes: dict[str, str | list[str]], words: str
):
    sent = PAGE_2 | changes

    page = page_2(night, services=["crm", "sites"], affected="unsure").presses("Send", **sent)

    assert is_an_error_page(page, words)
    again = filled(page.form("Send"))
    assert again["services"] == ["crm", "sites"]
    assert again["affected"] == ["unsure"]
    for name, value in sent.items():
        if name not in changes or name == "errors":
            assert " ".join(again[name]).strip() == " ".join(value).strip() or again[name] == [value.strip()], name
    assert not kept(night, "reports")


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("started_at", {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        ("errors", {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}),
        ("company", {"autocomplete": "organization", "autocapitalize": "words", "spellcheck": "false"}),
        ("name", {"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}),
        ("phone", {"type": "tel", "autocomplete": "tel"}),
        ("email", {"type": "email", "autocomplete": "email", "autocapitalize": "none", "enterkeyhint": "send"}),
    ],
)
def test_a_telephone_offers_the_keyboard_and_the_words_that_fit(night: World, field: str, asked: dict[str, str]):
    page = page_2(night).page

    assert page is not None
    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    (control,) = [one for one in root.iter() if one.get("id") == field]
    assert {name: control.get(name) for name in asked} == asked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("about 20 minutes ago", "about 20 minutes ago We take that as about 1:50am, Saturday 21 November"),
        ("yesterday 10:30pm", "yesterday 10:30pm We take that as about 10:30pm, Friday 20 November"),
        ("when the cat came in", "when the cat came in What it says"),
    ],
)
def test_how_a_start_is_understood_is_shown_back_with_the_customers_own_words(night: World, said: str, shown: str):
    report = night.carol.reports("crm", started="at", started_at=said)

    assert report.page_shows(shown)


def test_after_an_error_the_corrected_form_goes_through(night: World):
    browser = page_2(night)

    browser.presses("Send", **(PAGE_2 | {"email": "carol at acme"}))
    page = browser.presses("Send", email="carol@acme.example")

    assert page.status == 200
    (report,) = kept(night, "reports")
    assert {name: report[name] for name in ("errors", "company", "name", "phone", "email")} == {
        name: PAGE_2[name] for name in ("errors", "company", "name", "phone", "email")
    }
    assert report["started"] == PAGE_2["started_at"]
    assert page.shows(PAGE_2["errors"])


@pytest.mark.parametrize(
    "changes",
    [
        {"errors": "none"},
        {"errors": "x" * 10_000},
        {"phone": ""},
        {"email": ""},
        {"started": "now", "started_at": ""},
        {"started": "hour", "started_at": ""},
        {"started": "unsure", "started_at": "some time after dinner"},
        {"started": "at", "started_at": "when the cat came in"},
        {"phone": "+44 (0)20 7946 0000 ext. 12, ask for Carol"},
        {"name": "Ø", "company": "株式会社"},
    ],
)
def test_every_honest_answer_is_accepted(night: World, changes: dict[str, str]):
    page = page_2(night).presses("Send", **(PAGE_2 | changes))

    assert page.status == 200
    (report,) = kept(night, "reports")
    assert report["verdict"] == "accepted"
    assert page.shows(f"reference {report['reference']}")


@pytest.mark.parametrize(("services", "affected"), [("crm", "unsure"), ("unsure", "everyone"), ("unsure", "unsure")])
def test_doubt_counts_as_an_emergency(night: World, services: str, affected: str):
    report = night.carol.reports(services, affected=affected)

    assert report.page_shows("We're alerting an engineer")
    assert night.dana.phone.new()


@pytest.mark.parametrize("values", [{"services": "no-such-service"}, {"affected": "nobody"}])
def test_an_answer_that_was_not_offered_is_asked_for_again(night: World, values: dict[str, str]):
    browser = night.carol.browser()
    browser.open("/report")

    page = browser.presses("Continue", **({"services": "crm", "affected": "everyone"} | values))

    assert page.status == 422
    assert page.shows("There is a problem")


def test_a_form_of_more_than_64_kilobytes_gets_a_page_with_the_telephone_number(night: World):
    page = page_2(night).presses("Send", **(PAGE_2 | {"errors": "x" * 65 * 1024}))

    assert page.status == 413
    assert page.headline == "That is too long"
    assert page.shows(night.desk.policy.telephone)
    assert not kept(night, "reports")


def test_many_from_one_network_are_asked_once_more_and_nothing_is_lost(night: World):
    for number in range(20):
        browser = page_2(night)
        assert browser.presses("Send", **(PAGE_2 | {"email": f"{number}@elsewhere.example"})).status == 200

    browser = page_2(night)
    asked = browser.presses("Send", **(PAGE_2 | {"email": "real@elsewhere.example"}))
    assert asked.status == 429
    assert asked.shows("Is this report yours?")
    assert filled(asked.form("Send"))["company"] == [PAGE_2["company"]]

    assert browser.presses("Send").status == 200
    assert page_2(night).presses("Send", **PAGE_2).status == 200, "a known customer is never asked"
    assert len(kept(night, "reports")) == 22
