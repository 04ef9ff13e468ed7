"""The tracking page: confirmation, every recorded step, and what the customer can still say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.maintenance import met_by, tells_of, told
from app.domain.words import cleaned
from app.operations import corrections, handover, recognition, resolution
from app.operations.attachments import MOST_FILES
from app.store import attachments, replies, reports, timeline
from app.store.incidents import Incident
from app.store.reports import BY_MAIL, Report
from app.store.timeline import Event
from app.web.customer.forms import AFFECTED, STARTED, ServicesForm
from app.web.customer.maintenance import notices
from app.web.customer.opening import opening
from app.web.room import desk, no_such_link, now
from app.web.standing import spoken, state

LONGEST_WORDS = 10_000
HANDED_OVER_WITH = ("company", "name", "phone", "email", "errors")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One recorded event in the customer's words."""

    event: Event
    words: str


def show(token: str) -> ResponseReturnValue:
    """What became of the report, from what was recorded and nothing else."""
    with desk().database.reading() as db:
        report = reports.by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None
        if report:
            g.local = recognition.local_of(db, report, desk().policy)
            return render_template(_page_of(report), **_facts(db, report, token))
    return no_such_link()


def update(token: str) -> ResponseReturnValue:
    """The customer adds something, or says whether it works."""
    action = _ACTIONS.get(request.form.get("kind", "add"), _add)
    with desk().database.writing() as db:
        report = reports.by_fingerprint(db, tokens.fingerprint(token))
        if report:
            action(db, report)
    return redirect(url_for("customer.show", token=token), 303) if report else no_such_link()


def hand_over(token: str) -> ResponseReturnValue:
    """The customer wishes the daytime team to have a report that is not covered, with what they add to it."""
    with desk().database.writing() as db:
        report = reports.by_fingerprint(db, tokens.fingerprint(token))
        if report:
            told = {field: cleaned(request.form.get(field))[:LONGEST_WORDS] for field in HANDED_OVER_WITH}
            handover.hand_over(db, report, desk().policy, desk().mint, now(), told)
    return redirect(url_for("customer.show", token=token), 303) if report else no_such_link()


def _page_of(report: Report) -> str:
    if report.incident_id:
        return "customer/tracking.html"
    is_mailed = report.source == BY_MAIL and report.verdict == "declined"
    return "customer/mailed.html" if is_mailed else f"customer/{report.verdict}.html"


def _facts(db: Session, report: Report, token: str) -> dict[str, Any]:
    events = timeline.of(db, report.id, report.incident_id)
    incident = db.get(Incident, report.incident_id) if report.incident_id else None
    during = [event.facts["maintenance"] for event in events if event.kind == "report.during_maintenance"]
    return {
        "token": token,
        "report": report,
        "incident": incident,
        "state": state(incident, events) if incident else None,
        "lines": [Line(event=event, words=words) for event, words in reversed(spoken(incident, events))],
        "during": during,
        "begun": _begun(report, incident, during),
        "asks_files": any(question.asked == "files" for question in desk().policy.questions),
        "most_files": MOST_FILES,
        "files": attachments.of(db, report.id, None),
        "replies": replies.of_incident(db, incident.id) if incident else (),
        "deciding": [reason for reason in report.reasons if reason["outcome"] == "decides"],
        "again": session.setdefault("intent", desk().mint.id()),
        "typed": _typed(report),
        "asked": [question for question in desk().policy.questions if question.required],
        "page_1": ServicesForm.of(desk().policy) if report.source == BY_MAIL else None,
        "affected": AFFECTED.get(report.affected, report.affected),
        "corrected": corrections.older(events),
        "can_correct": corrections.can_correct(report, incident),
        **opening(),
    }


def _begun(report: Report, incident: Incident | None, during: list[str]) -> list[str]:
    """The work on what was reported that goes on now and was not known at the report, while the incident is open."""
    if incident is None or incident.resolved_at:
        return []
    policy = desk().policy
    running = met_by([notice.window for notice in notices()["running"]], report.services, policy)
    begun = [one for one in running if not any(tells_of(words, one, policy) for words in during)]
    return [told(one, policy, now(), g.local) for one in begun]


def _typed(report: Report) -> dict[str, str]:
    """The report as page 2's fields, so that nothing has to be typed again."""
    choice = next((choice for choice, words in STARTED.items() if report.started.startswith(words)), "at")
    typed = {field: getattr(report, field) for field in ("errors", "company", "name", "phone", "email")}
    return typed | {"started": choice, "started_at": report.started if choice == "at" else ""}


def _add(db: Session, report: Report) -> None:
    words = cleaned(request.form.get("words"))[:LONGEST_WORDS]
    if words:
        resolution.add(db, report, words, mint=desk().mint, now=now())


def _works(db: Session, report: Report) -> None:
    resolution.works_again(db, report, mint=desk().mint, now=now())


def _broken(db: Session, report: Report) -> None:
    words = cleaned(request.form.get("words"))[:LONGEST_WORDS]
    resolution.still_broken(db, report, words, mint=desk().mint, now=now())


_ACTIONS: dict[str, Callable[[Session, Report], None]] = {"add": _add, "works": _works, "broken": _broken}
