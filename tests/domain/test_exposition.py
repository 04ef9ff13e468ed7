"""The exposition: labels are escaped, buckets add up, and a figure that there is none of has no line."""

from datetime import UTC, datetime, timedelta

from app.domain.exposition import Metric, Sample, age, counter, gauge, histogram, one, written


def test_a_gauge_is_three_lines_and_whole_numbers_have_no_fraction():
    assert written([one("a", "Means.", 1_234_567_890)]) == "# HELP a Means.\n# TYPE a gauge\na 1234567890\n"
    assert written([one("a", "Means.", 0.1)]).endswith("a 0.1\n")


def test_a_counter_and_a_gauge_are_told_apart_by_their_type_alone():
    values = {"met": 2, "missed": 1}

    heads = [written([make("a", "Means.", values, "standing")]).splitlines() for make in (gauge, counter)]

    assert [head[1] for head in heads] == ["# TYPE a gauge", "# TYPE a counter"]
    assert heads[0][2:] == heads[1][2:] == ['a{standing="met"} 2', 'a{standing="missed"} 1']


def test_what_there_is_none_of_has_no_sample():
    assert written([one("a", "Means.", None)]) == "# HELP a Means.\n# TYPE a gauge\n"


def test_an_age_is_never_below_0_and_there_is_none_of_what_has_not_been():
    now = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)

    assert [age(now + timedelta(seconds=one), now) for one in (-90, 0, 90)] == [90, 0, 0]
    assert age(None, now) is None


def test_buckets_are_cumulative():
    said = written([histogram("a", "Means.", [0.5, 1, 7], (1, 5))])

    assert said.splitlines()[2:] == [
        'a_bucket{le="1"} 2', 'a_bucket{le="5"} 2', 'a_bucket{le="+Inf"} 3', "a_sum 8.5", "a_count 3",
    ]  # fmt: skip


def test_labels_are_escaped():
    metric = Metric(name="a", kind="gauge", means="Means.", samples=[Sample(value=1, labels={"kind": 'x"\\\n'})])

    assert written([metric]).splitlines()[2] == 'a{kind="x\\"\\\\\\n"} 1'
