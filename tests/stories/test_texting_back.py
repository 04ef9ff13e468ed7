"""Nights on which engineers text back: they take it, pass it on, stop our texts, or somebody else was quicker."""

from datetime import timedelta

from app.store.texts import TextIn
from tests.world import World

DANA, EVE, MO = "+447700900101", "+447700900102", "+447700900103"


def test_dana_takes_it_by_texting_1(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm", "Nobody can log in")
    page = world.dana.phone.receives_text("or reply 1")

    became = world.texts(DANA, " '1.' ")

    assert became == "yours"
    world.dana.phone.receives_text(f"You have {report.reference}. Reply due 04:10")
    assert report.page_shows("An engineer is on it")
    assert "acknowledged by text" in " ".join(event.text for event in world.events(report.reference))
    world.passes(hours=0.4)
    assert world.eve.phone.is_quiet()
    assert "EMERGENCY" in page.words


def test_no_passes_it_on_at_once(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    assert world.texts(DANA, "No.") == "passed"

    world.dana.phone.receives_text(f"All right, you do not have {report.reference}")
    world.eve.phone.receives_text("EMERGENCY")


def test_who_is_too_late_hears_who_has_it(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    world.texts(DANA, "ack")

    assert world.texts(EVE, "1") == "held"

    world.eve.phone.receives_text(f"Dana has had {report.reference} since 02:15")
    assert world.kinds(report.reference).count("acknowledged") == 1


def test_the_same_text_handed_in_again_is_answered_once(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    assert [world.texts(DANA, "1", sid="SM1") for _ in range(3)] == ["yours"] * 3

    assert world.kinds(report.reference).count("acknowledged") == 1
    assert len([text for text in world.dana.phone.all() if "You have" in text.words]) == 1


def test_with_two_open_the_answer_asks_which_and_the_number_decides(world: World) -> None:
    world.at("Saturday 02:10")
    crm = world.carol.reports("crm")
    world.clock.move(timedelta(seconds=1))
    sites = world.nadia.reports("sites")

    assert world.texts(DANA, "1") == "which"
    world.dana.phone.receives_text(f"Two are open. Reply 1 {crm.reference} or 1 {sites.reference}")
    assert world.texts(DANA, f"1 {sites.reference.lower()}") == "yours"

    assert world.incident(crm.reference).acknowledged_at is None
    assert world.incident(sites.reference).acknowledged_at is not None
    assert world.texts(DANA, "1") == "yours"  # one is left
    assert world.incident(crm.reference).acknowledged_at is not None


def test_a_1_that_crosses_somebody_elses_takes_no_other_incident_by_mistake(world: World) -> None:
    world.at("Saturday 02:10")
    crm = world.carol.reports("crm")
    world.passes(minutes=5)
    world.texts(EVE, "1")
    sites = world.nadia.reports("sites")

    assert world.texts(DANA, "1") == "which"

    assert world.incident(crm.reference).acknowledged_at is not None
    assert world.incident(sites.reference).acknowledged_at is None


def test_what_was_resolved_is_taken_by_nobody(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=5)
    eve = world.eve.phone.receives_text("EMERGENCY").opens_link()
    eve.presses("Acknowledge")
    eve.presses("It's fixed")

    assert world.texts(DANA, f"1 {report.reference}") == "over"
    world.dana.phone.receives_text(f"{report.reference} has been resolved")
    assert world.kinds(report.reference).count("acknowledged") == 1


def test_a_stranger_is_not_answered_and_not_kept(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    before = len(world.deliveries())

    assert world.texts("+447700900555", "1") == "unknown"

    assert len(world.deliveries()) == before
    assert world.incident(report.reference).acknowledged_at is None
    with world.desk.database.reading() as session:
        assert session.query(TextIn).count() == 0


def test_after_five_texts_that_ask_for_nothing_it_is_silent_for_an_hour(world: World) -> None:
    world.at("Saturday 02:10")
    for _ in range(8):
        world.texts(DANA, "who is this?")
    assert len(world.dana.phone.all()) == 5

    report = world.carol.reports("crm")
    world.texts(DANA, "1")
    assert world.incident(report.reference).acknowledged_at is not None

    world.passes(hours=1.1)
    world.texts(DANA, "hello")
    assert "Reply 1 to take it" in world.dana.phone.all()[-1].words


def test_stop_rings_dana_and_tells_everybody_who_should_know(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    assert not world.dana.calls.all()

    world.texts(DANA, "STOP", opt_out="STOP")

    assert len(world.dana.calls.all()) == 1
    world.eve.phone.receives_text("EMERGENCY")
    assert "paging the next at once" in " ".join(event.text for event in world.events(report.reference))
    world.mo.mailbox.receives("No text reaches Dana Okafor any more")
    world.dana.mailbox.receives("You have stopped our texts to your number ending 101")
    assert "opted" not in world.dana.phone.all()[-1].words
    page = world.mo.signs_in().open("/manage/people")
    assert page.shows(f"Texts {DANA} STOP texted")


def test_start_brings_texts_back_and_yes_does_only_for_who_stopped_them(world: World) -> None:
    world.at("Saturday 02:10")
    world.texts(DANA, "stop")

    assert world.texts(DANA, "yes") == "started"
    world.dana.phone.receives_text("You get our texts again")
    assert not world.mo.signs_in().open("/manage/people").shows("STOP:")

    report = world.carol.reports("crm")
    world.dana.phone.receives_text("EMERGENCY")
    assert world.texts(DANA, "yes") == "yours"
    assert world.incident(report.reference).acknowledged_at is not None


def test_a_late_receipt_does_not_undo_a_stop(world: World) -> None:
    from app.operations import delivery as deliveries

    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    (page,) = world.pages(report.reference)
    world.clock.move(timedelta(seconds=3))
    world.texts(DANA, "STOP")

    with world.desk.database.writing() as session:
        deliveries.clear_method(session, page)

    assert world.mo.signs_in().open("/manage/people").shows(f"Texts {DANA} STOP texted")


def test_texting_back_on_the_demos_phones_is_the_same(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    browser = world.carol.browser()
    browser.open("/demo/phones")

    browser.presses("1", words="who is this?")  # typed, and sent by Enter
    assert world.incident(report.reference).acknowledged_at is None
    browser.presses("1")
    world.settles()

    assert world.incident(report.reference).acknowledged_at is not None
    assert browser.open("/demo/phones").shows(f"You have {report.reference}")
