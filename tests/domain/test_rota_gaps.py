"""Gaps: no minute that nobody covers goes without having been announced, on any rota, through both clock changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251
from zoneinfo import ZoneInfo

import pytest

from app.domain import policy_file, rota_gaps
from app.domain.on_call import Absence, Override, Piece, Plan, merged, worked_out
from app.domain.rota_gaps import AGAIN, AHEAD, LOOK, Gap
from app.domain.rotation import Rotation
from app.domain.rulebook import Rulebook

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 2, 1, tzinfo=UTC)
END = datetime(2027, 4, 1, tzinfo=UTC)  # fourteen months, with three clock changes
HORIZON = timedelta(days=14)
MINUTE = timedelta(minutes=1)
PEOPLE = ("dana", "eve", "mo")


def random_plan(chance: Random) -> Plan:
    def span(longest: int) -> dict[str, datetime]:
        start = START + timedelta(minutes=chance.randrange(int((END - START) / MINUTE)))
        return {"starts_at": start, "ends_at": start + timedelta(minutes=chance.randrange(1, longest * 1440))}

    first = datetime(2026, 2, chance.randrange(1, 9), chance.randrange(24), chance.choice((0, 30)), tzinfo=LONDON)
    rotation = Rotation(
        id="r", layer="primary", people=PEOPLE[: chance.randrange(1, 4)], days=chance.choice((1, 2, 7, 14)),
        starts_at=first.astimezone(UTC), ends_at=None, zone="Europe/London",
    )  # fmt: skip
    return Plan(
        rotations=(rotation,),
        shifts=tuple(
            Piece(layer="primary", staff_id=chance.choice(PEOPLE), source="shift", of=str(number), **span(5))
            for number in range(10)
        ),
        overrides=tuple(
            Override(id=str(number), layer="primary", staff_id=chance.choice(PEOPLE),
                     instead_of=chance.choice((*PEOPLE, None)), source="override", made_at=START, **span(9))
            for number in range(20)
        ),
        absences=tuple(
            Absence(id=str(number), staff_id=chance.choice(PEOPLE), **span(20)) for number in range(12)
        ),
    )  # fmt: skip


def is_covered(plan: Plan, at: datetime) -> bool:
    """The oracle: one minute, by the sentences of the rota, without any span."""

    def is_away(who: str) -> bool:
        return any(one.staff_id == who and one.starts_at <= at < one.ends_at for one in plan.absences)

    on = {one.staff_id for one in plan.shifts if one.starts_at <= at < one.ends_at}
    for rotation in plan.rotations:
        wall = at.astimezone(LONDON)
        first = rotation.starts_at.astimezone(LONDON)
        if at >= rotation.starts_at:
            days = (wall.date() - first.date()).days
            if (wall.time(), wall.fold) < (first.time(), 0):
                days -= 1
            on.add(rotation.people[days // rotation.days % len(rotation.people)])
    for one in sorted(plan.overrides, key=lambda one: int(one.id)):
        if one.starts_at <= at < one.ends_at and not is_away(one.staff_id):
            on = {who for who in on if one.instead_of not in (None, who)} | {one.staff_id}
    return any(not is_away(who) for who in on)


def touching(plan: Plan, start: datetime, end: datetime) -> Plan:
    """What of the plan can matter in a span: so that the oracle need not look at a year for each minute."""

    def near(things: tuple) -> tuple:
        return tuple(one for one in things if one.starts_at < end and start < one.ends_at)

    return replace(plan, shifts=near(plan.shifts), overrides=near(plan.overrides), absences=near(plan.absences))


def announced(plan: Plan, hours: list) -> tuple[list[tuple[datetime, Gap]], list[tuple[datetime, Gap]]]:
    """What would be told when somebody looks every hour: for the first time, and once more."""
    spans = merged(worked_out(plan, START, END + HORIZON).pieces)
    whole = rota_gaps.found(spans, ["primary"], hours, START, END + HORIZON)
    first: list[tuple[datetime, Gap]] = []
    last: list[tuple[datetime, Gap]] = []
    now = START
    while now < END:
        whole = [gap for gap in whole if gap.ends_at > now]
        seen = [
            Gap(layer=gap.layer, starts_at=max(gap.starts_at, now), ends_at=min(gap.ends_at, now + HORIZON))
            for gap in whole
            if gap.starts_at < now + HORIZON
        ]
        if seen:
            first += [
                (now, gap) for gap in rota_gaps.to_announce(seen, [gap for _, gap in first if gap.ends_at > now], now)
            ]
            last += [
                (now, gap) for gap in rota_gaps.to_repeat(seen, [gap for _, gap in last if gap.ends_at > now], now)
            ]
        now += LOOK
    return first, last


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return Rulebook.of(policy_file.load("prospect365"))


@pytest.mark.parametrize("seed", [1, 2])
def test_no_uncovered_minute_goes_unannounced_in_fourteen_months(rules: Rulebook, seed: int):
    """Those of the first three days could not be announced so early; they were at once."""
    plan = random_plan(Random(seed))
    hours = rota_gaps.needed(rules, START, END + HORIZON)
    first, last = announced(plan, hours)
    told = {0: first, 1: last}
    lead = {0: AHEAD, 1: AGAIN}

    unannounced, uncovered, at = [], 0, START
    for hour in hours:
        at, near = hour.starts_at, touching(plan, hour.starts_at, hour.ends_at)
        while at < min(hour.ends_at, END):
            if not is_covered(near, at):
                uncovered += 1
                for which, lines in told.items():
                    by = max(at - lead[which], START)
                    if not any(when <= by and gap.starts_at <= at < gap.ends_at for when, gap in lines):
                        unannounced.append((which, at))
            at += MINUTE

    assert uncovered > 1000, "a rota without gaps proves nothing"
    assert unannounced == []


def test_a_gap_is_announced_once_and_once_more(rules: Rulebook):
    gap = Gap(layer="primary", starts_at=START + timedelta(days=6), ends_at=START + timedelta(days=6, hours=4))
    told: list[tuple[datetime, Gap]] = []
    again: list[tuple[datetime, Gap]] = []
    for hour in range(24 * 7):
        now = START + timedelta(hours=hour)
        told += [(now, one) for one in rota_gaps.to_announce([gap], [one for _, one in told], now)]
        again += [(now, one) for one in rota_gaps.to_repeat([gap], [one for _, one in again], now)]

    assert [gap.starts_at - when for when, _ in told] == [AHEAD + LOOK]
    assert [gap.starts_at - when for when, _ in again] == [AGAIN + LOOK]


def test_a_policy_whose_gate_closes_needs_nobody_in_its_hours(rules: Rulebook):
    thursday = datetime(2026, 11, 26, tzinfo=UTC)

    hours = rota_gaps.needed(rules, thursday, thursday + timedelta(days=1))

    assert [(one.starts_at.hour, one.ends_at.hour) for one in hours if one.ends_at] == [(0, 8), (17, 0)]


@pytest.mark.parametrize("name", ["flatpeak", "informed", "kustomer", "pugpig"])
def test_a_policy_that_accepts_at_any_hour_needs_somebody_all_day(name: str):
    thursday = datetime(2026, 11, 26, tzinfo=UTC)

    (whole,) = rota_gaps.needed(Rulebook.of(policy_file.load(name)), thursday, thursday + timedelta(days=1))

    assert (whole.starts_at, whole.ends_at) == (thursday, thursday + timedelta(days=1))


def test_years_of_which_no_holidays_are_known_need_somebody_all_day(rules: Rulebook):
    far = datetime(2300, 1, 1, tzinfo=UTC)

    assert len(rota_gaps.needed(rules, far, far + timedelta(days=3))) == 1
