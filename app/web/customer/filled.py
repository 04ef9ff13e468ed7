"""The filled form as a report: what was chosen and typed, in the words and instants that are kept."""

from __future__ import annotations

from datetime import datetime

from app.domain.policy import Question
from app.domain.sentences import say
from app.domain.start_time import understood
from app.operations.intake import NewReport
from app.web.customer.forms import STARTED, DetailsForm, ServicesForm, own_questions
from app.web.room import desk


def new_report(chosen: ServicesForm, details: DetailsForm, at: datetime, *, intent: str) -> NewReport:
    """The report that both pages make at that instant."""
    words, started_at = _started(details, at)
    asked = [question for question in own_questions(desk().policy) if question.choices]
    return NewReport(
        intent=intent,
        source="form",
        services=services(chosen),
        affected=chosen.affected.data,
        started=words,
        started_at=started_at,
        errors=details.error_words.data or "",
        company=details.company.data or "",
        name=details.name.data or "",
        phone=details.phone.data or "",
        email=details.email.data or "",
        extra={question.label: _said(question, details) for question in own_questions(desk().policy)},
        told={question.field: chosen for question in asked if (chosen := details[question.field].data)},
    )


def services(chosen: ServicesForm) -> tuple[str, ...]:
    """What has stopped, each once."""
    return tuple(dict.fromkeys(chosen.services.data))


def _said(question: Question, details: DetailsForm) -> str:
    """An answer in words, as people read it."""
    answer: str = details[question.field].data or ""
    return dict(details[question.field].choices).get(answer, "") if question.choices else answer


def _started(details: DetailsForm, at: datetime) -> tuple[str, datetime | None]:
    """The customer's own words for the start, and the instant that they name, if any."""
    choice = details.started.data
    if choice == "now":
        return STARTED["now"], at
    if choice == "at":
        said = str(details.started_at.data)
        return said, understood(said, at, desk().policy.hours.local)
    words = STARTED.get(choice, "")
    typed = details.started_at.data
    return (say("form.about", words=words, time=typed) if typed else words), None
