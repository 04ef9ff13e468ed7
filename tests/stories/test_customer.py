"""What the customer hears and can say: each mail has one link and the reference, and the page shows each step."""

from datetime import timedelta

import pytest

from app.domain.delivery import Medium
from app.operations import customer_mails
from app.store.incidents import Incident
from tests.world import World
from tests.world.browser import Browser
from tests.world.world import ALONE


def test_the_customer_hears_of_every_step_by_mail_each_with_one_link_and_the_reference(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("Reply to the customer", words="A full disk", next_update="60")
    dana.presses("It's fixed", words="Made room")
    world.passes(seconds=1)

    mails = [
        world.carol.mailbox.receives(words)
        for words in ("We've got your emergency report", "An engineer is on it", "A full disk", "Made room")
    ]

    for mail in mails:
        assert report.reference in mail.words
        assert mail.link == world.desk.settings.public_url + report.url
    assert world.carol.mailbox.is_quiet()


def test_a_customer_who_has_waited_too_long_hears_so_by_mail_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.settles()
    world.carol.mailbox.reads_all()

    world.passes(hours=1, minutes=59)
    assert world.carol.mailbox.is_quiet()
    world.passes(minutes=1)

    mail = world.carol.mailbox.receives(f"We have not replied in time: {report.reference}")
    assert "by 4:10am, UK time. We have not, and we are sorry." in mail.words
    assert mail.link == world.desk.settings.public_url + report.url
    assert report.page_shows("Times are UK time.")
    world.passes(hours=1)
    assert world.carol.mailbox.is_quiet()


def test_an_address_that_anybody_can_type_gets_so_many_mails_an_hour_and_replies_always_go(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    for _ in range(customer_mails.MOST):
        world.files(services=ALONE, company="Nobody Known", email="victim@somewhere.example", name="Vic")
    last = world.files(services=ALONE, company="Nobody Known", email="victim@somewhere.example", name="Vic")
    world.settles()

    sent = [one for one in world.deliveries() if one.address == "victim@somewhere.example"]
    assert len(sent) == customer_mails.MOST
    assert "customer.not_mailed" in world.kinds(last.reference)

    lead = _lead_of(world, last.reference)  # the last one is a stranger's too, and goes with an earlier one
    dana = next(text for text in world.dana.phone.all() if lead in text.words).opens_link()
    dana.presses("Acknowledge")
    dana.presses("Reply to the customer", words="A full disk")
    world.settles()
    wordings = [one.wording for one in world.messages(last.reference) if one.staff_id is None]
    assert wordings == ["customer-reply"]

    world.passes(hours=1)
    again = world.files(services=ALONE, company="Nobody Known", email="victim@somewhere.example", name="Vic")
    assert "customer-received" in [one.wording for one in world.messages(again.reference)]


def test_a_reply_meets_the_target_and_an_automatic_message_never_does(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()

    dana.presses("Acknowledge")
    world.passes(minutes=5)
    world.carol.mailbox.receives("An engineer is on it")
    assert world.incident(report.reference).replied_at is None

    dana.presses("Reply to the customer")
    assert world.incident(report.reference).replied_at == world.clock.now()
    assert report.page_shows("We replied to you by email")


def test_a_reply_that_is_pressed_twice_is_one_mail(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    form = dana.presses("Acknowledge").form("Reply to the customer")
    world.settles()
    world.carol.mailbox.reads_all()

    dana.sends(form, "Reply to the customer", words="A full disk")
    dana.sends(form, "Reply to the customer", words="A full disk")
    world.settles()
    world.carol.mailbox.receives("A full disk")
    assert world.carol.mailbox.is_quiet()

    dana.sends(form, "Reply to the customer", words="The disk has room again")
    world.settles()
    world.carol.mailbox.receives("The disk has room again")


def test_a_reply_on_the_telephone_counts_and_sends_no_mail(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    world.settles()
    world.carol.mailbox.reads_all()

    dana.presses("Reply to the customer", by_telephone="y")
    world.settles()

    assert world.incident(report.reference).replied_at == world.clock.now()
    assert world.carol.mailbox.is_quiet()
    assert report.page_shows("An engineer spoke to you on the telephone")


def test_the_customer_confirms_that_it_works(world: World) -> None:
    world.at("Saturday 02:10")
    report = _resolved(world)

    report.page()
    page = report.browser.presses("Yes, it works", kind="works")

    assert page.shows("It's working again")
    world.passes(hours=1)
    assert world.incident(report.reference).confirmed_at is not None
    assert world.dana.phone.is_quiet()


def test_still_broken_opens_it_again_and_pages(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = _resolved(world)

    report.page()
    page = report.browser.presses("Still broken", kind="broken")
    world.settles()

    assert page.shows("still broken")
    text = world.dana.phone.receives_text("the customer says it is still broken")
    assert report.reference in text.words
    world.passes(minutes=5)
    world.eve.phone.receives_text("STILL OPEN")
    text.opens_link().presses("Acknowledge")
    assert report.page_shows("An engineer is on it")


def test_still_broken_pages_first_whoever_fixed_it_and_beside_them_the_primary(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    eve = world.eve.phone.receives_text("EMERGENCY").opens_link()
    eve.presses("Acknowledge")
    eve.presses("It's fixed", words="Restarted it")
    world.passes(minutes=20)
    world.dana.phone.reads_all()
    world.eve.phone.reads_all()
    paged_before = len(world.pages(report.reference))

    report.page()
    report.browser.presses("Still broken", kind="broken", words="Same error")
    world.settles()

    again = world.pages(report.reference)[paged_before:]
    assert {page.person.split()[0] for page in again} == {"Eve", "Dana"}
    assert "Round 4: paging Eve, Dana (the customer says it is still broken)" in _said(world, report.reference)
    assert report.page_shows("Alerting the engineer who had it and the on-call engineer")
    world.dana.phone.receives_text("the customer says it is still broken")
    world.eve.phone.receives_text("the customer says it is still broken").opens_link().presses("Acknowledge")
    world.settles()
    world.dana.phone.receives_text("You can go back to sleep")
    assert world.mo.phone.is_quiet()


def test_still_broken_is_as_loud_as_ever_when_whoever_fixed_it_does_not_answer(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    desk = world.mo.signs_in()
    desk.open(f"/manage/incidents/{report.reference}")
    desk.presses("Acknowledge")
    desk.presses("It's fixed", words="Restarted it")
    world.passes(minutes=20)
    for colleague in (world.dana, world.eve, world.mo):
        colleague.phone.reads_all()

    report.page()
    report.browser.presses("Still broken", kind="broken")
    world.settles()

    world.mo.phone.receives_text("still broken")
    world.dana.phone.receives_text("still broken")
    assert world.eve.phone.is_quiet()
    world.passes(minutes=5)
    world.eve.phone.receives_text("still broken")
    assert world.dana.phone.is_quiet()
    world.passes(minutes=5)
    assert all(not one.phone.is_quiet() for one in (world.dana, world.eve, world.mo))


def test_still_broken_with_nobody_on_call_says_so_and_pages_the_next_beside_whoever_fixed_it(world: World) -> None:
    world.at("Saturday 02:10")
    report = _resolved(world)
    world.goes_off_call(world.dana)
    world.passes(minutes=20)
    world.eve.phone.reads_all()

    report.page()
    report.browser.presses("Still broken", kind="broken")
    world.settles()

    assert "Nobody can be paged as primary: the rota has a hole" in _said(world, report.reference)
    world.dana.phone.receives_text("still broken")
    world.eve.phone.receives_text("still broken")


def test_still_broken_does_not_page_whoever_has_left(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    eve = world.eve.phone.receives_text("EMERGENCY").opens_link()
    eve.presses("Acknowledge")
    eve.presses("It's fixed", words="Restarted it")
    world.passes(minutes=20)
    world.leaves(world.eve)
    world.eve.phone.reads_all()
    world.dana.phone.reads_all()

    report.page()
    report.browser.presses("Still broken", kind="broken")
    world.settles()

    world.dana.phone.receives_text("still broken")
    assert world.eve.phone.is_quiet()


def test_works_after_all_ends_nothing_before_the_engineer_says_so(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")

    report.page()
    report.browser.presses("It's working again", kind="works")
    world.settles()

    world.dana.mailbox.receives("It works again, says the customer")
    assert world.incident(report.reference).resolved_at is None


def test_what_the_customer_adds_reaches_whoever_has_it_by_mail(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    report.page()
    page = report.browser.presses("Add this", words="Now the website too", kind="add")
    world.settles()

    mail = world.dana.mailbox.receives("Now the website too")
    assert report.reference in mail.words
    assert mail.opens_link().page.shows("You have")  # type: ignore[union-attr]
    assert page.shows("You added something")
    assert [m for m in world.eve.mailbox.all() if "website too" in m.words] == []


def test_what_the_customer_adds_before_anybody_has_it_is_seen_by_whoever_takes_it(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    report.page()
    report.browser.presses("Add this", words="Ring me on my other phone", kind="add")

    page = world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    assert page.shows("Ring me on my other phone")


def test_the_engineer_sees_the_customers_telephone_number_only_after_taking_it(world: World) -> None:
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()

    assert dana.page is not None
    assert not dana.page.shows("07700 900982")
    assert dana.presses("Acknowledge").shows("07700 900982")


@pytest.mark.parametrize("times", [2, 3])
def test_sending_the_same_form_again_is_the_same_report(each_world: World, times: int) -> None:
    world = each_world
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    form = browser.presses("Continue", services="crm", affected="everyone").form("Send")

    pages = [browser.sends(form, "Send", **world.carol.details()) for _ in range(times)]
    world.settles()

    assert len({page.url for page in pages}) == 1
    assert len(world.dana.phone.all()) == 1
    assert not pages[-1].shows("You added something")


def test_back_and_other_words_is_the_same_report_and_the_new_words_are_kept(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    form = browser.presses("Continue", services="crm", affected="everyone").form("Send")
    first = browser.sends(form, "Send", **world.carol.details("none"))
    world.settles()
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    later = {**world.carol.details("HTTP 503 from the gateway"), "phone": "07700 900555"}

    second = browser.sends(form, "Send", **later)
    third = browser.sends(form, "Send", **later)
    world.settles()

    assert first.url == second.url == third.url
    mail = world.dana.mailbox.receives("HTTP 503 from the gateway")
    assert "07700 900555" in mail.words
    assert second.shows("You added something")
    reference = dana.open(dana.page.url).headline.removeprefix("You have ")  # type: ignore[union-attr]
    assert world.kinds(reference).count("customer.added") == 1


def test_a_mail_that_could_not_go_for_an_hour_still_goes(world: World) -> None:
    world.at("Saturday 02:10")
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    browser.presses("Send", **world.carol.details())

    world.sleeps(hours=1)
    world.settles()

    mail = world.carol.mailbox.receives("We've got your emergency report")
    assert mail.delivery.medium == Medium.MAIL
    assert mail.delivery.sent_at - mail.delivery.created_at == timedelta(hours=1)


def _said(world: World, reference: str) -> list[str]:
    return [event.text for event in world.events(reference)]


def _resolved(world: World):  # type: ignore[no-untyped-def]
    report = world.carol.reports("crm")
    dana: Browser = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("Reply to the customer")
    dana.presses("It's fixed", words="Restarted it")
    world.passes(minutes=10)
    assert report.page_shows("We think it's fixed")
    world.dana.phone.reads_all()
    return report


def _lead_of(world: World, reference: str) -> str:
    lead_id = world.incident(reference).lead_id
    with world.desk.database.reading() as session:
        lead = session.get(Incident, lead_id)
        assert lead is not None
        return lead.reference
