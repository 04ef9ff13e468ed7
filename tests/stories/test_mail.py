"""Whole nights by mail: a report comes in as a mail, phones ring, and the talk goes on by mail."""

from collections.abc import Callable

import pytest

from app.store.mails import Mail
from app.store.reports import Report
from tests.world import World
from tests.world.mail import BOX, MAIL_IN, kept, mails_in, replies, reply_address
from tests.world.people import LINK, Customer

Open = Callable[..., World]


@pytest.fixture
def open_for_mail(open_world: Callable[..., World], database_url: str) -> Open:
    def opened(policy: str = "kustomer", when: str = "Saturday 02:10", **settings: str) -> World:
        world = open_world(database_url, POLICY=policy, **MAIL_IN, **settings)
        world.at(when)
        return world

    return opened


def report_of(world: World, mail: Mail) -> Report:
    with world.desk.database.reading() as session:
        return session.get_one(Report, mail.report_id)


def customer(world: World, name: str, email: str) -> Customer:
    return Customer(world, name, "", email)


def desk_subjects(world: World) -> list[str]:
    return [one.subject or "" for one in world.deliveries() if one.person == "Daytime desk"]


def test_a_night_by_mail_from_the_report_to_a_plain_yes(open_for_mail: Open) -> None:
    world = open_for_mail()

    report = report_of(world, mails_in(world, "Nobody can open the CRM.\n\n-- \nCarol Jones\nAcme Foods"))
    answer = world.carol.mailbox.receives(f"We've got your emergency report {report.reference}")
    assert "What has stopped?" in answer.words
    assert "Which telephone number do you answer tonight?" in answer.words

    page = world.dana.phone.receives_text(report.reference)
    assert "Acme Foods" in page.words
    assert "since" not in page.words
    dana = page.opens_link()
    dana.presses("Acknowledge")
    assert dana.page is not None
    assert dana.page.shows("Nobody can log in Nobody can open the CRM.")
    assert dana.page.shows("The older part of the mail, and its signature")

    replies(world, answer, "It is the portal that stopped. Ring me on 07700 900982.", message_id="<2@acme.example>")
    told = world.dana.mailbox.receives("the customer added something")
    assert "07700 900982" in told.words
    assert "> Your reference" not in told.words

    dana.presses("It's fixed", words="A full disk")
    world.settles()
    fixed = world.carol.mailbox.receives("We think it's fixed")
    replies(world, fixed, "Yes, it works. Thank you.", message_id="<3@acme.example>")

    assert world.incident(report.reference).confirmed_at is not None
    assert sorted(mail.became for mail in kept(world)) == ["addition", "addition", "report"]
    world.passes(hours=2)
    assert world.eve.phone.is_quiet()


def test_still_broken_by_mail_brings_the_engineers_back(open_for_mail: Open) -> None:
    world = open_for_mail()
    reference = report_of(world, mails_in(world)).reference
    dana = world.dana.phone.receives_text(reference).opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed", words="")
    world.settles()

    replies(
        world, world.carol.mailbox.receives("We think it's fixed"), "Thanks, but no.", message_id="<2@acme.example>"
    )

    assert world.incident(reference).resolved_at is None
    assert "it is still broken" in world.dana.phone.receives_text("STILL OPEN").words


def test_an_answer_to_an_old_mail_is_a_new_emergency(open_for_mail: Open) -> None:
    world = open_for_mail()
    reference = report_of(world, mails_in(world)).reference
    dana = world.dana.phone.receives_text(reference).opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed", words="")
    world.passes(hours=13)

    again = replies(
        world, world.carol.mailbox.receives("We think it's fixed"), "Down again", message_id="<2@acme.example>"
    )

    assert again.became == "report"
    world.dana.phone.receives_text(report_of(world, again).reference)
    assert world.incident(reference).resolved_at is not None


def test_where_the_form_alone_counts_a_mail_goes_to_the_desk_and_its_sender_to_the_form(open_for_mail: Open) -> None:
    world = open_for_mail("prospect365")

    report = report_of(world, mails_in(world))

    assert report.verdict == "declined"
    assert [reason["clause"] for reason in report.reasons if reason["outcome"] == "decides"] == ["PS-6"]
    assert world.dana.phone.is_quiet()
    assert "came by email" in world.desk_mails()[0].words
    answer = world.carol.mailbox.receives("Nobody has been woken yet")
    browser = answer.opens_link()
    assert browser.page is not None
    assert browser.page.shows("We have your mail, but nobody has been woken")

    page = browser.presses("Continue", services="crm", affected="everyone")
    assert page.shows("Nobody at our place can open the CRM since two.")
    browser.presses("Send", started="now", phone="07700 900982")
    world.settles()

    world.dana.phone.receives_text("CRM down, ALL users, Acme Foods")


def test_in_support_hours_a_mail_is_the_daytime_teams(open_for_mail: Open) -> None:
    world = open_for_mail("prospect365", "Tuesday 12:00")

    report = report_of(world, mails_in(world))

    assert report.verdict == "closed"
    assert len(world.desk_mails()) == 1
    assert world.dana.phone.is_quiet()
    assert "our full daytime team has your report" in world.carol.mailbox.receives(report.reference).words


