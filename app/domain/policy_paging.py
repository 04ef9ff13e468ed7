"""The paging part of a policy file: the layers of the rota, the escalation's steps, and the watch on the response."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import zip_longest

from app.domain.paging_plan import EscalationPolicy, EscalationStep, Layer, Mark, Watch
from app.domain.policy_section import Section


def layer(section: Section) -> Layer:
    """A layer of the rota."""
    found = Layer(slug=section.own_slug("slug"), name=section.text("name"))
    section.done()
    return found


def escalation(section: Section, layers: Collection[str]) -> EscalationPolicy:
    """The escalation's steps, each later than the one before it."""
    steps: list[EscalationStep] = []
    tables: list[Section] = []
    for table in section.sections("steps", at_least=1):
        after = table.duration("after", least=timedelta(0))
        if steps and after <= steps[-1].after:
            table.fault("after", "must be later than the step before it")
        pages = table.names("pages", ("everyone", *layers), "layer of the rota", at_least=1)
        calls = table.duration("calls", least=timedelta(0)) if "calls" in table.table else None
        steps.append(EscalationStep(after=after, pages=pages, calls=calls))
        table.done()
        tables.append(table)
    _expect_calls_in_time(steps, tables)
    policy = EscalationPolicy(steps=tuple(steps), repeat=section.duration("repeat"))
    section.done()
    return policy


def watch(section: Section, layers: Collection[str]) -> Watch:
    """The watch, with marks that rise."""
    marks: list[Mark] = []
    for table in section.sections("marks"):
        percent = table.whole("percent", 1, 100)
        if marks and percent <= marks[-1].percent:
            table.fault("percent", "must be more than the mark before it")
        marks.append(Mark(percent=percent, unless=table.choice("unless", ("acknowledged", "replied"))))
        table.done()
    found = Watch(
        layer=section.name("layer", layers, "layer of the rota"),
        marks=tuple(marks),
        lapse=section.duration("lapse"),
        struggling=section.duration("struggling"),
    )
    section.done()
    return found


def _expect_calls_in_time(steps: Sequence[EscalationStep], tables: Sequence[Section]) -> None:
    """A step's calls come before the next step; those of the last one, which is repeated whole, come at once."""
    for step, table, later in zip_longest(steps, tables, steps[1:]):
        if step.calls is None:
            continue
        if later is None and step.calls > timedelta(0):
            table.fault("calls", 'must be "0 minutes": the last step is the one that is repeated')
        elif later is not None and step.after < later.after <= step.after + step.calls:
            table.fault("calls", "must be before the next step")
