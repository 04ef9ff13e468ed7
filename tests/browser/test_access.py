"""Every page and state of the catalogue can be used by everybody: by eye, by ear, by thumb, by keyboard."""

from __future__ import annotations

import pytest

from tests.browser.catalogue import WALKS, Walk
from tests.browser.conftest import Night
from tests.browser.sweep import faults


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_every_state_on_the_way_can_be_used_by_everybody(night: Night, walk: Walk) -> None:
    found = [fault for name, page in walk(night) for fault in faults(page, name)]

    assert found == []
