"""A time on the wall: mostly one instant, sometimes two, sometimes none."""

from datetime import UTC, datetime

import pytest

from app.domain.wall_clock import instants


@pytest.mark.parametrize(
    ("zone", "shown", "in_utc"),
    [
        ("Europe/London", "2026-07-01 12:00", ["2026-07-01 11:00"]),
        ("Europe/London", "2026-10-25 00:59:59", ["2026-10-24 23:59:59"]),
        ("Europe/London", "2026-10-25 01:00", ["2026-10-25 00:00", "2026-10-25 01:00"]),
        ("Europe/London", "2026-10-25 02:00", ["2026-10-25 02:00"]),
        ("Europe/London", "2026-03-29 00:59:59", ["2026-03-29 00:59:59"]),
        ("Europe/London", "2026-03-29 01:00", []),
        ("Europe/London", "2026-03-29 02:00", ["2026-03-29 01:00"]),
        ("America/New_York", "2026-11-01 01:30", ["2026-11-01 05:30", "2026-11-01 06:30"]),
        ("Pacific/Apia", "2011-12-30 12:00", []),
    ],
)
def test_a_wall_clock_shows_a_time_at_these_instants(zone, shown, in_utc):
    found = instants(zone, datetime.fromisoformat(shown))

    assert found == tuple(datetime.fromisoformat(words).replace(tzinfo=UTC) for words in in_utc)
