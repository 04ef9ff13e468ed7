"""A response in the parts that the policy names: what is missing is said, and what was told is kept part by part."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.operations import replies
from app.operations.replies import Telling
from app.store import incidents
from app.store.staff import Staff
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Sent

RECEIPT, DIAGNOSIS, TIMETABLE = (
    "What we have from you", "What seems to be wrong", "What we do next, and when",
)  # fmt: skip
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def each_informed(database_url: str, open_world: Callable[..., World]) -> World:
    """A Monday morning under a policy that says what a response holds, on each engine in turn."""
    world = open_world(database_url, POLICY="informed")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    return world


@pytest.fixture
def informed(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """The same on SQLite."""
    world = open_world(sqlite_url, POLICY="informed")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    return world


def test_the_three_parts_are_asked_for_kept_mailed_and_shown_part_by_part(each_informed: World) -> None:
    world = each_informed
    report, dana = _taken(world)
    assert _labels(dana) == [RECEIPT, DIAGNOSIS, TIMETABLE]

    said = {"part-diagnosis": "A full disk", "part-timetable": "It is emptied by noon"}
    page = dana.presses("Reply to the customer", **said)

    assert page.status == 200
    assert world.incident(report.reference).replied_at == world.clock.now()
    world.settles()
    mail = world.carol.mailbox.receives("About your report").words
    assert any(f"{TIMETABLE}: It is emptied by noon" in event.text for event in world.events(report.reference))
    tracking, desk = report.page(), _desk(world, report).page
    assert desk is not None
    for name, words in (
        (RECEIPT, "We have your request, and an engineer is working on it now."),
        (DIAGNOSIS, "A full disk"),
        (TIMETABLE, "It is emptied by noon"),
    ):
        assert f"{name}:\n{words}\n" in mail
        for shown in (tracking, desk, page):
            assert shown.shows(f"{name} {words}")


@pytest.mark.parametrize("at", ["the link", "the desk"])
def test_a_required_part_that_is_missing_is_an_error_at_its_field_and_the_rest_is_kept(
    informed: World, at: str
) -> None:
    report, dana = _taken(informed)
    browser = dana if at == "the link" else _desk(informed, report)

    page = browser.presses("Reply to the customer", **{"part-diagnosis": "A full disk", "part-timetable": " "})

    assert page.status == 422
    assert page.shows("There is a problem Say what we do next, and when")
    assert page.html.count("Say what we do next, and when") == 2
    assert ("part-diagnosis", "A full disk") in page.form("Reply to the customer").fields
    assert informed.incident(report.reference).replied_at is None


def test_a_part_that_is_not_practicable_yet_may_be_left_out_by_saying_so(informed: World) -> None:
    report, dana = _taken(informed)

    page = dana.presses("Reply to the customer", **{"part-timetable": "By noon"})
    assert page.status == 422
    assert page.shows("Say what seems to be wrong, or that it cannot be told yet")

    page = dana.presses("Reply to the customer", **{"part-timetable": "By noon", "later-diagnosis": "y"})
    assert page.status == 200
    assert informed.incident(report.reference).replied_at == informed.clock.now()
    assert report.page_shows(f"{DIAGNOSIS} It cannot be told yet.")


def test_what_is_told_on_the_telephone_has_the_same_parts(informed: World) -> None:
    report, dana = _taken(informed)

    assert dana.presses("I told them on the phone").status == 422
    dana.presses("I told them on the phone", **{"part-diagnosis": "A full disk", "part-timetable": "By noon"})

    assert informed.incident(report.reference).replied_at == informed.clock.now()


def test_news_after_the_response_are_one_text(informed: World) -> None:
    report, dana = _taken(informed)
    dana.presses("Reply to the customer", **{"part-diagnosis": "A full disk", "part-timetable": "By noon"})
    informed.passes(minutes=10)

    assert _labels(dana) == ["What you tell the customer"]
    dana.presses("Reply to the customer", words="It takes until one")

    assert report.page_shows("It takes until one")
    assert informed.incident(report.reference).replied_at == informed.clock.now() - TEN_MINUTES


def test_a_response_that_is_pressed_twice_is_one_mail(each_informed: World) -> None:
    world = each_informed
    report, dana = _taken(world)
    form = dana.page.form("Reply to the customer")  # type: ignore[union-attr]
    said = {"part-diagnosis": "A full disk", "part-timetable": "By noon"}

    pages = [dana.sends(form, "Reply to the customer", **said) for _ in range(2)]

    assert [page.status for page in pages] == [200, 200]
    assert world.kinds(report.reference).count("replied.mail") == 1


def test_a_reply_by_another_way_that_lacks_a_part_is_kept_and_the_target_goes_on(each_informed: World) -> None:
    world = each_informed
    report, _ = _taken(world)

    _replies(world, report, Telling(words="We are on it"))

    assert world.incident(report.reference).replied_at is None
    said = [event.text for event in world.events(report.reference)]
    assert (
        f"Dana replied to the customer by mail: We are on it. The response target goes on, for it does not say: "
        f"{RECEIPT}, {TIMETABLE}"
    ) in said
    assert report.page_shows("We are on it")
    world.passes(hours=2)
    assert world.incident(report.reference).missed_at is not None


def test_a_policy_without_parts_has_one_text(world: World) -> None:
    world.at("Saturday 02:10")
    _, dana = _taken(world, "crm")

    assert _labels(dana) == ["What you tell the customer"]


def test_the_parts_are_those_of_the_policy_that_judged_it(sqlite_url: str, open_world: Callable[..., World]) -> None:
    world = open_world(sqlite_url, POLICY="informed")
    world.clock.set(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    report, _ = _taken(world)

    later = open_world(sqlite_url, POLICY="prospect365")

    assert _labels(_desk(later, report)) == [RECEIPT, DIAGNOSIS, TIMETABLE]


def _taken(world: World, service: str = "core") -> tuple[Sent, Browser]:
    answers = {"impact": "unavailable"} if service == "core" else {}
    report = world.carol.reports(service, **answers)
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    return report, dana


def _labels(browser: Browser) -> list[str]:
    """What each text of the reply's form is called."""
    assert browser.page is not None
    page = browser.open(browser.page.url)
    names = [name for name, _ in page.form("Reply to the customer").fields]
    return [_label(page.html, name) for name in names if name.startswith("part-") or name == "words"]


def _label(html: str, name: str) -> str:
    return html.split(f'<label for="{name}">', 1)[1].split("<", 1)[0]


def _desk(world: World, report: Sent) -> Browser:
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{report.reference}")
    return browser


def _replies(world: World, report: Sent, telling: Telling) -> None:
    incident_id = world.incident(report.reference).id
    with world.desk.database.writing() as session:
        incident = incidents.held(session, incident_id)
        assert incident is not None
        dana = session.get_one(Staff, incident.acknowledged_by)
        replies.reply(session, incident, dana, telling, mint=world.desk.mint, now=world.clock.now())
