"""Handing in a mail, by whichever door it came: it is kept and read in one transaction, and its files follow."""

from __future__ import annotations

from collections.abc import Sequence
from threading import BoundedSemaphore

from flask import abort, current_app
from sqlalchemy.exc import IntegrityError

from app.domain.inbound_mail import InboundMail, MailFile, bare
from app.operations import mail_files, mail_intake
from app.operations.attachments import NewFile, examined
from app.store.mails import Mail
from app.web.room import desk, now

WAIT_SECONDS = 20  # for a turn to look at files: whoever handed the mail in tries again
TRIES = 5  # at a mail, or a reference, that was written elsewhere in the same instant


def hand_in(mail: InboundMail) -> Mail:
    """What became of the mail, once it is committed. Nobody's page waits for its files: they follow."""
    kept = _read(mail)
    if mail.files and kept.report_id and kept.became != "set aside":
        _keep_files(kept.report_id, mail.files)
    return kept


def own_mailboxes() -> set[str]:
    """The addresses that speak for us: a mail from one of them is no customer's."""
    settings, policy = desk().settings, desk().policy
    mail_in, way = settings.mail_in, policy.way_in("mail")
    sender = settings.mail_sender.rpartition("<")[2].rstrip("> ")
    given = (mail_in.address if mail_in else "", way.address if way else "", sender, policy.desk_mail)
    return {bare(address) for address in given if address}


def _read(mail: InboundMail) -> Mail:
    for _ in range(TRIES - 1):
        try:
            return _take(mail)
        except IntegrityError:
            continue
    return _take(mail)


def _take(mail: InboundMail) -> Mail:
    with desk().database.writing() as db:
        kept = mail_intake.take(db, mail, own=own_mailboxes(), rules=desk().rules, mint=desk().mint, now=now())
        db.expunge(kept)
        return kept


def _keep_files(report_id: str, files: Sequence[MailFile]) -> None:
    """Looks at them as at those of the form, a few mails at a time; where that takes too long the mail comes again."""
    lookers: BoundedSemaphore = current_app.extensions["lookers"]
    if not lookers.acquire(timeout=WAIT_SECONDS):
        abort(503)
    try:
        looked = examined([NewFile(name=one.name, content=one.content) for one in files])
    finally:
        lookers.release()
    with desk().database.writing() as db:
        mail_files.keep(db, report_id, looked, mint=desk().mint, now=now())
