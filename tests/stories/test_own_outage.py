"""After an outage of our own: decide anew from what is, and never send what was."""

from collections import Counter
from datetime import timedelta

from app.domain.delivery import Medium, State
from app.operations import acknowledgement, resolution
from app.store import incidents, staff
from tests.world import World

COLLEAGUES = ("Dana Okafor", "Eve Lindqvist", "Mo Haddad")


def test_after_two_hours_of_our_own_silence_each_open_incident_is_paged_once(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:00")
    waiting = [world.carol.reports("crm"), world.nadia.reports("website")]
    taken = world.carol.reports("sites")
    next(t for t in world.dana.phone.all() if taken.reference in t.words).opens_link().presses("Acknowledge")
    world.settles()
    before = {report.reference: len(world.pages(report.reference)) for report in (*waiting, taken)}

    world.sleeps(hours=2)
    world.settles()

    for report in waiting:
        new = [page for page in world.pages(report.reference)[before[report.reference] :] if page.sent_at]
        assert Counter(page.person for page in new) == dict.fromkeys(COLLEAGUES, 1)
        assert all(world.clock.now() - page.created_at == timedelta(0) for page in new)


def test_after_two_hours_fifty_incidents_in_every_state_are_paged_by_what_they_are_now(world: World) -> None:
    world.at("Saturday 02:00")
    states = ("waiting", "acknowledged", "resolved", "passed", "unsent")
    references = {state: [_in_state(world, state) for _ in range(9)] for state in states}
    lead = world.files(services=("crm",))
    joined = [world.files(services=("crm",), email=f"{number}@joined.example") for number in range(4)]
    before = {delivery.id for delivery in world.deliveries()}

    world.sleeps(hours=2)
    world.settles()

    back_at = world.clock.now()
    new = [one for one in world.deliveries() if one.id not in before and one.page_id]
    assert all(one.created_at == back_at for one in new), "none of them is older than our being back"
    texts = Counter((one.incident_id, one.person) for one in new if one.medium == Medium.SMS)
    assert set(texts.values()) == {1}
    paged = {incident_id for incident_id, _ in texts}
    waiting = [*references["waiting"], *references["passed"], *references["unsent"], lead.reference]
    again = [*waiting, *references["acknowledged"]]  # without a sign of life for two hours those have lapsed
    ids = {world.incident(reference).id for reference in again}
    assert paged <= ids
    assert not paged & {world.incident(one.reference).id for one in joined}
    assert {world.incident(reference).id for reference in waiting} <= {one.incident_id for one in new}


def test_pages_that_nobody_could_send_for_two_hours_are_never_sent(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:00")
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")
    page = browser.presses("Send", **world.carol.details())

    world.sleeps(hours=2)
    world.settles()

    texts = world.dana.phone.all()
    assert len(texts) == 1
    assert "STILL OPEN 120 min" in texts[0].words
    assert page.shows("Your reference")
    stale = [one for one in world.pages(_reference_in(texts[0].words)) if one.state == State.EXPIRED]
    assert [one.person for one in stale] == ["Dana Okafor"]


def test_after_the_outage_paging_goes_on_every_five_minutes(world: World) -> None:
    world.at("Saturday 02:00")
    report = world.carol.reports("crm")
    world.sleeps(minutes=47, hours=0)

    world.settles()
    back_at = world.clock.now()
    world.passes(minutes=20)

    later = sorted({page.sent_at - back_at for page in world.pages(report.reference) if page.sent_at >= back_at})
    assert later == [timedelta(minutes=5 * number) for number in range(5)]


def test_a_delay_of_seconds_shifts_no_later_step(world: World) -> None:
    world.at("Saturday 02:00")
    report = world.carol.reports("crm")
    world.sleeps(minutes=5.25)

    world.settles()

    assert world.incident(report.reference).next_page_at == world.incident(report.reference).opened_at + timedelta(
        minutes=10
    )
    assert world.eve.phone.receives_text("STILL OPEN")


def _in_state(world: World, state: str) -> str:
    """An incident of its own, brought into that state as people do."""
    reference: str = world.files_alone(email=f"{world.desk.mint.id()}@alone.example").reference
    if state == "unsent":
        return reference
    world.settles()
    incident_id = world.incident(reference).id
    with world.desk.database.writing() as session:
        incident = incidents.held(session, incident_id)
        dana = next(one for one in staff.active(session) if one.first_name == "Dana")
        assert incident is not None
        if state == "acknowledged":
            acknowledgement.acknowledge(session, incident_id, dana, mint=world.desk.mint, now=world.clock.now())
        elif state == "resolved":
            resolution.resolve(session, incident, dana, "", mint=world.desk.mint, now=world.clock.now())
        elif state == "passed":
            page = next(one for one in incidents.pages_of(session, incident_id) if one.staff_id == dana.id)
            acknowledgement.pass_on(session, page, now=world.clock.now())
    return reference


def _reference_in(text: str) -> str:
    return text.split("EMERGENCY ")[1][:5]
