"""Evidence under each shipped policy: the due times, counted anew from its text, are those of the incident."""

import pytest

from app.domain import evidence
from app.operations import evidence as bundles
from app.operations import triage
from app.store import incidents, staff
from tests.world import World


@pytest.mark.parametrize("policy", ["flatpeak", "informed", "kustomer", "prospect365", "pugpig"])
def test_the_due_times_are_found_again_under_every_severity(sqlite_url: str, open_world, policy: str):
    world = open_world(sqlite_url, POLICY=policy)
    world.at("Saturday 02:10")
    reference = world.files(services=tuple(one.slug for one in world.desk.policy.services[:1])).reference

    assert_sound(world, reference)
    for severity in world.desk.policy.severities:
        with world.desk.database.writing() as session:
            incident, person = incidents.by_reference(session, reference), staff.active(session)[0]
            triage.set_severity(
                session, incident, severity.slug, person, "Seen now", rules=world.desk.rules, now=world.clock.now()
            )
        assert_sound(world, reference)


def assert_sound(world: World, reference: str) -> None:
    with world.desk.database.reading() as session:
        incident = incidents.by_reference(session, reference)
        bundle = bundles.bundle(session, incident, mint=world.desk.mint, now=world.clock.now())
    assert evidence.check(evidence.read(bundle)) == evidence.Checked(fault="", is_counted=True)
