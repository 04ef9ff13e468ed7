"""The two nights of the year on which the clock on the wall is no measure of time."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.world import World

SPRING = "2026-03-29T00:30:00+00:00"
AUTUMN = "2026-10-25T00:30:00+00:00"


@pytest.mark.parametrize(("at", "due_on_the_wall"), [(SPRING, "03:30"), (AUTUMN, "02:30")])
def test_the_target_is_two_real_hours_and_the_text_says_it_by_the_wall(
    each_world: World, at: str, due_on_the_wall: str
) -> None:
    world = each_world
    world.at(at)

    report = world.carol.reports("crm")

    incident = world.incident(report.reference)
    assert (incident.respond_by - incident.opened_at).total_seconds() == 7200
    assert f"ue {due_on_the_wall}" in world.dana.phone.receives_text(report.reference).words


@pytest.mark.parametrize("at", [SPRING, AUTUMN])
def test_paging_and_the_marks_keep_real_time_through_the_change(world: World, at: str) -> None:
    world.at(at)
    report = world.carol.reports("crm")
    began = datetime.fromisoformat(at)

    world.passes(hours=2)

    texts = sorted({page.sent_at for page in world.pages(report.reference)})
    assert texts == [began + timedelta(minutes=5 * number) for number in range(25)]
    warned = {one.facts["percent"]: one.sent_at - began for one in world.messages(report.reference)
              if one.wording == "watch"}  # fmt: skip
    assert warned == {
        50: timedelta(hours=1),
        75: timedelta(minutes=90),
        90: timedelta(minutes=108),
        100: timedelta(hours=2),
    }
    assert report.page_shows("We missed our aim")


def test_both_half_past_ones_of_the_autumn_night_are_told_apart(world: World) -> None:
    world.at("2026-10-25T00:30:00+00:00")
    first = world.carol.reports("crm")
    world.at("2026-10-25T01:30:00+00:00")
    second = world.nadia.reports("website")

    dues = [world.incident(report.reference).respond_by for report in (first, second)]

    assert dues == [datetime(2026, 10, 25, 2, 30, tzinfo=UTC), datetime(2026, 10, 25, 3, 30, tzinfo=UTC)]
