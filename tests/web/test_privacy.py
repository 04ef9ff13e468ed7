"""Privacy at the desk and by command: one person's data are counted, handed out, and erased, and both are recorded."""

import json

import pytest

from app.operations import verifying
from tests.test_cli import run
from tests.web.seen import filled, kept, memory
from tests.world import World
from tests.world.browser import Browser
from tests.world.people import Customer, Sent

CAROL = "carol@acme.example"
PAGE = "/manage/privacy"


def closed(world: World, name: str = "Carol", email: str = CAROL, phone: str = "") -> Sent:
    """A report that is over."""
    customer = Customer(world, name, "Acme Foods", email)
    report = customer.reports("unsure", errors=f"the words of {name}", **({"phone": phone} if phone else {}))
    mo = world.mo.signs_in()
    mo.open(f"/manage/incidents/{report.reference}")
    mo.presses("Acknowledge")
    mo.presses("It's fixed", words=f"Dear {name}")
    world.settles()
    return report


def looks(world: World, whom: str = CAROL) -> Browser:
    browser = world.mo.signs_in()
    browser.open(PAGE)
    browser.presses("Look", whom=whom)
    return browser


def sound(world: World) -> bool:
    with world.desk.database.reading() as session:
        return verifying.verify(session, None, world.clock.now()).fault == ""


@pytest.mark.parametrize("whom", [CAROL, "CAROL@acme.example", "07700 900982", "07700-900 982"])
def test_what_is_held_is_counted_and_looking_changes_nothing(night: World, whom: str):
    report = closed(night)
    before = memory(night)

    page = looks(night, whom).page

    assert page.status == 200
    assert page.shows(f"What is held about {whom}")
    assert page.shows(f"Reports {report.reference} Files none")
    assert memory(night) == before


@pytest.mark.parametrize("whom", ["", "carol", "acme.example", "%", "0770"])
def test_a_part_of_an_address_is_refused_and_kept_in_the_field(night: World, whom: str):
    page = looks(night, whom).page

    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows("Give the whole mail address, or the whole telephone number")
    assert f'value="{whom}"' in page.html


def test_nobody_of_that_name_is_told_so(night: World):
    closed(night)

    page = looks(night, "nobody@acme.example").page

    assert page.shows("Nothing.")
    assert not page.shows("Erase it")


def test_the_file_holds_all_of_it_and_the_record_says_that_it_was_handed_out(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    report = closed(world)
    browser = looks(world)

    form = filled(browser.page.form("Export it as a file"))
    answer = browser._client.post(f"{PAGE}/export", data=form, base_url=world.desk.settings.public_url)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    told = json.loads(answer.data)
    (one,) = told["reports"]
    assert (one["reference"], one["name"], one["errors"]) == (report.reference, "Carol", "the words of Carol")
    assert any("Dear Carol" in (message["body"] or "") for message in told["messages"])
    (event,) = [row for row in kept(world, "timeline") if row["kind"] == "privacy.exported"]
    assert event["actor"] == "Mo Haddad"
    assert event["facts"]["counts"]["reports"] == 1
    assert CAROL not in event["text"]


def test_nothing_is_erased_until_the_box_is_ticked(night: World):
    closed(night)
    browser = looks(night)
    before = memory(night)

    page = browser.presses("Erase it")

    assert page.status == 422
    assert page.shows("Tick the box if you mean it")
    assert memory(night) == before


def test_one_person_is_erased_and_another_is_not(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    closed(world)
    nadia = closed(world, "Nadia", "nadia@nowhere.example", "07700 900444")

    page = looks(world).presses("Erase it", is_meant="y")

    assert page.shows("Erased")
    everything = "\n".join(line for rows in memory(world).values() for line in rows)
    assert CAROL not in everything
    assert "words of Carol" not in everything
    assert "Dear Carol" not in everything
    assert world.report(nadia.reference).errors == "the words of Nadia"
    assert "Dear Nadia" in everything
    (event,) = [row for row in kept(world, "timeline") if row["kind"] == "privacy.erased"]
    assert event["actor"] == "Mo Haddad"
    world.passes(minutes=1)
    assert sound(world)


def test_a_report_that_is_open_stays_and_the_page_says_so(each_world: World):
    world = each_world
    world.at("Saturday 02:10")
    world.carol.reports("crm", errors="still down")
    browser = looks(world)
    (reference,) = [row["reference"] for row in kept(world, "reports")]
    assert browser.page.shows(f"{reference} is open and stays")

    page = browser.presses("Erase it", is_meant="y")

    assert page.shows(f"Left, because they are open: {reference}")
    assert world.report(reference).errors == "still down"
    assert world.report(reference).email == CAROL
    world.passes(minutes=5)
    assert world.eve.phone.receives_text("EMERGENCY")


def test_engineers_have_no_way_in(night: World):
    assert night.dana.signs_in().open(PAGE).status == 403


def test_the_commands_do_the_same(world: World):
    world.at("Saturday 02:10")
    report = closed(world)

    exported = run(world, "person", "export", CAROL)
    erased = run(world, "person", "erase", "07700 900982", "--yes")

    assert json.loads(exported.output)["reports"][0]["reference"] == report.reference
    assert erased.output.startswith("Erased: 1 reports")
    assert world.report(report.reference).email == ""
    assert sound(world)


def test_the_command_asks_first_and_refuses_a_part_of_an_address(world: World):
    world.at("Saturday 02:10")
    report = closed(world)

    assert run(world, "person", "erase", CAROL).exit_code == 1
    refused = run(world, "person", "erase", "acme.example")

    assert "neither a whole mail address nor a whole telephone number" in refused.output
    assert world.report(report.reference).email == CAROL
