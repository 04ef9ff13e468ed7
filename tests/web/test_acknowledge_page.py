"""The link in a text: one incident, one person; before, after, when somebody else has it, and when it is over."""

from datetime import timedelta

import pytest

from tests.web.seen import kept, memory
from tests.world import World
from tests.world.browser import Browser

PHONE = "07700 900982"


@pytest.fixture
def called(night: World) -> World:
    """Dana has been texted, and five minutes later Eve."""
    night.carol.reports("crm", "Error 503, says the screen")
    night.passes(minutes=5)
    return night


def link(world: World, who: str = "dana") -> Browser:
    return getattr(world, who).phone.all()[0].opens_link()


def test_before_it_says_what_and_who_and_keeps_the_customers_number_to_itself(called: World):
    page = link(called).page

    assert page is not None
    for words in ("Nobody has it yet", "Prospect 365 CRM", "ALL users", "Acme Foods", "Error 503, says the screen"):
        assert page.shows(words), words
    assert page.shows("4:10am")
    assert page.shows("You are Dana")
    assert page.form("Acknowledge")
    assert PHONE not in page.html
    assert PHONE.replace(" ", "") not in page.html
    assert "carol@acme.example" not in page.html


def test_until_the_next_people_are_paged_it_is_rung_again_and_the_page_says_when_they_are(night: World):
    night.carol.reports("crm")

    for minutes in (0, 3):
        night.passes(minutes=minutes)
        page = link(night).page
        assert page is not None
        assert page.shows("The next people are paged at 2:15am")
    night.passes(minutes=2)

    page = link(night).page
    assert page is not None
    assert page.shows("The next people are paged at 2:20am")


def test_after_it_shows_whom_to_ring_and_what_can_be_done(called: World):
    page = link(called).presses("Acknowledge")

    assert page.status == 200
    assert page.headline.startswith("You have ")
    assert page.shows(PHONE)
    for button in ("Reply to the customer", "Add the note", "It's fixed", "Hand it back"):
        assert page.form(button)


def test_somebody_else_has_it(called: World):
    link(called).presses("Acknowledge")

    page = link(called, "eve").page

    assert page is not None
    assert "Dana" in page.headline
    assert page.shows("You can go back to sleep")
    assert PHONE not in page.html
    assert [form.action.rpartition("/")[2] for form in page.forms] == ["takeover"]


def test_the_second_press_changes_nothing_and_says_who_was_first(called: World):
    late = link(called, "eve")
    link(called).presses("Acknowledge")
    before = memory(called)

    page = late.presses("Acknowledge")

    assert page.shows("Dana")
    assert page.shows("You can go back to sleep")
    assert memory(called) == before


def test_from_a_mail_a_box_is_ticked_first(called: World):
    mail = called.dana.mailbox.receives("EMERGENCY").opens_link()
    before = memory(called)

    page = mail.presses("Acknowledge")
    assert page.status == 422
    assert page.shows("Tick the box first")
    assert memory(called) == before

    assert mail.presses("Acknowledge", person="yes").headline.startswith("You have ")


def test_i_cannot_pages_the_next_at_once_and_only_once(night: World):
    night.carol.reports("crm")
    browser = link(night)
    assert browser.page is not None
    form = browser.page.form("I can't")

    browser.sends(form, "I can't")
    browser.sends(form, "I can't")
    night.settles()

    assert night.eve.phone.receives_text("CRM down")
    assert [event["kind"] for event in kept(night, "timeline")].count("passed") == 1
    assert night.mo.phone.is_quiet(), "two presses are one step"


def test_i_cannot_is_confirmed_and_can_be_taken_back_by_taking_it(night: World):
    night.carol.reports("crm")
    browser = link(night)

    page = browser.presses("I can't")

    assert page.shows("You passed it on at 2:10am. We ask the others.")
    assert not page.shows("I can't")
    assert browser.presses("Acknowledge").headline.startswith("You have ")


