"""Business time against a bare table and against other packages: the same questions, paired in one run."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from app.domain import bank_holidays, policy_file
from app.domain.calendar import Calendar
from bench import peers
from bench.peers import Case, Contender
from tests.domain import british_hours

FIRST, LAST = 2025, 2031
START = datetime(FIRST, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LENGTHS = tuple(minutes * MINUTE for minutes in (30, 60, 120, 240, 480, 2_520))  # half an hour to a week of hours
CASES = 1_500
ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class Result:
    """Microseconds an answer in the best round, and the share of right answers."""

    microseconds: float
    right: float


def run() -> None:
    """Prints each question's times, ratios and shares of right answers."""
    oracle = _Oracle()
    cases = oracle.cases()
    contenders = [_ours(), oracle.bare_table(), *peers.all_of_them(_holidays(), oracle.due)]
    print(f"Business time: {len(cases)} instants of {FIRST} to {LAST}, 30 minutes to 42 hours, best of {ROUNDS} rounds")
    print(f"  {'question':<10} {'contender':<30} {'us':>9} {'of ours':>9} {'right':>8}")
    for question in ("is_open", "next_open", "due"):
        expected = [getattr(oracle, question)(*case) for case in cases]
        able = [contender for contender in contenders if getattr(contender, question)]
        results = _measured(question, able, cases, expected)
        for contender, result in zip(able, results, strict=True):
            ratio = result.microseconds / results[0].microseconds
            figures = f"{result.microseconds:>9.2f} {ratio:>8.2f}x {result.right:>7.1%}"
            print(f"  {question:<10} {contender.name:<30} {figures}", flush=True)
    print(f"  {'build':<10} {'ours':<30} {_build():>9.0f} us a year")


def _measured(
    question: str, contenders: Sequence[Contender], cases: Sequence[Case], expected: Sequence[Any]
) -> list[Result]:
    """The contenders take turns, round by round, so that a busy machine is busy for all of them."""
    best = [float("inf")] * len(contenders)
    right = [0.0] * len(contenders)
    for _ in range(ROUNDS):
        for number, contender in enumerate(contenders):
            answer = getattr(contender, question)
            began = perf_counter()
            answers = [answer(at, length) for at, length in cases]
            best[number] = min(best[number], (perf_counter() - began) / len(cases) * 1e6)
            hits = sum(one == other for one, other in zip(answers, expected, strict=True))
            right[number] = hits / len(cases)
    return [Result(microseconds=us, right=share) for us, share in zip(best, right, strict=True)]


def _ours() -> Contender:
    calendar = Calendar(policy_file.load("prospect365").hours)
    return Contender(
        name="ours",
        is_open=lambda at, _: calendar.is_open(at),
        next_open=lambda at, _: calendar.next_open(at),
        due=calendar.due,
    )


class _Oracle:
    """The right answers, counted minute by minute from the law."""

    def __init__(self) -> None:
        self.minutes = british_hours.open_minutes(FIRST, LAST)
        self.open_ones = [minute for minute, state in enumerate(self.minutes) if state]
        self.before = [0]
        for state in self.minutes:
            self.before.append(self.before[-1] + state)

    def cases(self) -> list[Case]:
        """Instants all over the years, half of them at an opening or a closing and the minutes around it."""
        last = self.open_ones[-3_000]
        changes = [m for m in range(1, last) if self.minutes[m] != self.minutes[m - 1]]
        anywhere = [number * 7_368_787 % last for number in range(CASES // 2)]
        edges = [changes[number * 7_919 % len(changes)] + number % 3 - 1 for number in range(CASES // 2)]
        return [(START + m * MINUTE, LENGTHS[n % len(LENGTHS)]) for n, m in enumerate(anywhere + edges)]

    def is_open(self, at: datetime, _: timedelta) -> bool:
        return bool(self.minutes[(at - START) // MINUTE])

    def next_open(self, at: datetime, _: timedelta) -> datetime:
        return START + self.open_ones[self.before[(at - START) // MINUTE]] * MINUTE

    def due(self, at: datetime, length: timedelta) -> datetime:
        return START + (self.open_ones[self.before[(at - START) // MINUTE] + length // MINUTE - 1] + 1) * MINUTE

    def bare_table(self) -> Contender:
        """Nothing but a table of seconds and bisect: no growth, no zones, no missing years, no microseconds."""
        edges = [m for m in range(1, len(self.minutes)) if self.minutes[m] != self.minutes[m - 1]]
        origin = START.timestamp()
        starts = [origin + 60 * minute for minute in edges[0::2]]
        ends = [origin + 60 * minute for minute in edges[1::2]]
        through = [60.0 * self.before[minute] for minute in edges[1::2]]

        def is_open(at: datetime, _: timedelta) -> bool:
            second = at.timestamp()
            return starts[bisect_right(ends, second)] <= second

        def next_open(at: datetime, _: timedelta) -> datetime:
            second = at.timestamp()
            return datetime.fromtimestamp(max(starts[bisect_right(ends, second)], second), UTC)

        def due(at: datetime, length: timedelta) -> datetime:
            second = at.timestamp()
            i = bisect_right(ends, second)
            total = through[i] - ends[i] + max(starts[i], second) + length.total_seconds()
            j = bisect_left(through, total, i)
            return datetime.fromtimestamp(ends[j] - through[j] + total, UTC)

        return Contender(name="bare table", is_open=is_open, next_open=next_open, due=due)


def _holidays() -> list[date]:
    rule = policy_file.load("prospect365").hours.holidays
    assert rule is not None
    return sorted(day for year in range(FIRST - 1, LAST + 3) for day in bank_holidays.of_year(rule, year))


def _build() -> float:
    """Microseconds to build one more year of the table, its holidays included."""
    hours = policy_file.load("prospect365").hours
    best = float("inf")
    for _ in range(ROUNDS):
        calendar = Calendar(hours)
        began = perf_counter()
        calendar.business_between(START, datetime.combine(date(LAST, 12, 1), time(), UTC))
        best = min(best, (perf_counter() - began) / (LAST - FIRST + 1) * 1e6)
    return best