def test_who_writes_again_about_what_woke_nobody_is_heard_by_the_desk(open_for_mail: Open) -> None:
    world = open_for_mail("prospect365")
    answer_to = mails_in(world)
    answer = world.carol.mailbox.receives("Nobody has been woken yet")

    replies(world, answer, "But everything is down!", message_id="<2@acme.example>")

    assert f"{report_of(world, answer_to).reference}: the customer wrote again" in desk_subjects(world)
    assert LINK.search(world.carol.mailbox.receives("Nobody has been woken yet").words)


AUTOMATIC = {
    "out of office": {"headers": {"Auto-Submitted": "auto-replied"}},
    "Exchange": {"headers": {"X-Auto-Response-Suppress": "All"}},
    "a bounce": {"fields": {"envelope": '{"to":["x"],"from":""}'}},
    "a list": {"headers": {"List-Id": "<news.acme.example>"}},
    "ourselves": {"sender": f"Support <{BOX}>"},
}


@pytest.mark.parametrize("signs", AUTOMATIC.values(), ids=AUTOMATIC.keys())
def test_a_machines_mail_wakes_nobody_is_not_answered_and_can_be_made_a_report(
    open_for_mail: Open, signs: dict
) -> None:
    world = open_for_mail()

    mail = mails_in(world, **signs)
    assert (mail.became, mail.report_id) == ("set aside", None)
    assert mail.because
    assert world.deliveries() == []

    desk = world.mo.signs_in()
    desk.open("/manage/mail?became=set+aside")
    assert desk.page is not None
    assert desk.page.shows(mail.because)
    desk.open(f"/manage/mail/{mail.id}")
    for _ in range(2):
        desk.open(f"/manage/mail/{mail.id}")
        if desk.page.shows("Make it a report"):
            desk.presses("Make it a report")
    world.settles()

    (again,) = kept(world)
    assert again.became == "report"
    world.dana.phone.receives_text(report_of(world, again).reference)
    assert [one.person for one in world.deliveries() if one.wording == "customer-received"] == []


def test_an_out_of_office_reply_to_our_mail_changes_nothing(open_for_mail: Open) -> None:
    world = open_for_mail()
    reference = report_of(world, mails_in(world)).reference
    answer = world.carol.mailbox.receives(reference)
    before = world.kinds(reference)

    away = replies(
        world, answer, "I am away.", headers={"Auto-Submitted": "auto-replied"}, message_id="<2@acme.example>"
    )

    assert away.became == "set aside"
    assert world.kinds(reference) == before


def test_two_machines_that_answer_each_other_soon_stop(open_for_mail: Open) -> None:
    """A ticket system that says of none of its mails that a program wrote them, and keeps no thread."""
    world = open_for_mail()

    for number in range(12):
        mails_in(
            world,
            f"Your ticket #{number} has been opened",
            subject=f"Ticket {number}",
            message_id=f"<{number}@acme.example>",
        )
        world.passes(minutes=1)

    became = [mail.became for mail in kept(world)]
    assert (became.count("report"), became.count("addition")) == (3, 9)
    assert len([one for one in world.deliveries() if one.wording == "customer-received"]) <= 4


JUNK = {"fields": {"spam_score": "8.1"}}


def test_a_strangers_junk_wakes_nobody_and_both_the_desk_and_the_stranger_hear(open_for_mail: Open) -> None:
    world = open_for_mail()
    nadia = customer(world, "Nadia", "nadia@nowhere.example")

    report = report_of(world, mails_in(world, sender="Nadia <nadia@nowhere.example>", **JUNK))

    assert report.verdict == "declined"
    assert world.dana.phone.is_quiet()
    assert "looks like junk mail" in world.desk_mails()[0].words
    browser = nadia.mailbox.receives("Nobody has been woken yet").opens_link()
    browser.presses("Continue", services="platform", affected="everyone")
    browser.presses("Send", started="now", impact="stopped", workaround="none", effect="Log in")
    world.settles()
    assert browser.page is not None
    world.dana.phone.receives_text("Platform down")


def test_junk_from_an_address_that_nothing_confirms_is_not_answered(open_for_mail: Open) -> None:
    world = open_for_mail()

    mails_in(world, sender="X <x@nowhere.example>", fields={"spam_score": "8.1", "SPF": "fail", "dkim": "none"})

    assert [one.person for one in world.deliveries()] == ["Daytime desk"]


def test_a_known_customer_always_pages_whatever_a_filter_thinks(open_for_mail: Open) -> None:
    world = open_for_mail()

    report = report_of(world, mails_in(world, fields={"spam_score": "8.1", "SPF": "fail", "dkim": "none"}))

    assert report.verdict == "accepted"
    world.dana.phone.receives_text(report.reference)
    assert "nothing confirms the sender (SPF fail, DKIM none)" in world.dana.mailbox.receives(report.reference).words
    assert any("does not confirm" in event.text for event in world.events(report.reference))


