"""Handing in a mail: it is kept and read as a report in one transaction, by whichever door it came."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.domain.inbound_mail import InboundMail, bare
from app.operations import mail_intake
from app.store.mails import Mail
from app.web.room import desk, now

TRIES = 5  # at a mail, or a reference, that was written elsewhere in the same instant


def hand_in(mail: InboundMail) -> Mail:
    """What became of the mail, once it is committed."""
    for _ in range(TRIES - 1):
        try:
            return _hand_in(mail)
        except IntegrityError:
            continue
    return _hand_in(mail)


def own_mailboxes() -> set[str]:
    """The addresses that speak for us: a mail from one of them is no customer's."""
    settings, policy = desk().settings, desk().policy
    mail_in, way = settings.mail_in, policy.way_in("mail")
    sender = settings.mail_sender.rpartition("<")[2].rstrip("> ")
    given = (mail_in.address if mail_in else "", way.address if way else "", sender, policy.desk_mail)
    return {bare(address) for address in given if address}


def _hand_in(mail: InboundMail) -> Mail:
    with desk().database.writing() as db:
        kept = mail_intake.take(db, mail, own=own_mailboxes(), rules=desk().rules, mint=desk().mint, now=now())
        db.expunge(kept)
        return kept