def test_handing_back_pages_the_others(called: World):
    browser = link(called)
    browser.presses("Acknowledge")
    called.settles()
    called.eve.phone.reads_all()

    page = browser.presses("Hand it back", words="My laptop is dead")
    called.settles()

    assert page.shows("Nobody has it")
    assert called.eve.phone.receives_text("Dana handed it back")


@pytest.mark.parametrize("words", ["", "   ", "\n"])
def test_a_reply_without_words_is_none_and_keeps_the_rest(called: World, words: str):
    browser = link(called)
    browser.presses("Acknowledge")

    page = browser.presses("Reply to the customer", words=words, next_update="30")

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows("Type what you tell the customer")
    form = page.form("Reply to the customer")
    assert ("next_update", "30") in form.fields
    assert kept(called, "incidents")[0]["replied_at"] is None
    assert kept(called, "replies") == []


def test_a_reply_is_kept_mailed_and_shown_to_the_customer(called: World):
    browser = link(called)
    browser.presses("Acknowledge")

    browser.presses("Reply to the customer", words="A full disk", next_update="30")
    called.settles()

    mail = called.carol.mailbox.receives("A full disk")
    assert mail.opens_link().page.shows("A full disk")  # type: ignore[union-attr]
    assert kept(called, "incidents")[0]["replied_at"] == called.clock.now()


def test_only_whoever_has_it_speaks_for_us(called: World):
    holder = link(called)
    reply = holder.presses("Acknowledge").form("Reply to the customer")
    fixed = holder.page.form("It's fixed")  # type: ignore[union-attr]
    eve = link(called, "eve")
    before = memory(called)

    for form, button in ((reply, "Reply to the customer"), (fixed, "It's fixed")):
        form.action = form.action.replace(link_token(called), link_token(called, "eve"))
        page = eve.sends(form, button, csrf_token=token_of(eve))
        assert page.shows("You can go back to sleep")

    assert memory(called) == before


def link_token(world: World, who: str = "dana") -> str:
    return getattr(world, who).phone.all()[0].link.rpartition("/")[2].partition("?")[0]


def token_of(browser: Browser) -> str:
    """The forms' token of a browser that has no form in front of it."""
    browser.open("/report")
    assert browser.page is not None
    return dict(browser.page.form("Continue").fields)["csrf_token"]


def test_when_it_was_resolved_there_is_nothing_to_do(called: World):
    browser = link(called)
    browser.presses("Acknowledge")

    page = browser.presses("It's fixed", words="Restarted")

    assert "was resolved at" in page.headline
    assert page.forms == []
    assert link(called, "eve").page.shows("There is nothing for you to do")  # type: ignore[union-attr]


def test_twelve_hours_after_the_end_the_link_tells_and_does_nothing_more(called: World):
    browser = link(called)
    note = browser.presses("Acknowledge").form("Add the note")
    browser.presses("It's fixed", words="Restarted")

    called.clock.move(timedelta(hours=12))
    assert browser.open(called.dana.phone.all()[0].link).shows("was resolved at")
    called.clock.move(timedelta(seconds=1))
    page = browser.open(called.dana.phone.all()[0].link)
    assert page.status == 200
    assert page.headline.endswith("is over")
    assert page.forms == []
    assert PHONE not in page.html

    before = memory(called)
    refused = browser.sends(note, "Add the note", words="too late")
    assert refused.status == 410
    assert memory(called) == before


def test_a_note_is_a_sign_of_life_and_not_for_the_customer(called: World):
    browser = link(called)
    browser.presses("Acknowledge")
    called.passes(minutes=20)

    page = browser.presses("Add the note", words="Trying the other gateway")
    called.passes(minutes=29)

    assert page.shows("Dana noted: Trying the other gateway")
    assert kept(called, "incidents")[0]["acknowledged_by"] is not None


@pytest.mark.parametrize("token", ["A" * 22, "short", "%00" * 22, "ä" * 22])
def test_an_unknown_link_opens_nothing(called: World, token: str):
    page = called.carol.browser().open(f"/a/{token}")

    assert page.status == 404
    assert page.shows(called.desk.policy.telephone)
