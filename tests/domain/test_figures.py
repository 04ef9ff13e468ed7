"""Figures of a period, against cases counted by hand, and the sums that must come out."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain import figures
from app.domain.figures import Handled

AT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
DUE = AT + timedelta(hours=2)
LATER = AT + timedelta(days=9)


def report(verdict: str = "accepted", **known: object) -> Handled:
    return Handled(reference="K7Q4M", received_at=AT, verdict=verdict, **known)  # type: ignore[arg-type]


def after(**span: float) -> datetime:
    return AT + timedelta(**span)


def test_reports_are_counted_by_what_became_of_them():
    found = figures.counts(
        [report(), report(), report("declined"), report("declined", taken_further=True), report("closed")]
    )

    assert (found.received, found.accepted, found.refused) == (5, 2, 3)
    assert (found.declined, found.closed, found.overturned) == (2, 1, 1)


def test_the_promise_is_judged_by_its_very_instant():
    in_time = report(respond_by=DUE, responded_at=DUE)
    late = report(respond_by=DUE, responded_at=DUE + timedelta(microseconds=1))
    never = report(respond_by=DUE)
    unpromised = report(responded_at=AT)
    closed = report(respond_by=DUE, responded_at=after(hours=5), closed_by="PS-10")

    found = figures.of([in_time, late, never, unpromised, closed, report("declined")], LATER).response

    assert (found.met, found.missed, found.to_come, found.without) == (1, 2, 0, 2)
    assert found.words == "1 of 3"


def test_before_it_is_due_nothing_is_judged():
    found = figures.of([report(respond_by=DUE)], AT).response

    assert (found.to_come, found.words) == (1, "none due yet")


def test_each_step_is_timed_from_the_report():
    one = report(
        paged_at=after(seconds=4),
        acknowledged_at=after(minutes=6),
        replied_at=after(hours=1),
        resolved_at=after(hours=3),
    )

    steps = figures.of([one, report(), report("declined")], LATER).steps

    assert {step: (found.n, found.worst) for step, found in steps.items()} == {
        "paged_at": (1, timedelta(seconds=4)),
        "acknowledged_at": (1, timedelta(minutes=6)),
        "replied_at": (1, timedelta(hours=1)),
        "resolved_at": (1, timedelta(hours=3)),
    }


def test_nights_are_mapped_by_the_clocks_of_the_zone():
    summer = Handled(reference="A", received_at=datetime(2026, 7, 4, 23, 30, tzinfo=UTC), verdict="accepted")

    found = figures.by_hour([summer, report(), report("closed")], "Europe/London")

    assert dict(found) == {(6, 0): 1, (5, 2): 1}  # half past midnight on Sunday; Saturday at ten past two


def test_every_day_of_a_period_has_its_place():
    found = figures.by_day([report()], "Europe/London", AT - timedelta(days=1), AT + timedelta(days=1))

    assert {day: one.received for day, one in found.items()} == {
        date(2026, 11, 20): 0, date(2026, 11, 21): 1, date(2026, 11, 22): 0,
    }  # fmt: skip


any_instant = st.timedeltas(timedelta(), timedelta(days=18)).map(lambda span: AT + span)
instants = st.one_of(st.none(), any_instant)
some_reports = st.lists(
    st.builds(
        Handled,
        reference=st.just("K7Q4M"),
        received_at=st.just(AT),
        verdict=st.sampled_from(["accepted", "declined", "closed"]),
        responded_at=instants,
        respond_by=instants,
        resolved_at=instants,
        resolve_by=instants,
        closed_by=st.sampled_from([None, "PS-10"]),
    )
)


@given(some_reports, any_instant)
def test_every_accepted_report_is_in_exactly_one_place(some: list[Handled], now: datetime):
    found = figures.of(some, now)

    for one in (found.response, found.resolution):
        assert one.met + one.missed + one.to_come + one.without == found.counts.accepted
    assert found.counts.received == len(some)
    assert found.counts.accepted + found.counts.refused == len(some)
