"""The exposition: figures as text, in the format that Prometheus reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.domain.tallies import Tally

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One value; `ending` is what a histogram's series add to the name."""

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    ending: str = ""


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One figure, with what it means."""

    name: str
    kind: Literal["gauge", "counter", "histogram"]
    means: str
    samples: Sequence[Sample]


def one(name: str, means: str, value: float | None) -> Metric:
    """A gauge of one value; without one it has no sample."""
    samples = () if value is None else (Sample(value=float(value)),)
    return Metric(name=name, kind="gauge", means=means, samples=samples)


def gauge(name: str, means: str, values: Mapping[str, float], label: str) -> Metric:
    """How many there are of each as it stands now, by what the label says: they may become fewer."""
    return Metric(name=name, kind="gauge", means=means, samples=_by(label, values))


def counter(name: str, means: str, values: Mapping[str, float], label: str = "") -> Metric:
    """How many there were of each, by what the label says; of one kind alone without a label. They never get fewer."""
    return Metric(name=name, kind="counter", means=means, samples=_by(label, values))


def histogram(name: str, means: str, values: Sequence[float], bounds: Sequence[float]) -> Metric:
    """How many values are at most each bound, with how many there are and their sum."""
    return spread(name, means, Tally.of((value, 1) for value in values), bounds)


def spread(name: str, means: str, tally: Tally, bounds: Sequence[float]) -> Metric:
    """The same of values that were counted already."""
    samples = [Sample(ending="_bucket", labels={"le": f"{bound:g}"}, value=tally.within(bound)) for bound in bounds]
    samples.append(Sample(ending="_bucket", labels={"le": "+Inf"}, value=tally.count))
    samples += [Sample(ending="_sum", value=tally.total), Sample(ending="_count", value=tally.count)]
    return Metric(name=name, kind="histogram", means=means, samples=samples)


def age(at: datetime | None, now: datetime) -> float | None:
    """The seconds since an instant, 0 while it is to come; None without one."""
    return max((now - at).total_seconds(), 0) if at else None


def written(metrics: Iterable[Metric]) -> str:
    """All of it."""
    return "".join(_lines(metric) for metric in metrics)


def _by(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [Sample(value=value, labels={label: key} if label else {}) for key, value in values.items()]


def _lines(metric: Metric) -> str:
    head = f"# HELP {metric.name} {metric.means}\n# TYPE {metric.name} {metric.kind}\n"
    return head + "".join(_line(metric.name, sample) for sample in metric.samples)


def _line(name: str, sample: Sample) -> str:
    labels = ",".join(f'{key}="{_escaped(words)}"' for key, words in sample.labels.items())
    return f"{name}{sample.ending}{f'{{{labels}}}' if labels else ''} {_number(sample.value)}\n"


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    """Whole numbers without a fraction; nothing is rounded."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
