"""Two colleagues do the same, or the opposite, at the same instant: it is done once, and nobody meets an error."""

from __future__ import annotations

import pytest

from app.operations import administrators, people
from app.operations.administrators import LastAdministrator, NoAdministrator
from app.store import staff
from app.store.staff import Staff
from tests.operations.test_races import at_once
from tests.stories.test_drills import of
from tests.world import World
from tests.world.page import Form, Page
from tests.world.people import Sent

AT_ONCE = 4


def presses(world: World, report: Sent, way: str, button: str, **values: str) -> list[Page]:
    """Mo presses it in several windows."""
    browser = world.mo.signs_in()
    browser.open(f"/manage/incidents/{report.reference}/{way}")
    form: Form = browser.page.form(button)  # type: ignore[union-attr]
    return at_once(AT_ONCE, lambda _: browser.twin().sends(form, button, **values))


def test_split_by_several_at_once_it_is_split_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    world.carol.reports("crm")
    second = world.nadia.reports("crm")

    pages = presses(world, second, "separation", "Split it", reason="Another server")

    assert {page.status for page in pages} == {200}
    assert world.kinds(second.reference).count("split") == 1
    assert world.incident(second.reference).is_waiting


def test_two_reports_that_are_marked_as_duplicates_of_each_other_are_one_way_round(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    first, second = world.carol.reports("crm"), world.carol.reports("sites")
    forms = []
    for one, other in ((first, second), (second, first)):
        browser = world.mo.signs_in()
        browser.open(f"/manage/incidents/{one.reference}/duplicate")
        forms.append((browser, browser.page.form("Mark it"), other.reference))  # type: ignore[union-attr]

    def press(number: int) -> Page:
        browser, form, original = forms[number]
        return browser.sends(form, "Mark it", original=original, reason="Same")

    pages = at_once(2, press)

    assert {page.status for page in pages} <= {200, 409, 422}
    kept = [world.incident(one.reference) for one in (first, second)]
    assert sorted(one.is_duplicate for one in kept) == [False, True]
    assert sum(one.next_page_at is not None for one in kept) == 1


@pytest.mark.parametrize(
    ("where", "button", "values"),
    [("", "Change the role", {"role": "engineer"}), ("/departure", "Dana leaves", {})],
    ids=["role", "departure"],
)
def test_of_two_administrators_who_take_it_from_each_other_one_is_left(
    each_world: World, where: str, button: str, values: dict[str, str]
) -> None:
    world = each_world
    with world.desk.database.writing() as session:
        for who in (of(world, "Dana"), of(world, "Mo")):
            people.take_role(session, who.id, "administrator", now=world.clock.now())
    forms = []
    for one, name in ((world.dana, "Mo"), (world.mo, "Dana")):
        browser = one.signs_in()
        browser.open(f"/manage/people/{of(world, name).id}{where}")
        words = button.replace("Dana", name)
        forms.append((browser, browser.page.form(words), words))  # type: ignore[union-attr]

    def press(number: int) -> Page:
        browser, form, words = forms[number]
        return browser.sends(form, words, **values)

    pages = at_once(2, press)

    assert {page.status for page in pages} <= {200, 403, 409}
    with world.desk.database.reading() as session:
        left = [one for one in staff.everybody(session) if one.role == "administrator" and one.is_active]
        assert len(left) == 1


def test_a_break_glass_account_cannot_send_the_last_administrator_away(each_world: World) -> None:
    world = each_world
    mo = of(world, "Mo")
    with world.desk.database.writing() as session:
        people.take_role(session, mo.id, "administrator", now=world.clock.now())
        sealed = session.get_one(Staff, of(world, "Dana").id)
        sealed.role, sealed.is_break_glass = "administrator", True

    with world.desk.database.writing() as session, pytest.raises(LastAdministrator):
        administrators.expect_one_left(session, mo.id, by=sealed.id)
    with world.desk.database.writing() as session, pytest.raises(NoAdministrator):
        administrators.expect_one_left(session, mo.id, by=of(world, "Eve").id)


def test_opened_again_by_several_at_once_its_owner_is_paged_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed")
    world.settles()
    world.dana.phone.reads_all()

    pages = presses(world, report, "reopening", "Open it again", reason="They rang")
    world.settles()

    assert {page.status for page in pages} == {200}
    assert world.kinds(report.reference).count("reopened") == 1
    assert len(world.dana.phone.new()) == 1


def test_a_colleague_who_is_asked_by_several_at_once_gets_one_text(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    pages = presses(world, report, "assignment", "Ask them", colleague=of(world, "Eve").id)
    world.settles()

    assert {page.status for page in pages} == {200}
    assert world.kinds(report.reference).count("assigned") == 1
    assert len(world.eve.phone.new()) == 1
