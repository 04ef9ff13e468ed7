"""Nights on which a customer's program is the first to know."""

from concurrent.futures import ThreadPoolExecutor

from app.desk import Desk
from tests.web.programs import OUTAGE, Program
from tests.web.seen import kept
from tests.world import World

MANY = 100


def test_a_monitor_reports_at_3_am_and_reads_that_somebody_is_on_it(each_world: World) -> None:
    world = each_world
    world.at("Saturday 03:00")
    monitor = Program(world)

    reference = monitor.reports(once="crm-down", company=None, name=None).json["reference"]  # type: ignore[index]
    world.settles()
    dana = world.dana.phone.receives_text("CRM down, ALL users, Acme Foods").opens_link()
    assert monitor.looks(reference).json["state"] == "received"  # type: ignore[index]
    world.passes(minutes=5)
    assert monitor.looks(reference).json["state"] == "escalated"  # type: ignore[index]

    dana.presses("Acknowledge")
    world.passes(minutes=1)
    told = monitor.looks(reference).json
    assert told["state"] == "acknowledged"  # type: ignore[index]
    assert told["headline"] == "An engineer is on it"  # type: ignore[index]
    assert told["acknowledged_at"] == "2026-11-21T03:05:00Z"  # type: ignore[index]

    dana.presses("It's fixed", words="Restarted it")
    told = monitor.looks(reference).json
    assert told["state"] == "resolved"  # type: ignore[index]
    assert told["events"][-1]["text"] == "The engineer thinks it's fixed"  # type: ignore[index]


def test_what_a_program_reads_is_what_its_people_see(world: World) -> None:
    world.at("Saturday 03:00")
    monitor = Program(world)
    body = monitor.reports().json
    world.passes(minutes=16)

    told = monitor.looks(body["reference"]).json  # type: ignore[index]

    page = world.carol.browser().open(body["tracking_url"])  # type: ignore[index]
    assert told["state"] == "struggling"  # type: ignore[index]
    assert page.headline == told["headline"]  # type: ignore[index]
    for event in told["events"]:  # type: ignore[index]
        assert page.shows(event["text"])


def test_a_monitor_whose_line_breaks_sends_again_and_wakes_nobody_twice(world: World) -> None:
    world.at("Saturday 03:00")
    monitor = Program(world)
    monitor.reports(once="crm-down")
    world.settles()
    world.dana.phone.receives_text("EMERGENCY")

    for _ in range(5):
        world.sleeps(minutes=0.5)
        assert monitor.reports(once="crm-down").status_code == 200
        world.settles()

    assert world.dana.phone.is_quiet()


def test_a_program_and_a_person_are_two_reports_each_with_a_reference(world: World) -> None:
    world.at("Saturday 03:00")

    by_program = Program(world).reports().json["reference"]  # type: ignore[index]
    by_person = world.carol.reports("crm").reference

    assert by_program != by_person
    log = world.mo.signs_in().open("/manage/")
    assert log.shows(by_program) and log.shows(by_person)


def test_the_same_sent_by_a_hundred_at_once_is_one_report(each_world: World) -> None:
    world = each_world
    world.at("Saturday 03:00")
    client = Program(world).world.app.test_client
    headers = {"Authorization": "Bearer demo-acme", "Idempotency-Key": "crm-down"}

    def send(_: int) -> tuple[int, str]:
        answer = client().post("/api/reports", json=OUTAGE, headers=headers)
        return answer.status_code, answer.text

    with ThreadPoolExecutor(MANY) as threads:
        answers = list(threads.map(send, range(MANY)))

    assert sorted(status for status, _ in answers) == [200] * (MANY - 1) + [201]
    assert len({text for _, text in answers}) == 1
    assert len(kept(world, "reports")) == len(kept(world, "incidents")) == 1
    world.settles()
    assert len(world.dana.phone.all()) == 1


def test_two_nodes_that_get_the_same_at_once_keep_it_once(each_world: World) -> None:
    from app import create_app

    world = each_world
    world.at("Saturday 03:00")
    desk = Desk.open(world.desk.settings, clock=world.clock)
    nodes = [world.app, create_app(world.desk.settings, desk=desk)]
    key = {"Authorization": "Bearer demo-acme"}

    def send(number: int) -> int:
        headers = key | {"Idempotency-Key": f"outage {number // 8}"}
        return nodes[number % 2].test_client().post("/api/reports", json=OUTAGE, headers=headers).status_code

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(send, range(64)))
    desk.database.close()

    assert answers.count(201) == len(kept(world, "reports")) == 8
    assert answers.count(200) == 56


def test_of_two_bodies_under_one_key_at_once_one_is_kept_and_the_other_told(each_world: World) -> None:
    world = each_world
    world.at("Saturday 03:00")
    headers = {"Authorization": "Bearer demo-acme", "Idempotency-Key": "crm-down"}

    def send(number: int) -> int:
        body = OUTAGE | {"errors": f"Error {number % 2}"}
        return world.app.test_client().post("/api/reports", json=body, headers=headers).status_code

    with ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(send, range(8)))

    assert answers == [200] * 3 + [201] + [422] * 4
    assert len(kept(world, "reports")) == 1
    (report,) = kept(world, "reports")
    assert "customer.added" not in world.kinds(report["reference"])
