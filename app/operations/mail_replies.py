"""Replies by mail: what a customer writes back joins their report, and whoever looks after it hears."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain import tokens
from app.domain.inbound_mail import InboundMail
from app.domain.mail_answers import says_it_works
from app.domain.rulebook import Rulebook
from app.domain.sentences import say
from app.domain.tokens import Mint
from app.operations import handover, outbox, resolution
from app.store import incidents
from app.store.incidents import Incident
from app.store.reports import Report

OVER_AFTER = timedelta(hours=12)  # after it was resolved, or came in and was nothing for the night


def is_token_of(mint: Mint, report: Report, token: str) -> bool:
    """Whether the token is the one that our mails about the report carry."""
    return tokens.is_token(token) and mint.token_like("reply", report.id, tokens.fingerprint(token)) is not None


def is_over(session: Session, report: Report, now: datetime) -> bool:
    """Whether it ended so long ago that an answer to an old mail is about something new."""
    incident = session.get(Incident, report.incident_id) if report.incident_id else None
    ended_at = incident.resolved_at if incident else report.received_at
    return ended_at is not None and now - ended_at > OVER_AFTER


def join(
    session: Session,
    report: Report,
    mail: InboundMail,
    words: str,
    *,
    may_answer: bool,
    rules: Rulebook,
    mint: Mint,
    now: datetime,
) -> None:
    """Adds the mail's words. Where we think that it is fixed, all but a plain yes says that it is still broken."""
    said = _said(report, mail, words)
    incident = incidents.held(session, report.incident_id) if report.incident_id else None
    if incident and incident.resolved_at and not says_it_works(words):
        resolution.still_broken(session, report, said, mint=mint, now=now)
        return
    resolution.add(session, report, said, mint=mint, now=now)
    if incident and incident.resolved_at:
        resolution.works_again(session, report, mint=mint, now=now)
    if incident is None:
        _tell_the_desk(session, report, said, may_answer, rules, mint, now)


def _said(report: Report, mail: InboundMail, words: str) -> str:
    """The words, with the sender's address where it is not the reporter's."""
    lines = [words or say("mail.empty")]
    if mail.sender != report.email.lower():
        sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
        lines.insert(0, say("mail.writes", sender=sender))
    return "\n".join(lines)


def _tell_the_desk(
    session: Session, report: Report, said: str, may_answer: bool, rules: Rulebook, mint: Mint, now: datetime
) -> None:
    """No engineer has it: the daytime desk gets the words, and the sender hears again where to go at night."""
    messages = [
        outbox.to_address(
            mint, handover.DESK, rules.policy.desk_mail, "desk-said", now, report_id=report.id, words=said
        )
    ]
    if may_answer and report.email:
        messages.append(
            outbox.to_address(mint, report.name, report.email, "customer-received", now, report_id=report.id)
        )
    outbox.post(session, messages)
