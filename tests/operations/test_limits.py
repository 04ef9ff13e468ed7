"""What one phone gets: texts are left out only where it is rung or has just had one, and calls come one by one."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from app.domain.delivery import Medium
from app.operations import limits
from tests.world import ALONE, World

MINUTE = timedelta(minutes=1)


def test_calls_for_several_incidents_come_a_minute_apart(world: World) -> None:
    world.at("Saturday 02:10")
    for _ in range(3):
        world.files(services=ALONE)

    world.passes(minutes=4, seconds=59)

    rung = [message.delivery.sent_at for message in world.dana.calls.all()]
    assert [at - rung[0] for at in rung] == [0 * MINUTE, MINUTE, 2 * MINUTE]


def test_many_incidents_at_once_never_leave_a_phone_silent_for_longer_than_five_minutes(world: World) -> None:
    world.at("Saturday 02:10")
    references = [world.files(services=ALONE).reference for _ in range(6)]

    world.passes(hours=1)

    heard = sorted(
        message.delivery.sent_at for inbox in (world.dana.phone, world.dana.calls) for message in inbox.all()
    )
    gaps = [later - earlier for earlier, later in pairwise(heard)]
    assert max(gaps) <= 5 * MINUTE
    texts = [at for at in (message.delivery.sent_at for message in world.dana.phone.all()) if at > heard[0]]
    for begin in texts:
        assert sum(begin <= at < begin + timedelta(minutes=15) for at in texts) <= 5
    left_out = [event for reference in references for event in world.events(reference) if "as many as" in event.text]
    assert left_out, "the timeline says which texts were left out"


def test_a_phone_that_has_had_its_share_gets_the_only_message_in_five_minutes_all_the_same(world: World) -> None:
    """Somebody without a number to ring."""
    world.at("Saturday 02:10")
    reference = world.files().reference
    world.settles()
    (page,) = world.pages(reference)
    row = {"staff_id": page.staff_id, "medium": Medium.SMS, "address": page.address, "incident_id": page.incident_id}
    one_an_hour = ((1, 60 * MINUTE),)

    def goes(minutes: float) -> bool:
        with world.desk.database.reading() as session:
            kept, _ = limits.kept(session, [dict(row)], world.clock.now() + minutes * MINUTE, one_an_hour)
        return bool(kept)

    assert not goes(4.9)
    assert goes(5)
