"""The Monday mail: when it is due, and what its lines say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.domain import figures, policy_file, weekly
from app.domain.calendar import Calendar
from app.domain.figures import Handled
from app.domain.load import Load
from app.domain.percentiles import summed_up
from app.domain.service_levels import Measure

HOURS = policy_file.load("prospect365").hours
MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
NONE_LATE: dict[Measure, list[str]] = {"response": [], "resolution": []}


def test_it_is_due_at_the_first_opening():
    assert weekly.due_at(Calendar(HOURS), MIDNIGHT) == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    christmas = datetime(2026, 12, 28, tzinfo=UTC)
    assert weekly.due_at(Calendar(HOURS), christmas) == datetime(2026, 12, 29, 8, 30, tzinfo=UTC)


def test_where_the_hours_never_close_it_is_due_at_nine():
    always = Calendar(replace(HOURS, week=(((0, 24 * 60),),) * 7, holidays=None))

    assert weekly.due_at(always, MIDNIGHT) == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_summary_tells_the_percentiles_that_there_are():
    times = [timedelta(minutes=n) for n in range(1, 21)]

    assert weekly.summary(summed_up(times)) == "n 20, median 10 min, p90 18 min, p95 19 min, worst 20 min"
    assert weekly.summary(summed_up(times[:2])) == "n 2, worst 2 min (too few for a percentile)"
    assert weekly.summary(summed_up([])) == "n 0"


def test_a_quiet_week_has_its_ten_lines_too():
    lines = weekly.lines(figures.of([], MIDNIGHT), NONE_LATE, [], 0, (0, 0))

    assert len(lines) == 10
    assert lines[3:6] == [
        "Replied to in time: none due yet",
        "Promises missed: none",
        "Nights broken: none. Incidents open now: 0",
    ]


def test_resolutions_are_told_of_where_one_was_promised():
    at = MIDNIGHT - timedelta(days=3)
    late = Handled(reference="K7Q4M", received_at=at, verdict="accepted", resolve_by=at + timedelta(hours=4))

    lines = weekly.lines(figures.of([late], MIDNIGHT), NONE_LATE | {"resolution": ["K7Q4M"]}, [], 1, (0, 0))

    assert len(lines) == 10
    assert lines[3] == "Replied to in time: none due yet. Resolved in time: 0 of 1"
    assert lines[4] == "Promises missed: none. Resolved too late: K7Q4M"


def test_many_are_cut_short():
    nights = frozenset({date(2026, 11, 16), date(2026, 11, 17)})
    loads = [Load(staff_id="1", name="Dana Okafor", nights=nights), Load(staff_id="2", name="Mo Haddad")]

    lines = weekly.lines(
        figures.of([], MIDNIGHT), NONE_LATE | {"response": [f"K{n}" for n in range(10)]}, loads, 3, (1, 1)
    )

    assert lines[4].endswith("K7 and 2 more")
    assert lines[5] == "Nights broken: Dana 2. Incidents open now: 3"