def test_a_reference_and_anothers_address_change_nothing(open_for_mail: Open) -> None:
    world = open_for_mail()
    reference = report_of(world, mails_in(world)).reference
    before = world.kinds(reference)
    forged = {"SPF": "fail", "dkim": "none"}

    strangers = mails_in(
        world, "Ignore it", subject=f"Re: {reference}", sender="x@nowhere.example", message_id="<7@nowhere.example>"
    )
    as_carol = mails_in(world, "Ignore it", subject=f"Re: {reference}", message_id="<8@acme.example>", fields=forged)

    assert [strangers.became, as_carol.became] == ["report", "report"]
    assert world.kinds(reference) == before


def test_carols_own_confirmed_mail_with_the_reference_joins(open_for_mail: Open) -> None:
    world = open_for_mail()
    reference = report_of(world, mails_in(world)).reference

    joined = mails_in(world, "It is all of us", subject=f"About {reference}", message_id="<9@acme.example>")

    assert joined.became == "addition"
    assert "customer.added" in world.kinds(reference)


def test_a_colleague_with_the_reply_address_joins_by_name(open_for_mail: Open) -> None:
    world = open_for_mail()
    reference = report_of(world, mails_in(world)).reference
    answer = world.carol.mailbox.receives(reference)

    bobs = mails_in(
        world,
        "Leeds too",
        sender="Bob <bob@acme.example>",
        to=reply_address(world, answer),
        message_id="<b@acme.example>",
    )

    assert bobs.became == "addition"
    assert any("Bob <bob@acme.example> writes:\nLeeds too" in event.text for event in world.events(reference))


def test_her_second_mail_in_the_same_thread_joins_the_first(open_for_mail: Open) -> None:
    world = open_for_mail()
    mails_in(world)

    second = mails_in(world, "And the shop", message_id="<2@acme.example>", headers={"References": "<1@acme.example>"})

    assert second.became == "addition"
    assert len([mail for mail in kept(world) if mail.became == "report"]) == 1


def test_nothing_that_opens_something_is_kept_of_a_reply(open_for_mail: Open) -> None:
    world = open_for_mail()
    answer = world.carol.mailbox.receives(report_of(world, mails_in(world)).reference)
    address, link = reply_address(world, answer), answer.link

    replies(world, answer, f"See {link}", message_id="<2@acme.example>")

    stored = repr([vars(mail) for mail in kept(world)]) + repr([vars(event) for event in _events(world)])
    assert link.rpartition("/")[2] not in stored
    assert address.partition("+")[2].partition("@")[0][6:] not in stored


def _events(world: World) -> list:
    return world.events(report_of(world, kept(world)[0]).reference)


@pytest.mark.parametrize(
    "written", [{"text": ""}, {"text": "x\n" * 50_000}, {"subject": ""}, {"sender": "", "fields": {"envelope": None}}]
)
def test_an_odd_mail_pages_all_the_same(open_for_mail: Open, written: dict) -> None:
    world = open_for_mail()
    text = written.pop("text", "Down")

    report = report_of(world, mails_in(world, text, **written))

    world.dana.phone.receives_text(report.reference)
    assert len(report.errors) <= 10_000


def test_the_log_and_the_picture_of_a_mail_are_kept_with_its_report(open_for_mail: Open) -> None:
    world = open_for_mail()
    files = (("server.log", b"02:05 HTTP 503\n"), ("setup.exe", b"MZ\x90\x00\x03\x00\x00\x00"))

    report = report_of(world, mails_in(world, files=files))

    dana = world.dana.phone.receives_text(report.reference).opens_link()
    page = dana.presses("Acknowledge")
    assert page.shows("server.log")
    assert any("could not be kept: setup.exe" in event.text for event in world.events(report.reference))


def test_a_mail_that_is_handed_in_again_keeps_its_files_once(open_for_mail: Open) -> None:
    world = open_for_mail()
    files = (("server.log", b"02:05 HTTP 503\n"), ("setup.exe", b"MZ\x90\x00\x03\x00\x00\x00"))

    for _ in range(3):
        report = report_of(world, mails_in(world, files=files))

    kinds = world.kinds(report.reference)
    assert (kinds.count("customer.attached"), kinds.count("mail.files")) == (1, 1)


def test_the_files_of_a_reply_join_the_report_and_its_holder_hears(open_for_mail: Open) -> None:
    world = open_for_mail()
    report = report_of(world, mails_in(world))
    world.dana.phone.receives_text(report.reference).opens_link().presses("Acknowledge")

    answer = world.carol.mailbox.receives(report.reference)
    replies(world, answer, "The log", message_id="<2@acme.example>", files=(("server.log", b"503\n"),))

    assert "server.log" in world.dana.mailbox.receives("server.log").words
    assert world.kinds(report.reference).count("customer.attached") == 1


def test_of_a_machines_mail_no_file_is_looked_at(open_for_mail: Open) -> None:
    world = open_for_mail()

    mail = mails_in(world, headers={"Auto-Submitted": "auto-replied"}, files=(("server.log", b"503\n"),))

    assert (mail.became, mail.files) == ("set aside", ["server.log"])
