"""Taking an incident: by a button, never by a look; the first wins; then it is quiet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain import policy_file
from app.domain.delivery import State
from tests.world import World
from tests.world.browser import Browser


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_link_changes_nothing_and_then_the_button_acknowledges(each_world: World, method: str) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    text = world.dana.phone.receives_text("EMERGENCY")
    before = (world.kinds(report.reference), world.incident(report.reference).next_page_at)

    for _ in range(5):
        answer = world.app.test_client().open(
            text.link.removeprefix(world.desk.settings.public_url),
            method=method,
            base_url=world.desk.settings.public_url,
        )
        assert answer.status_code == 200

    assert (world.kinds(report.reference), world.incident(report.reference).next_page_at) == before
    assert world.incident(report.reference).is_waiting
    text.opens_link().presses("Acknowledge")
    assert not world.incident(report.reference).is_waiting


def test_the_link_in_a_mail_wants_a_tick_first_because_mail_scanners_press_buttons(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.dana.mailbox.receives("EMERGENCY").opens_link()

    page = browser.presses("Acknowledge")
    assert page.status == 422
    assert page.shows("Tick the box first")
    assert world.incident(report.reference).is_waiting

    browser.presses("Acknowledge", person="yes")
    assert report.page_shows("An engineer is on it")


def test_the_first_wins_and_the_other_sees_who_has_it(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(minutes=5)
    danas = world.dana.phone.receives_text("EMERGENCY").opens_link()
    eves = world.eve.phone.receives_text("EMERGENCY").opens_link()

    assert eves.presses("Acknowledge").shows("You have")
    page = danas.presses("Acknowledge")

    assert page.shows("Eve has had this since")
    assert page.shows("You can go back to sleep")
    world.settles()
    world.dana.phone.receives_text("acknowledged by Eve 02:15. You can go back to sleep")


def test_only_those_who_were_paged_are_told_to_go_back_to_sleep(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    world.passes(minutes=29)

    assert [message for message in world.eve.phone.all() if "sleep" in message.words] == []
    assert [message for message in world.mo.phone.all() if "sleep" in message.words] == []
    assert world.dana.phone.is_quiet()


def test_pressing_twice_is_harmless(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    form = browser.page.form("Acknowledge")  # type: ignore[union-attr]

    for _ in range(3):
        assert browser.sends(form, "Acknowledge").shows("You have")

    assert world.kinds(report.reference).count("acknowledged") == 1
    world.passes(minutes=1)
    assert len([mail for mail in world.carol.mailbox.all() if "An engineer is on it" in mail.words]) == 1


def test_after_the_acknowledgement_nobody_is_paged(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=11)
    paged = len(world.pages(report.reference))

    world.eve.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.passes(minutes=29)

    assert len(world.pages(report.reference)) == paged
    assert world.incident(report.reference).next_page_at is None


def test_pages_that_wait_to_be_sent_are_cancelled_by_the_acknowledgement(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    text = world.dana.phone.receives_text("EMERGENCY")
    world.passes(minutes=4, seconds=59)
    world.sleeps(minutes=1)
    _take_the_turn_but_send_nothing(world)

    text.opens_link().presses("Acknowledge")
    world.passes(minutes=10)

    assert [page.state for page in world.pages(report.reference)][-1] == State.CANCELLED
    assert world.eve.phone.is_quiet()
    assert world.eve.mailbox.is_quiet()


def test_i_cannot_pages_the_backup_at_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("I can't")
    world.settles()

    world.eve.phone.receives_text("EMERGENCY")
    assert "passed" in world.kinds(report.reference)
    assert world.mo.phone.is_quiet()


def test_pressing_i_cannot_twice_wakes_nobody_twice(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    form = browser.page.form("I can't")  # type: ignore[union-attr]

    for _ in range(3):
        browser.sends(form, "I can't")
        world.settles()

    world.eve.phone.receives_text("EMERGENCY")
    assert world.mo.phone.is_quiet()
    assert world.kinds(report.reference).count("passed") == 1


def test_i_cannot_from_eve_asks_everyone_at_once_for_nobody_is_left_to_wait_for(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(minutes=6)

    world.eve.phone.receives_text("EMERGENCY").opens_link().presses("I can't")
    world.settles()

    world.mo.phone.receives_text("STILL OPEN 6 min")
    assert "STILL OPEN 6 min" in world.dana.phone.all()[-1].words


def test_i_cannot_from_dana_takes_none_of_the_five_minutes_that_eve_was_given(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=6)
    world.eve.phone.receives_text("EMERGENCY")

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("I can't")
    world.settles()

    assert "passed" in world.kinds(report.reference)
    assert world.eve.phone.is_quiet()
    assert world.mo.phone.is_quiet()
    world.passes(minutes=4)
    world.mo.phone.receives_text("STILL OPEN 10 min")


def test_of_two_on_call_one_passes_and_the_other_is_still_waited_for(world: World) -> None:
    world.at("Saturday 02:10")
    frank = world.joins("Frank", "+447700900104", layer="primary")
    world.carol.reports("crm")

    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("I can't")
    world.settles()
    assert world.eve.phone.is_quiet()

    frank.phone.receives_text("EMERGENCY").opens_link().presses("I can't")
    world.settles()
    world.eve.phone.receives_text("EMERGENCY")


def test_when_all_have_been_paged_i_cannot_does_not_ring_them_all_again(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=11)
    for colleague in (world.dana, world.eve, world.mo):
        colleague.phone.reads_all()

    world.dana.phone.all()[-1].opens_link().presses("I can't")
    world.settles()

    assert all(colleague.phone.is_quiet() for colleague in (world.dana, world.eve, world.mo))
    world.passes(minutes=4)
    world.eve.phone.receives_text("STILL OPEN 15 min")
    assert world.incident(report.reference).is_waiting


def test_handing_it_back_pages_the_others_and_not_dana_until_it_is_everyones(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    world.passes(minutes=7)

    browser.presses("Hand it back", words="I am on a train")
    world.settles()

    world.eve.phone.receives_text("Dana handed it back")
    assert world.dana.phone.is_quiet()
    assert report.page_shows("handed it back")
    world.passes(minutes=5)
    world.dana.phone.receives_text("STILL OPEN 12 min")
    world.mo.phone.receives_text("STILL OPEN 12 min")


def test_a_step_whose_only_person_handed_it_back_says_that_and_not_that_the_rota_has_a_hole(
    each_world: World,
) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    browser.presses("Acknowledge")
    browser.presses("Hand it back", words="")
    world.settles()

    said = [event.text for event in world.events(report.reference)]

    assert "Nobody can be paged as primary: Dana handed it back" in said
    assert not any("hole" in text for text in said)
    assert "nobody_on_call" not in world.kinds(report.reference)


def test_a_step_whose_only_person_passed_it_on_earlier_says_that(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("I can't")
    world.settles()
    eve = world.eve.phone.receives_text("EMERGENCY").opens_link()
    eve.presses("Acknowledge")
    world.passes(minutes=3)
    eve.presses("Hand it back", words="")
    world.settles()

    said = [event.text for event in world.events(report.reference)]

    assert "Nobody can be paged as primary: Dana cannot take it" in said
    assert "Nobody can be paged as backup: Eve handed it back" in said


def test_whoever_was_stood_down_before_is_not_woken_to_hear_it_again(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.passes(minutes=10)
    browser = world.dana.phone.all()[-1].opens_link()
    browser.presses("Acknowledge")
    world.settles()
    world.mo.phone.reads_all()

    world.passes(minutes=5)
    browser.presses("Hand it back", words="")
    world.settles()
    world.eve.phone.all()[-1].opens_link().presses("Acknowledge")
    world.settles()

    assert [text.words for text in world.mo.phone.new()] == []


def test_only_the_holder_can_hand_it_back(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    form = _hand_back_form(world, dana, report.reference)
    world.passes(minutes=1)

    dana.sends(form, "Hand it back")
    world.settles()
    world.eve.phone.receives_text("handed it back").opens_link().presses("Acknowledge")
    dana.sends(form, "Hand it back")

    assert world.kinds(report.reference).count("handed_back") == 1
    assert not world.incident(report.reference).is_waiting


def test_the_link_of_an_incident_long_over_says_what_became_of_it(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    text = world.dana.phone.receives_text("EMERGENCY")
    browser = text.opens_link()
    form = browser.page.form("Acknowledge")  # type: ignore[union-attr]
    browser.presses("Acknowledge")
    browser.presses("It's fixed", words="Restarted it")

    world.sleeps(hours=13)

    page = text.opens_link().page
    assert page is not None
    assert page.status == 200
    assert page.shows(f"{report.reference} is over")
    assert browser.sends(form, "Acknowledge").status == 410


def _hand_back_form(world: World, browser: Browser, reference: str):  # type: ignore[no-untyped-def]
    browser.presses("Acknowledge")
    assert not world.incident(reference).is_waiting
    assert browser.page is not None
    return browser.page.form("Hand it back")


def _met_by_acknowledgement(folder: Path) -> Path:
    own = folder / "own.toml"
    own.write_text(
        (policy_file.SHIPPED / "prospect365.toml").read_text() + '\n[response]\nmet_by = "acknowledgement"\n'
    )
    return own


def _take_the_turn_but_send_nothing(world: World) -> None:
    from app.operations import paging

    with world.desk.database.writing() as session:
        paging.take_turns(session, world.clock.now(), world.desk.mint)


def test_where_the_policy_says_so_the_acknowledgement_meets_the_response_target(
    sqlite_url: str, open_world: Callable[..., World], tmp_path: Path
) -> None:
    world = open_world(sqlite_url, POLICY=str(_met_by_acknowledgement(tmp_path)))
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    world.passes(minutes=3)
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    world.passes(hours=3)

    incident = world.incident(report.reference)
    assert incident.responded_at == incident.first_acknowledged_at
    assert (incident.replied_at, incident.missed_at) == (None, None)


def test_there_one_that_joins_what_somebody_has_is_in_time_as_well(
    sqlite_url: str, open_world: Callable[..., World], tmp_path: Path
) -> None:
    world = open_world(sqlite_url, POLICY=str(_met_by_acknowledgement(tmp_path)))
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    second = world.nadia.reports("crm")
    world.passes(hours=3)

    incident = world.incident(second.reference)
    assert incident.responded_at == incident.opened_at
    assert incident.missed_at is None
