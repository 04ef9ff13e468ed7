"""Charts: every shape lies inside, and says its number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import charts
from app.domain.charts import Column

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (3, 5), (5, 5), (6, 10), (11, 20), (499, 500), (501, 1000)]
)
def test_a_scale_ends_at_a_round_number(highest: int, top: int):
    assert charts.scale(highest) == top


def test_the_parts_of_a_column_stand_on_each_other():
    first, second = charts.columns([Column(label="Mon", parts=(("accepted", 3), ("refused", 2)))]).boxes

    assert (first.words, second.words) == ("Mon: 3 accepted", "Mon: 2 refused")
    assert second.y + second.height == pytest.approx(first.y, abs=0.02)
    assert first.height == pytest.approx(second.height * 1.5, abs=0.02)


@given(st.lists(st.lists(st.integers(0, 9_999), min_size=1, max_size=3), max_size=40))
def test_no_column_leaves_the_chart(numbers: list[list[int]]):
    given_ = [Column(label=str(n), parts=tuple(("a", one) for one in some)) for n, some in enumerate(numbers)]
    chart = charts.columns(given_)

    assert all(box.x >= 0 and box.x + box.width <= chart.width + 0.1 for box in chart.boxes)
    assert all(
        box.y >= charts.TOP - 0.1 and box.y + box.height <= chart.height - charts.FOOT + 0.1 for box in chart.boxes
    )
    assert len([one for one in chart.labels if one.anchor == "middle"]) <= charts.MOST_LABELS


def test_the_heat_map_has_a_square_for_every_hour():
    chart = charts.heat({(5, 2): 4, (0, 23): 1}, DAYS)

    assert len(chart.boxes) == 7 * 24
    by_words = {box.words: box.tone for box in chart.boxes}
    assert by_words["Saturday 02:00: 4"] == "heat-4"
    assert by_words["Monday 23:00: 1"] == "heat-1"
    assert by_words["Sunday 12:00: 0"] == "heat-0"
    assert all(box.x + box.width <= chart.width and box.y + box.height <= chart.height for box in chart.boxes)


@given(st.integers(0, 999), st.integers(1, 999))
def test_only_nothing_has_the_tone_of_nothing(number: int, more: int):
    assert (charts.level(number, number + more) == 0) == (number == 0)
    assert charts.level(more, more) == charts.LEVELS
