"""An incident at the desk, and the rota: every action, its errors at the fields, and what stays as it was."""

import re
from datetime import UTC, datetime

import pytest

from tests.web.seen import filled, kept, memory
from tests.world import World
from tests.world.browser import Browser

# -- an incident


@pytest.fixture
def opened(night: World) -> World:
    """One incident, which nobody has."""
    night.carol.reports(["crm", "on-premise"], "Error 503, says the screen")
    return night


def at_the_desk(world: World) -> Browser:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{kept(world, 'reports')[0]['reference']}")
    return browser


def test_it_shows_the_facts_the_decision_the_story_and_the_messages(opened: World):
    page = at_the_desk(opened).page

    assert page is not None
    for words in (
        "Acme Foods", "07700 900982", "Error 503, says the screen", "PS-3", "PS-10", "obody has it",
        "Round 1: paging Dana", "Dana Okafor", "Reply due",
    ):  # fmt: skip
        assert page.shows(words), words
    assert opened.desk.policy.digest[:12] in page.text


def test_each_message_says_what_it_said_and_nobodys_link(opened: World):
    (text,) = [one for one in opened.dana.phone.all() if "CRM down" in one.words]
    page = at_the_desk(opened).page

    assert page is not None
    assert page.shows("Page, by text")
    assert page.shows("We have your report, by mail")
    assert page.shows(text.words.replace(text.link, "[their own link]"))
    assert text.link.rpartition("/")[2] not in page.html


def test_events_of_people_messages_and_the_portal_are_told_apart(opened: World):
    at_the_desk(opened).presses("Acknowledge")
    page = at_the_desk(opened).page

    assert page is not None
    lines = re.findall(r'<li class="(people|messages|portal) .*?<span class="kept">(.*?)</span>', page.html, re.DOTALL)
    assert ("people", "Mo acknowledged by the desk") in lines
    assert ("messages", "Text to Dana Okafor handed to demo") in lines
    assert ("portal", "Round 1: paging Dana") in lines
    assert all(page.shows(words) for words in ("People", "Messages", "The portal"))


def test_the_desk_takes_answers_and_closes(opened: World):
    browser = at_the_desk(opened)

    assert browser.presses("Acknowledge").shows("Mo acknowledged by the desk")
    assert browser.presses("Add the note", words="Looking").shows("Mo noted: Looking")
    assert browser.presses("Reply to the customer", words="A full disk").shows("Mo replied to the customer by mail")
    page = browser.presses("It's fixed", words="Emptied it")
    opened.settles()

    assert page.shows("Mo resolved it: Emptied it")
    assert opened.carol.mailbox.receives("A full disk")
    assert opened.carol.mailbox.receives("Emptied it")
    (incident,) = kept(opened, "incidents")
    assert incident["acknowledged_at"] == incident["replied_at"] == incident["resolved_at"] == opened.clock.now()


def test_handing_back_pages_again(opened: World):
    browser = at_the_desk(opened)
    browser.presses("Acknowledge")
    opened.settles()
    opened.dana.phone.reads_all()

    browser.presses("Hand it back", words="I am on a train")
    opened.settles()

    assert opened.dana.phone.receives_text("Mo handed it back")


def test_a_reply_without_words_is_an_error_at_its_field(opened: World):
    page = at_the_desk(opened).presses("Reply to the customer", words=" ", next_update="30")

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows("Type what you tell the customer")
    assert filled(page.form("Reply to the customer"))["next_update"] == ["30"]
    assert kept(opened, "replies") == []


@pytest.mark.parametrize("reference", ["K7Q4M", "nonsense", "%00", "ä", "A" * 3000, "..%2f.."])
def test_an_unknown_reference_is_not_there(opened: World, reference: str):
    browser = at_the_desk(opened)
    before = memory(opened)
    assert browser.page is not None
    form = browser.page.form("Add the note")
    form.action = f"/manage/incidents/{reference}/notes"

    assert browser.sends(form, "Add the note", words="x").status == 404
    assert browser.open(f"/manage/incidents/{reference}").status == 404
    assert memory(opened) == before


