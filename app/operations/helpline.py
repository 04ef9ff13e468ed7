"""The helpline: a call is written down key by key, becomes one report, and keeps the recording of its words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain import helpline
from app.domain.policy import SupportPolicy
from app.domain.sentences import say
from app.domain.tokens import Mint
from app.operations import resolution
from app.operations.intake import NewReport
from app.store import calls, reports
from app.store.calls import HelplineCall

SOURCE = "telephone"
FORM_FIELDS = ("services", "affected")


def pick_up(session: Session, sid: str, caller: str, now: datetime) -> HelplineCall:
    """Writes down that somebody rings; the same call again is the same."""
    call = calls.held(session, sid)
    if call is None:
        call = HelplineCall(
            sid=sid, caller=caller, began_at=now, answers={}, recording_sid=None, recording_seconds=None
        )
        session.add(call)
        session.flush()
    return call


def choose(session: Session, sid: str, field: str, slug: str) -> None:
    """Writes down what a key answered."""
    call = calls.held(session, sid)
    if call:
        call.answers = {**call.answers, field: slug}


def recorded(session: Session, sid: str, recording_sid: str, seconds: int, *, mint: Mint, now: datetime) -> None:
    """Keeps where the caller's words are, once; whoever has the incident is told."""
    call = calls.held(session, sid)
    if call is None or call.recording_sid:
        return
    call.recording_sid, call.recording_seconds = recording_sid, seconds
    if reports.intents_known(session, [call.intent]):
        words = say("helpline.recorded", seconds=seconds)
        resolution.add(session, reports.by_intent(session, call.intent), words, mint=mint, now=now)


def as_report(call: HelplineCall, policy: SupportPolicy, listen_at: str) -> NewReport:
    """The report that a call is. What was not pressed is not sure, and so counts as urgent."""
    told = helpline.answered(policy, call.answers)
    services, affected = told.get("services", "unsure"), told.get("affected", "unsure")
    own = {field: slug for field, slug in told.items() if field not in FORM_FIELDS}
    extra = {}
    for menu in helpline.menus(policy):
        if menu.field in own:
            words = next(option.words for option in menu.options if option.slug == own[menu.field])
            extra[menu.question] = words[:1].upper() + words[1:]
    return NewReport(
        intent=call.intent,
        source=SOURCE,
        services=(services,),
        affected="everyone" if affected == "everyone" else "some" if affected == "some" else "unsure",
        started=say("helpline.not_asked"),
        started_at=None,
        errors=say("helpline.report", link=listen_at),
        company="",
        name="",
        phone=call.caller,
        email="",
        extra=extra,
        told=own,
    )
