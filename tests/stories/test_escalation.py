"""Who is paged and when, while nobody acknowledges: it never ends silently."""

import itertools
import json
from datetime import timedelta

from app.domain.delivery import Medium, State
from tests.world import World

FIVE_MINUTES = timedelta(minutes=5)


def test_dana_is_paged_at_once_by_text_and_by_mail(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")

    report = world.carol.reports("crm", "Nobody can log in")

    text = world.dana.phone.receives_text("EMERGENCY")
    mail = world.dana.mailbox.receives("EMERGENCY")
    assert report.reference in text.words
    assert report.reference in mail.words
    assert {text.delivery.sent_at, mail.delivery.sent_at} == {world.clock.now()}
    assert world.eve.phone.is_quiet()
    assert world.mo.phone.is_quiet()


def test_the_steps_are_primary_then_backup_after_five_then_everyone_after_ten(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    began = world.clock.now()

    world.passes(minutes=20)

    paged = [(page.person.split()[0], page.sent_at - began) for page in world.pages(report.reference)]
    everyone = {"Dana", "Eve", "Mo"}
    assert paged[:2] == [("Dana", timedelta(0)), ("Eve", FIVE_MINUTES)]
    for number, minutes in enumerate((10, 15, 20)):
        of_round = paged[2 + 3 * number : 5 + 3 * number]
        assert {name for name, _ in of_round} == everyone
        assert {after for _, after in of_round} == {timedelta(minutes=minutes)}


def test_eve_is_not_woken_a_second_before_her_time(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")

    world.passes(minutes=4, seconds=59)
    assert world.eve.phone.is_quiet()

    world.passes(seconds=1)
    world.eve.phone.receives_text("STILL OPEN 5 min")


def test_the_duty_manager_is_paged_as_such_where_he_is_no_engineer(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    world.passes(minutes=10)

    world.mo.phone.receives_text("STILL OPEN 10 min").opens_link().presses("Acknowledge")
    assert report.page_shows("An engineer is on it")


def test_two_hours_without_an_answer_are_never_silent(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    heard = [world.clock.now()]

    for _ in range(120):
        world.passes(minutes=1)
        incident = world.incident(report.reference)
        assert incident.is_waiting
        assert incident.next_page_at is not None
        assert world.clock.now() < incident.next_page_at <= world.clock.now() + FIVE_MINUTES
    heard += sorted({page.sent_at for page in world.pages(report.reference)})

    silences = [later - earlier for earlier, later in itertools.pairwise(heard)]
    assert max(silences) == FIVE_MINUTES
    assert heard[-1] == world.clock.now()


def test_every_repeat_says_how_long_it_has_been_open_and_why_it_comes(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")

    world.passes(minutes=15)

    texts = [message.words for message in world.dana.phone.all()]
    assert "STILL OPEN" not in texts[0]
    assert "STILL OPEN 10 min" in texts[1]
    assert "STILL OPEN 15 min" in texts[2]
    assert all("Nobody has it" in text for text in texts[1:])


def test_a_layer_without_anybody_is_an_event_and_the_next_is_paged_at_once(world: World) -> None:
    world.at("Saturday 02:10")
    world.goes_off_call(world.dana)

    report = world.carol.reports("crm")

    world.eve.phone.receives_text("EMERGENCY")
    assert world.dana.phone.is_quiet()
    assert world.kinds(report.reference).count("nobody_on_call") == 1
    world.passes(minutes=5)
    world.dana.phone.receives_text("STILL OPEN")


def test_an_empty_rota_pages_everyone_at_once(world: World) -> None:
    world.at("Saturday 02:10")
    for colleague in (world.dana, world.eve, world.mo):
        world.goes_off_call(colleague)

    report = world.carol.reports("crm")

    for colleague in (world.dana, world.eve, world.mo):
        colleague.phone.receives_text("EMERGENCY")
    assert world.kinds(report.reference).count("nobody_on_call") == 2
    assert "the rota is empty" in _not_ready_because(world)


def test_without_any_staff_it_keeps_trying_and_says_that_it_is_not_ready(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    for colleague in (world.dana, world.eve, world.mo):
        world.leaves(colleague)

    report = world.carol.reports("crm")
    world.passes(minutes=21)

    assert "there is no staff to page" in _not_ready_because(world)
    assert world.incident(report.reference).next_page_at is not None
    frank = world.joins("Frank", "+447700900104")
    world.passes(minutes=5)
    frank.phone.receives_text("STILL OPEN").opens_link().presses("Acknowledge")
    assert report.page_shows("An engineer is on it")


def test_dana_without_a_number_gets_a_mail_and_waiting_for_her_takes_its_time(world: World) -> None:
    world.at("Saturday 02:10")
    world.loses_phone(world.dana)

    report = world.carol.reports("crm")

    world.dana.mailbox.receives("EMERGENCY")
    world.passes(minutes=5)
    world.eve.phone.receives_text("EMERGENCY")
    assert world.incident(report.reference).is_waiting


def test_two_open_incidents_are_paged_each_with_a_link_of_its_own(world: World) -> None:
    world.at("Saturday 02:10")
    crm = world.carol.reports("crm")
    world.passes(seconds=20)
    website = world.nadia.reports("website")

    first, second = world.dana.phone.receives_text(crm.reference), world.dana.phone.receives_text(website.reference)
    first.opens_link().presses("Acknowledge")

    assert first.link != second.link
    assert crm.page_shows("An engineer is on it")
    assert not website.page_shows("An engineer is on it")
    world.passes(minutes=5)
    world.eve.phone.receives_text(website.reference)
    assert crm.reference not in " ".join(text.words for text in world.eve.phone.all())


def test_ten_minutes_of_pages_are_each_delivered_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")

    report = world.carol.reports("crm")
    world.passes(minutes=10)

    for medium in (Medium.SMS, Medium.MAIL):
        pages = world.pages(report.reference, medium)
        assert [page.state for page in pages] == [State.SENT] * 5
        assert [page.attempts for page in pages] == [1] * 5


def _not_ready_because(world: World) -> str:
    answer = world.app.test_client().get("/readyz", base_url=world.desk.settings.public_url)
    assert answer.status_code == 503
    return "; ".join(json.loads(answer.text)["reasons"])
