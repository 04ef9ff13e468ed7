"""Charts as shapes: numbers become rectangles and words with their places, which a template draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.domain.times import duration

WIDTH = 420
TOP, FOOT, LEFT, RIGHT = 14, 22, 34, 10
MOST_LABELS = 8
LEVELS = 4
ROW, CELL = 18, 16
LANE, LANES_LEFT = 26, 112


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle. `tone` is its class; `words` are what it says where somebody asks."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """Words at a place; `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart in a space of that size. `lines` are the heights of the lines behind the boxes."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    lines: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a chart: its label, and its parts from the foot up, each a tone and a number."""

    label: str
    parts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """How high it is."""
        return sum(number for _, number in self.parts)


def columns(given: Sequence[Column], height: int = 150) -> Chart:
    """Columns side by side on one scale, from nought to a round number."""
    top = scale(max((one.total for one in given), default=0))
    room, step = height - TOP - FOOT, (WIDTH - LEFT - RIGHT) / max(len(given), 1)
    boxes, labels = [], [_height_label(number, top, room) for number in (0, top)]
    every = -(-len(given) // MOST_LABELS)
    for place, one in enumerate(given):
        x, base = LEFT + place * step, float(TOP + room)
        for tone, number in one.parts:
            tall = room * number / top
            base -= tall
            if number:
                words = f"{one.label}: {number} {tone}"
                boxes.append(
                    Box(
                        x=_r(x + step * 0.12),
                        y=_r(base),
                        width=_r(step * 0.76),
                        height=_r(tall),
                        tone=tone,
                        words=words,
                    )
                )
        if place % every == 0:
            labels.append(Label(x=_r(x + step / 2), y=height - 6, words=one.label, anchor="middle"))
    return Chart(
        width=WIDTH, height=height, boxes=tuple(boxes), labels=tuple(labels), lines=(float(TOP), float(TOP + room))
    )


def heat(numbers: Mapping[tuple[int, int], int], rows: Sequence[str]) -> Chart:
    """A square for each row and hour, in one of five tones: nothing at all, and four quarters of the highest."""
    highest = max(numbers.values(), default=0)
    boxes = tuple(
        Box(
            x=LEFT + hour * CELL,
            y=float(TOP + 4 + row * ROW),
            width=CELL - 1,
            height=ROW - 1,
            tone=f"heat-{level(numbers.get((row, hour), 0), highest)}",
            words=f"{name} {hour:02}:00: {numbers.get((row, hour), 0)}",
        )
        for row, name in enumerate(rows)
        for hour in range(24)
    )
    hours = (Label(x=LEFT + hour * CELL, y=TOP - 2, words=f"{hour:02}", anchor="start") for hour in range(0, 24, 3))
    names = (Label(x=LEFT - 4, y=TOP + 17 + row * ROW, words=name[:3], anchor="end") for row, name in enumerate(rows))
    return Chart(width=WIDTH, height=TOP + 8 + len(rows) * ROW, boxes=boxes, labels=(*hours, *names))


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A length of time from the left, if it is known; and where along it something was `due`, if it was."""

    label: str
    length: timedelta | None
    due: timedelta | None
    tone: str


def lanes(rows: Sequence[Lane]) -> Chart:
    """A bar for each row on one scale, with a mark where what it is about was due."""
    longest = max(span for row in rows for span in (row.length, row.due) if span) or timedelta(1)
    room = WIDTH - LANES_LEFT - RIGHT
    boxes, labels = [], []
    for place, row in enumerate(rows):
        top = float(4 + place * LANE)
        labels.append(Label(x=LANES_LEFT - 6, y=top + 14, words=row.label, anchor="end"))
        if row.length is not None:
            wide = max(_r(room * (row.length / longest)), 1)
            words = f"{row.label}: {duration(row.length)} after the report"
            boxes.append(Box(x=LANES_LEFT, y=top, width=wide, height=LANE - 8, tone=row.tone, words=words))
        if row.due is not None:
            x = _r(LANES_LEFT + room * (row.due / longest) - 1)
            words = f"{row.label}: due {duration(row.due)} after the report"
            boxes.append(Box(x=x, y=top - 3, width=2, height=LANE - 2, tone="due", words=words))
    return Chart(width=WIDTH, height=len(rows) * LANE + 4, boxes=tuple(boxes), labels=tuple(labels))


def level(number: int, highest: int) -> int:
    """Which of the four quarters of the highest a number is in; 0 for nothing."""
    return -(-number * LEVELS // highest) if number else 0


def scale(highest: int) -> int:
    """The round number that a scale ends at: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power >= highest:
                return step * power
        power *= 10


def _height_label(number: int, top: int, room: int) -> Label:
    return Label(x=LEFT - 6, y=_r(TOP + room - room * number / top + 4), words=str(number), anchor="end")


def _r(number: float) -> float:
    return round(number, 2)


def stacked(labelled: Iterable[tuple[str, Sequence[tuple[str, int]]]]) -> Chart:
    """Columns from labels and parts."""
    return columns([Column(label=label, parts=tuple(parts)) for label, parts in labelled])
