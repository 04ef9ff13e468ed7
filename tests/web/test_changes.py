"""What was changed: every event that belongs to no report, for managers, by room and by person, and as a file."""

from app.domain.timeline_sorts import PORTAL
from app.operations import people, record
from tests.stories.test_drills import of
from tests.web import week
from tests.web.seen import kept
from tests.web.test_maintenance import announces, window_page
from tests.world import World

PLACE = "/manage/changes"


def happens(world: World, count: int, kind: str = "rota.changed", actor: str = "Mo Haddad") -> None:
    """So many changes, by number."""
    with world.desk.database.writing() as session:
        rows = [record.event(kind, f"Change {number}.", world.clock.now(), actor=actor) for number in range(count)]
        record.append(session, rows)


def test_the_newest_change_stands_first_with_its_room_and_who(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    happens(world, 1)

    page = world.mo.signs_in().open(PLACE)

    assert page.headline == "What was changed"
    assert page.shows("Sat 21 Nov 02:10 Rota Mo Haddad Change 0.")


def test_what_belongs_to_a_report_is_not_there(night: World):
    reference = night.carol.reports("crm").reference
    night.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")

    page = night.mo.signs_in().open(PLACE)

    assert not page.shows(reference) and not page.shows("acknowledged by")


def test_messages_to_staff_stand_in_a_room_of_their_own(night: World):
    happens(night, 1, "delivery.sent", PORTAL)
    browser = night.mo.signs_in()

    assert not browser.open(PLACE).shows("Change 0.")
    assert browser.open(f"{PLACE}?room=messages").shows("Messages to staff the portal Change 0.")


def test_fifty_stand_on_a_page_and_none_twice(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    happens(world, 60, "customer.changed")
    browser = world.mo.signs_in()

    first = browser.open(f"{PLACE}?room=customers")
    second = browser.open(first.link("Older changes"))

    assert first.shows("Change 59.") and first.shows("Change 10.") and not first.shows("Change 9.")
    assert second.shows("Change 9.") and second.shows("Change 0.") and not second.shows("Change 10.")


def test_it_is_filtered_by_room_and_by_person(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    happens(world, 1, "rota.changed", "Mo Haddad")
    happens(world, 1, "customer.changed", "Dana Okafor")
    with world.desk.database.writing() as session:
        people.take_role(session, of(world, "Eve").id, "manager", by="Mo Haddad", now=world.clock.now())
    browser = world.mo.signs_in()
    dana = of(world, "Dana").id

    assert browser.open(f"{PLACE}?room=rota").shows("Rota Mo Haddad Change 0.")
    assert not browser.open(f"{PLACE}?room=rota").shows("Customers Dana")
    assert browser.open(f"{PLACE}?who={dana}").shows("Customers Dana Okafor Change 0.")
    assert browser.open(f"{PLACE}?who={dana}&room=rota").shows("Nothing like that was changed")
    assert browser.open(f"{PLACE}?room=people").shows("People Mo Haddad")
    assert browser.open(f"{PLACE}?room=nowhere&who=nobody&before=x").shows("Change 0.")


def test_it_is_a_file_of_exactly_those(night: World):
    happens(night, 501, "customer.changed", "Dana Okafor")
    happens(night, 1)

    found = week.rows(night.mo.signs_in(), f"{PLACE}.csv?room=customers&who={of(night, 'Dana').id}")

    assert [row["what was changed"] for row in found] == [f"Change {number}." for number in range(501)][::-1]
    assert {(row["room"], row["by"], row["at (Europe/London)"]) for row in found} == {
        ("Customers", "Dana Okafor", "2026-11-21 02:10:00")
    }


def test_engineers_have_no_such_page(night: World):
    browser = night.dana.signs_in()

    assert browser.open(PLACE).status == browser.fetches(f"{PLACE}.csv").status_code == 403
    assert not browser.open("/manage/").shows("Changes")


def test_a_window_and_the_weekly_drill_say_who_changed_them(night: World):
    announces(night)
    browser = night.mo.signs_in()
    window = window_page(night, browser)
    assert window.shows("What was changed 2:10:00am Mo announced")

    browser.open("/manage/drills")
    drills = browser.presses("Set the weekly drill", is_on="on")

    assert drills.shows("Mo set the weekly DRILL: every")


def test_a_webhook_says_who_tested_it_and_a_token_who_made_it(night: World):
    browser = night.mo.signs_in()
    browser.open("/manage/systems/webhooks/new")
    browser.presses("Make the webhook", name="Chat", url="https://chat.example.com/in")

    page = browser.presses("Send a test")
    assert page.shows("Mo sent the webhook Chat a test") and page.shows("Mo made the webhook Chat")
    browser.open("/manage/systems")
    browser.presses("Make a token", name="Wall board")

    assert browser.open("/manage/systems").shows("Mo made the token Wall board, which reads the log")


def test_a_view_is_told_of_as_long_as_it_is_shared(night: World):
    browser = night.mo.signs_in()
    browser.open("/manage/?status=open")
    browser.presses("Save this view", name="Open ones")
    views = f"{PLACE}?room=views"
    assert browser.open(views).shows("Nothing like that was changed")

    for shared, said in (("yes", "Mo shared the view Open ones"), ("", "Mo no longer shares the view Open ones")):
        (view,) = kept(night, "log_views")
        browser.open(f"/manage/views/{view['id']}")
        browser.presses("Save", is_shared=shared)
        assert browser.open(views).shows(said)