def test_a_reference_may_be_spoken(opened: World):
    reference = kept(opened, "reports")[0]["reference"]

    page = at_the_desk(opened).open(f"/manage/incidents/{reference[:2].lower()}%20{reference[2:].lower()}")

    assert page.shows(f"Reference {reference}")


def test_a_refusal_has_a_page_without_actions(night: World):
    night.carol.reports("version-6")

    page = at_the_desk(night).page

    assert page is not None
    assert page.shows("PS-11")
    assert [form.action for form in page.forms] == ["/manage/sign-out"]


# -- the rota


def rota(world: World) -> Browser:
    browser = world.mo.signs_in()
    browser.open("/manage/rota")
    return browser


def staff_id(world: World, name: str) -> str:
    return next(row["id"] for row in kept(world, "staff") if row["name"].startswith(name))


def test_it_says_who_is_on_call_and_how_they_are_reached(night: World):
    page = rota(night).page

    assert page is not None
    for words in ("Primary: Dana Okafor", "Backup: Eve Lindqvist", "Duty manager: Mo Haddad", "until further notice"):
        assert page.shows(words), words
    assert page.shows("+447700900101")
    assert not page.shows("Gap")


def test_a_shift_is_put_in_by_local_time(night: World):
    page = rota(night).presses(
        "Put on call", layer="primary", staff_id=staff_id(night, "Eve"), starts_at="2026-11-24T17:00",
        ends_at="2026-11-25T08:30",
    )  # fmt: skip

    assert page.status == 200
    (shift,) = [row for row in kept(night, "shifts") if row["ends_at"]]
    assert shift["starts_at"] == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert page.shows("Eve Lindqvist")


def test_in_summer_the_local_time_is_an_hour_ahead(world: World):
    world.at("2026-07-04T01:00:00+00:00")

    rota(world).presses("Put on call", staff_id=staff_id(world, "Eve"), starts_at="2026-07-06T17:00", ends_at="")

    assert datetime(2026, 7, 6, 16, tzinfo=UTC) in [row["starts_at"] for row in kept(world, "shifts")]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_at": ""}, "Say when the shift starts"),
        ({"starts_at": "tomorrow"}, "Not a valid datetime value."),
        ({"ends_at": "2026-11-24T17:00"}, "The end must be later than the start"),
        ({"ends_at": "2026-11-23T17:00"}, "The end must be later than the start"),
        ({"layer": "tertiary"}, "Not a valid choice."),
        ({"staff_id": "nobody"}, "Not a valid choice."),
    ],
)
def test_a_shift_that_cannot_be_is_an_error_at_its_field(night: World, changes: dict[str, str], words: str):
    before = kept(night, "shifts")
    right = {"layer": "backup", "staff_id": staff_id(night, "Dana"), "starts_at": "2026-11-24T17:00", "ends_at": ""}

    page = rota(night).presses("Put on call", **(right | changes))

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem")
    assert page.text.count(words) >= 2, "in the summary and at the field"
    again = filled(page.form("Put on call"))
    assert again["layer"] == [changes.get("layer", "backup")] or "layer" in changes
    assert kept(night, "shifts") == before


def test_ending_a_shift_shows_the_gap_and_what_happens_then(night: World):
    browser = rota(night)

    page = browser.presses("End it now (Dana Okafor, Primary)")

    assert page.shows("Primary: nobody")
    assert page.shows("Gap: nobody from")
    assert page.shows("we page everyone")
    assert night.clock.now() in [row["ends_at"] for row in kept(night, "shifts")]


def test_a_shift_to_come_is_taken_away(night: World):
    browser = rota(night)
    browser.presses(
        "Put on call", layer="backup", staff_id=staff_id(night, "Dana"), starts_at="2026-11-24T17:00", ends_at=""
    )

    page = browser.presses("Take it away")

    assert page.status == 200
    assert len(kept(night, "shifts")) == 3


def test_a_second_press_on_a_shift_that_has_ended_changes_nothing(night: World):
    browser = rota(night)
    assert browser.page is not None
    form = browser.page.form("End it now (Dana Okafor, Primary)")
    browser.sends(form, "End it now")
    night.passes(minutes=1)
    before = kept(night, "shifts")

    assert browser.sends(form, "End it now").status == 200
    assert kept(night, "shifts") == before
