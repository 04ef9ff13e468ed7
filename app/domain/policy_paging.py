"""The paging part of a policy file: the layers of the rota, the escalation's steps, and the watch on the response."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import zip_longest

from app.domain.delivery import Medium
from app.domain.paging_plan import WRITTEN, EscalationPolicy, EscalationStep, Layer, Mark, Watch
from app.domain.policy_section import Section

MEDIA = tuple(medium.value for medium in WRITTEN)


def layer(section: Section) -> Layer:
    """A layer of the rota."""
    found = Layer(slug=section.own_slug("slug"), name=section.text("name"))
    section.done()
    return found


def escalation(
    section: Section, layers: Collection[str], severities: Sequence[str]
) -> tuple[EscalationPolicy, dict[str, EscalationPolicy]]:
    """The steps for all severities, and those of severities that have their own, by severity.

    Where every severity may have its own, those for all can be left out; the most severe one's stand for them.
    """
    own: dict[str, EscalationPolicy] = {}
    for table in section.sections("for"):
        named = table.names("severities", severities, "severity", at_least=1)
        for position, severity in enumerate(named):
            if severity in own or severity in named[:position]:
                table.fault("severities", f"{severity!r} has steps already")
        own |= dict.fromkeys(named, _steps(table, layers))
    if own and not section.table.keys() & {"steps", "repeat"}:
        general = own.get(severities[0])
        if general is None:
            section.fault("steps", f"are missing, and the most severe, {severities[0]!r}, has none of its own")
            general = next(iter(own.values()))
        section.done()
        return general, own
    return _steps(section, layers), own


def _steps(section: Section, layers: Collection[str]) -> EscalationPolicy:
    """Steps, each later than the one before it."""
    steps: list[EscalationStep] = []
    tables: list[Section] = []
    for table in section.sections("steps", at_least=1):
        after = table.duration("after", least=timedelta(0))
        if steps and after <= steps[-1].after:
            table.fault("after", "must be later than the step before it")
        pages = table.names("pages", ("everyone", *layers), "layer of the rota", at_least=1)
        calls = table.duration("calls", least=timedelta(0)) if "calls" in table.table else None
        steps.append(EscalationStep(after=after, pages=pages, media=_media(table), calls=calls))
        table.done()
        tables.append(table)
    _expect_calls_in_time(steps, tables)
    policy = EscalationPolicy(steps=tuple(steps), repeat=section.duration("repeat"))
    section.done()
    return policy


def _media(table: Section) -> tuple[Medium, ...]:
    """What a step writes to its people: a text, a mail, or, where none is named, both."""
    if "media" not in table.table:
        return WRITTEN
    named = table.names("media", MEDIA, "medium", at_least=1)
    if "calls" in table.table and Medium.SMS.value not in named:
        table.fault("media", "must have 'sms' beside 'calls': whoever is rung gets a text, too")
    return tuple(medium for medium in WRITTEN if medium in named)


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
