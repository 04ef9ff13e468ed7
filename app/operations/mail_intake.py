"""Mail as a way in: each is kept once, and becomes a report, or an addition to one, or is set aside with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain import mail_manners, mail_threads
from app.domain.inbound_mail import InboundMail, company_of, domain_of
from app.domain.mail_parts import Parts, parted
from app.domain.rulebook import Rulebook
from app.domain.sentences import say
from app.domain.tokens import Mint
from app.domain.triage import UNSURE
from app.operations import intake, mail_replies, recognition, record
from app.operations.intake import NewReport
from app.store import mails, reports, throttles
from app.store.mails import Mail
from app.store.reports import BY_MAIL, Report

LONGEST_SHOWN = 9_900  # characters: the form, which they are filled into, takes 10,000
LONGEST_KEPT = 200_000
MOST_ANSWERS = 4  # an hour, to one address
MOST_REPORTS = 3  # an hour, from one address: what it sends beyond joins the newest of them
AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class _Home:
    """The report that a mail belongs to, and what shows that it does."""

    report: Report
    because: str


def take(
    session: Session, mail: InboundMail, *, own: Collection[str], rules: Rulebook, mint: Mint, now: datetime
) -> Mail:
    """Keeps a mail with all that follows from it. The same mail again changes nothing. `own` are our mailboxes.

    IntegrityError where another process has just taken it, or a reference: in a new transaction it is known.
    """
    known = mails.by_key(session, mail.key)
    if known:
        return known
    parts = parted(mail.text, mail.subject)
    because = mail_manners.automatic(mail, own)
    home = _home(session, mail, mint, now)
    if because:
        return _keep(session, mail, parts, mint, now, became="set aside", because=because, home=home)
    if home and not mail_replies.is_over(session, home.report, now):
        kept = _keep(session, mail, parts, mint, now, became="addition", because=home.because, home=home)
        words = mail_threads.without_secrets(parts.new)[:LONGEST_SHOWN]
        may_answer = _may_answer(session, mail, now)
        mail_replies.join(session, home.report, mail, words, may_answer=may_answer, rules=rules, mint=mint, now=now)
        return kept
    report = _report(session, mail, parts, rules, mint, now)
    return _keep(session, mail, parts, mint, now, became="report", because="", home=_Home(report=report, because=""))


def make_report(session: Session, kept: Mail, by: str, *, rules: Rulebook, mint: Mint, now: datetime) -> Report:
    """Somebody of the staff reads a mail that was set aside as a report after all. Twice is once."""
    if kept.became == "report" and kept.report_id:
        return session.get_one(Report, kept.report_id)
    new = _new_report(
        sender=kept.sender,
        name=kept.sender_name,
        subject=kept.subject,
        words=kept.words,
        intent=mint.token("mail", kept.key),
    )
    filed = intake.receive(session, [replace(new, is_answered=False)], rules=rules, mint=mint, now=now)[0]
    report = _filed(session, filed.reference)
    text = f"{by} made a report of this mail, which had been set aside: {kept.because}"
    record.append(session, [record.event("mail.received", text, now, actor=by, report_id=report.id)])
    kept.became, kept.report_id = "report", report.id
    kept.because = f"{by} made a report of it. It had been set aside: {kept.because}"
    return report


def _report(session: Session, mail: InboundMail, parts: Parts, rules: Rulebook, mint: Mint, now: datetime) -> Report:
    """A new report. A known customer's always counts; a stranger's that looks like junk wakes nobody."""
    new = _new_report(
        sender=mail.sender if mail.is_addressable else "",
        name=mail.sender_name,
        subject=mail_threads.without_secrets(mail.subject),
        words=mail_threads.without_secrets(parts.new),
        intent=mint.token("mail", mail.key),
    )
    is_known = bool(recognition.customers_of(session, [new], rules.policy))
    is_junk = mail.is_junk and not is_known
    may_answer = (mail.is_confirmed or not is_junk) and _may_answer(session, mail, now)
    new = replace(new, way="junk" if is_junk else "mail", is_answered=may_answer)
    filed = intake.receive(session, [new], rules=rules, mint=mint, now=now)[0]
    report = _filed(session, filed.reference)
    record.append(session, [_said(mail, report, now)])
    return report


def _filed(session: Session, reference: str) -> Report:
    report = reports.by_reference(session, reference)
    if report is None:
        raise LookupError(f"no report {reference}")
    return report


def _new_report(*, sender: str, name: str, subject: str, words: str, intent: str) -> NewReport:
    """What can be read off a mail. It answers no question in a field, so what it leaves open counts as urgent."""
    said = f"{subject}\n\n{words}".strip() or say("mail.empty")
    if len(said) > LONGEST_SHOWN:
        said = said[:LONGEST_SHOWN] + "\n" + say("mail.goes_on")
    return NewReport(
        intent=intent,
        source=BY_MAIL,
        services=(UNSURE,),
        affected="unsure",
        started="",
        started_at=None,
        errors=said,
        company=company_of(sender),
        name=(name or sender.partition("@")[0])[:200],
        phone="",
        email=sender,
        extra={},
        way="mail",
    )


def _said(mail: InboundMail, report: Report, now: datetime) -> record.Row:
    who = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender or "somebody without an address"
    trust = "confirms" if mail.is_confirmed else "does not confirm"
    text = (
        f"Mail from {who}. The provider {trust} that it comes from {domain_of(mail.sender) or 'there'} ({mail.checks})"
    )
    if mail.is_junk:
        text += f". Its filter takes it for junk ({mail.spam_score:g})"
    return record.event("mail.received", text, now, report_id=report.id, incident_id=report.incident_id)


def _may_answer(session: Session, mail: InboundMail, now: datetime) -> bool:
    """Whether an answer would be read, and the address has not had many. Counts it."""
    if not mail.is_read_by_somebody:
        return False
    return throttles.hit(session, f"mail-answer:{mail.sender}", now + AN_HOUR, now) <= MOST_ANSWERS


def _home(session: Session, mail: InboundMail, mint: Mint, now: datetime) -> _Home | None:
    """The report that a mail belongs to. A reference by itself opens none: it is spoken, and can be guessed."""
    for claim in mail_threads.claims(mail):
        report = reports.by_reference(session, claim.reference)
        if report and mail_replies.is_token_of(mint, report, claim.token):
            return _Home(report=report, because="it brings the reply address of one of our mails")
    earlier = mails.of_sender(
        session, mail.sender, [one for one in (mail.message_id, *mail_threads.refers_to(mail)) if one]
    )
    if earlier and earlier.report_id:
        return _Home(
            report=session.get_one(Report, earlier.report_id), because="it goes on from a mail of the same sender"
        )
    for reference in mail_threads.spoken(mail) if mail.is_confirmed else ():
        report = reports.by_reference(session, reference)
        if report and report.email.lower() == mail.sender:
            return _Home(report=report, because="it names the reference, and the reporter's address sent it")
    recent = mails.reports_since(session, mail.sender, now - AN_HOUR)
    if len(recent) >= MOST_REPORTS:
        because = f"its sender has made {len(recent)} reports within the hour"
        return _Home(report=session.get_one(Report, recent[0]), because=because)
    return None


def _keep(
    session: Session,
    mail: InboundMail,
    parts: Parts,
    mint: Mint,
    now: datetime,
    *,
    became: str,
    because: str,
    home: _Home | None,
) -> Mail:
    kept = Mail(
        id=mint.id(),
        key=mail.key,
        message_id=mail.message_id,
        received_at=now,
        sender=mail.sender,
        sender_name=mail.sender_name,
        recipients=[mail_threads.without_secrets(one) for one in mail.recipients],
        subject=mail_threads.without_secrets(mail.subject),
        words=mail_threads.without_secrets(parts.new)[:LONGEST_KEPT],
        rest=mail_threads.without_secrets(parts.rest)[:LONGEST_KEPT],
        files=[one.name for one in mail.files],
        is_confirmed=mail.is_confirmed,
        checks=mail.checks,
        spam_score="" if mail.spam_score is None else f"{mail.spam_score:g}",
        became=became,
        because=because,
        report_id=home.report.id if home else None,
    )
    session.add(kept)
    session.flush()
    return kept
