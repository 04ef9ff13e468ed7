"""Shifts, rotations, overrides and absences laid over each other."""

from datetime import UTC, datetime, timedelta

from app.domain.on_call import FOREVER, Absence, OnCall, Override, Piece, Plan, merged, worked_out
from app.domain.rotation import Rotation

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def shift(who: str, start: float, end: float | None = None) -> Piece:
    over = FOREVER if end is None else day(end)
    return Piece(layer="primary", staff_id=who, starts_at=day(start), ends_at=over, source="shift", of=f"{who}{start}")


def override(who: str, whom: str | None, start: float, end: float, made: float = 0, **changes) -> Override:
    usual = {"id": f"{who}{made}", "layer": "primary", "source": "override", "made_at": day(made)}
    return Override(staff_id=who, instead_of=whom, starts_at=day(start), ends_at=day(end), **(usual | changes))


def away(who: str, start: float, end: float) -> Absence:
    return Absence(id=who, staff_id=who, starts_at=day(start), ends_at=day(end))


def who_is_on(plan: Plan, days: int = 7) -> list[tuple[str, float, float | None]]:
    found = merged(worked_out(plan, MONDAY, day(days)).pieces)
    return [(one.staff_id, number(one.starts_at), number(one.ends_at)) for one in found]


def number(at: datetime) -> float | None:
    return None if at == FOREVER else (at - MONDAY) / timedelta(days=1)


def test_an_override_wins_over_the_shift_of_whom_it_names_and_no_longer_than_it_lasts():
    plan = Plan(shifts=(shift("dana", 0),), overrides=(override("eve", "dana", 2, 3),))

    assert who_is_on(plan) == [("dana", 0, 2), ("eve", 2, 3), ("dana", 3, None)]


def test_an_override_instead_of_everybody_leaves_one_alone():
    plan = Plan(shifts=(shift("dana", 0), shift("eve", 0)), overrides=(override("mo", None, 2, 3),))

    assert [who for who, start, _ in who_is_on(plan) if start == 2] == ["mo"]


def test_an_override_of_somebody_else_leaves_the_rest_of_the_layer_on_call():
    plan = Plan(shifts=(shift("dana", 0), shift("eve", 0)), overrides=(override("mo", "eve", 2, 3),))

    assert ("dana", 0, None) in who_is_on(plan)


def test_an_override_holds_in_its_own_layer_alone():
    plan = Plan(shifts=(shift("dana", 0),), overrides=(override("eve", "dana", 2, 3, layer="backup"),))

    assert ("dana", 0, None) in who_is_on(plan)


def test_of_two_overrides_the_later_one_wins_and_can_take_the_earlier_ones_place():
    first, second = override("eve", "dana", 1, 4, made=0), override("mo", "eve", 2, 3, made=0.5)
    plan = Plan(shifts=(shift("dana", 0),), overrides=(second, first))

    assert who_is_on(plan) == [("dana", 0, 1), ("eve", 1, 2), ("mo", 2, 3), ("eve", 3, 4), ("dana", 4, None)]


def test_whoever_is_away_is_not_on_call_and_their_turn_is_missing():
    plan = Plan(shifts=(shift("dana", 0),), absences=(away("dana", 2, 4),))

    assert who_is_on(plan) == [("dana", 0, 2), ("dana", 4, None)]
    (missing,) = worked_out(plan, MONDAY, day(7)).missing
    assert (missing.starts_at, missing.ends_at) == (day(2), day(4))


def test_a_turn_that_somebody_covers_is_not_missing():
    cover = override("eve", "dana", 2, 4)
    plan = Plan(shifts=(shift("dana", 0),), absences=(away("dana", 2, 4),), overrides=(cover,))

    assert ("eve", 2, 4) in who_is_on(plan)
    assert not worked_out(plan, MONDAY, day(7)).missing


def test_an_override_by_somebody_who_is_away_leaves_whoever_was_on():
    plan = Plan(shifts=(shift("dana", 0),), overrides=(override("eve", "dana", 1, 4),), absences=(away("eve", 2, 3),))

    assert who_is_on(plan) == [("dana", 0, 1), ("eve", 1, 2), ("dana", 2, 3), ("eve", 3, 4), ("dana", 4, None)]


def test_an_override_by_somebody_who_has_left_leaves_whoever_was_on():
    plan = Plan(shifts=(shift("dana", 0),), overrides=(override("eve", "dana", 1, 4),), gone=frozenset({"eve"}))

    assert who_is_on(plan) == [("dana", 0, None)]


def test_unbroken_time_is_one_span_whatever_it_comes_from():
    plan = Plan(shifts=(shift("dana", 0, 2), shift("dana", 2, 3), shift("dana", 4, 5)))

    assert who_is_on(plan) == [("dana", 0, 3), ("dana", 4, 5)]


def test_an_override_wins_over_a_rotation():
    turns = Rotation(
        id="r", layer="primary", people=("dana", "eve"), days=1, starts_at=day(0), ends_at=None, zone="UTC"
    )
    plan = Plan(rotations=(turns,), overrides=(override("mo", "eve", 1.25, 1.5),))

    found = merged(worked_out(plan, MONDAY, day(2)).pieces)

    assert found == [
        OnCall(layer="primary", staff_id=who, starts_at=day(start), ends_at=day(end))
        for who, start, end in (("dana", 0, 1), ("eve", 1, 1.25), ("mo", 1.25, 1.5), ("eve", 1.5, 2))
    ]
