"""Every fault of a provider: another route in 30 s of a hard error, in 120 s of silence. `python -m tests.faults`."""

from collections.abc import Callable

import pytest

from tests.faults import providers
from tests.faults.night import FAULTS, Fault, night
from tests.world import World


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_another_route_is_begun_in_time(sqlite_url: str, open_world: Callable[..., World], fault: Fault):
    with providers.twilio() as twilio:
        world = open_world(sqlite_url, **providers.settings(twilio))
        world.at("Saturday 02:10")

        took = night(fault, world, twilio)

    assert took.is_fine, f"{took.other_route}"
