"""The question "what would happen at...": a form that is sent in the URL, and what is wrong with its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, SelectField, SelectMultipleField, StringField

from app.domain import times, wall_clock
from app.domain.answers import UNSURE, Affected, Answers, Term
from app.domain.calendar import FIRST_YEAR, LAST_YEAR
from app.domain.policy import Question, Region, SupportPolicy, Tier
from app.domain.words import cleaned
from app.web.customer.forms import AFFECTED, service_choices

ANSWER = "answer-"  # before the names of the policy's own questions, so that they are nobody else's
YEARS = (FIRST_YEAR + 1, LAST_YEAR - 1)  # the calendar needs to look a little further than the date
LONGEST = 100


def _shortened(words: str | None) -> str:
    return cleaned(words)[:LONGEST]


def _each_shortened(words: list[str] | None) -> list[str]:
    return [one for one in map(_shortened, words or ()) if one]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The instant that is asked about, in UTC, and the report's answers."""

    at: datetime
    answers: Answers


class WhatIfForm(Form):
    """An instant on the policy's wall clock, and a report's answers. The words are kept as they were typed."""

    on = StringField("Date", filters=[cleaned])
    at = StringField("Time", filters=[cleaned])
    which = StringField("Which of the two?", filters=[_shortened])
    services = SelectMultipleField("What has stopped?", filters=[_each_shortened])
    affected = SelectField("Who is affected?", choices=AFFECTED, filters=[_shortened], default="everyone")
    tier = SelectField("Tier", filters=[_shortened])
    region = SelectField("Region", filters=[_shortened])
    term_starts = StringField("Term, first day", filters=[cleaned])
    term_ends = StringField("Term, last day", filters=[cleaned])
    severity = SelectField("Severity", filters=[_shortened])

    policy: SupportPolicy
    instants: tuple[datetime, ...] = ()

    @classmethod
    def of(cls, policy: SupportPolicy, sent: MultiDict[str, str], now: datetime) -> WhatIfForm:
        """The form for a policy. As long as nothing was sent it asks about the present moment."""
        local = now.astimezone(ZoneInfo(policy.hours.zone))
        questions = tuple(question for question in policy.questions if question.choices)
        form = _form_of(questions)(sent, on=f"{local:%Y-%m-%d}", at=f"{local:%H:%M}")
        form.policy = policy
        form._offer(questions)
        return form

    def told(self) -> list[Field]:
        """The fields of the policy's own questions."""
        return [field for field in self if field.name.startswith(ANSWER)]

    def asked(self) -> Asked | None:
        """What is asked. None: something cannot be understood, and its field says what."""
        self._expect_choices()
        at = self._instant()
        term = self._term()
        if self.errors or at is None:
            return None
        answers = Answers(
            services=tuple(self.services.data),
            affected=cast("Affected", self.affected.data),
            severity=self.severity.data or None,
            tier=self.tier.data or None if self.tier else None,
            region=self.region.data or None if self.region else None,
            term=term,
            told={field.name.removeprefix(ANSWER): field.data for field in self.told() if field.data},
        )
        return Asked(at=at, answers=answers)

    def _offer(self, questions: tuple[Question, ...]) -> None:
        """Gives each field what can be chosen, and takes away the fields that the policy has no use for."""
        policy = self.policy
        self.services.choices = service_choices(policy)
        self.severity.choices = {"": "As the answers suggest"} | {one.slug: one.name for one in policy.severities}
        for name, some in (("tier", policy.tiers), ("region", policy.regions)):
            self._fields[name].choices = _with_default(some)
            if not some:
                del self[name]
        if policy.term is None:
            del self.term_starts, self.term_ends
        for question in questions:
            labels = {choice.slug: choice.label for choice in question.choices}
            self._fields[ANSWER + question.field].choices = {"": "Not answered", **labels, UNSURE: "I'm not sure"}

    def _expect_choices(self) -> None:
        for name, field in self._fields.items():
            if not isinstance(field, SelectField):
                continue
            sent = field.data if isinstance(field, SelectMultipleField) else [field.data]
            unknown = [slug for slug in sent if slug not in field.choices]
            if unknown:
                self._fields[name].choices = field.choices | {slug: f"{slug} (not in the policy)" for slug in unknown}
                self._say(field, f"{unknown[0]!r} is not in the policy: choose something else")
        if self.policy.scope.services_clauses and not self.services.data:
            self._say(self.services, "Choose what has stopped")

    def _instant(self) -> datetime | None:
        """The instant on the policy's wall clock."""
        day, hour = self._day(self.on), self._time()
        if not day or hour is None:
            return None
        shown, said = datetime.combine(day, hour), times.wall_time(hour, self.policy.hours.local)
        self.instants = wall_clock.instants(self.policy.hours.zone, shown)
        if not self.instants:
            self._say(self.at, f"The clocks go forward that day and leave out {said}: it never happens")
            return None
        if len(self.instants) == 1:
            return self.instants[0]
        if self.which.data not in ("first", "second"):
            self._say(self.which, f"The clocks go back that day: it is {said} twice. Choose one of the two")
            return None
        return self.instants[1 if self.which.data == "second" else 0]

    def which_choices(self) -> Mapping[str, str]:
        """The two instants of an ambiguous time. Empty: the time happens once, or never."""
        if len(self.instants) != 2:
            return {}
        there = self.policy.hours.local
        named = [f"{times.short_time(at, there)} {at.astimezone(ZoneInfo(there.zone)):%Z}" for at in self.instants]
        return {which: f"The {which}: {name}" for which, name in zip(("first", "second"), named, strict=True)}

    def _time(self) -> time | None:
        try:
            found = time.fromisoformat(self.at.data)
        except ValueError:
            found = None
        if found is None or found.tzinfo or found.microsecond:
            self._say(self.at, "Type a time, as in 03:00")
            return None
        return found

    def _term(self) -> Term | None:
        if self.policy.term is None or not (self.term_starts.data or self.term_ends.data):
            return None
        starts, ends = (self._day(field) if field.data else None for field in (self.term_starts, self.term_ends))
        if starts and ends and ends < starts:
            self._say(self.term_ends, "Type a last day that is not before the first")
        return Term(starts=starts, ends=ends)

    def _day(self, field: Field) -> date | None:
        try:
            found = date.fromisoformat(field.data)
        except ValueError:
            self._say(field, "Type a date, as in 2026-12-25")
            return None
        if not YEARS[0] <= found.year <= YEARS[1]:
            self._say(field, f"Type a date in the years {YEARS[0]} to {YEARS[1]}: no others are known")
            return None
        return found

    def _say(self, field: Field, words: str) -> None:
        self._fields[field.name].errors = (*field.errors, words)


def is_asked(sent: Mapping[str, Any]) -> bool:
    """Whether the URL asks something."""
    return any(name in sent for name in ("on", "at", "services"))


@lru_cache
def _form_of(questions: tuple[Question, ...]) -> type[WhatIfForm]:
    fields = {ANSWER + question.field: SelectField(question.label, filters=[_shortened]) for question in questions}
    return type("PolicyWhatIfForm", (WhatIfForm,), fields)


def _with_default(some: tuple[Tier, ...] | tuple[Region, ...]) -> dict[str, str]:
    names: Iterator[str] = (one.name for one in some if one.is_default)
    return {"": f"Not known: as {next(names, '')}"} | {one.slug: one.name for one in some}
