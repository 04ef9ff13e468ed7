"""The direct page: what engineers hear past the outbox, of reports that came while the database was away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.domain import times
from app.domain.gsm7 import SEGMENT, gsm7, shortened
from app.domain.policy import SupportPolicy
from app.domain.self_alarm import Words
from app.domain.wording import Emergency

MOST_TOLD = 10  # reports in one mail
LONGEST = 2_000  # characters of what the customer sees, in a mail


@dataclass(frozen=True, kw_only=True)
class Caught:
    """A report that only a file has, or nobody (not `is_kept`). What was typed goes into mails alone."""

    intent: str
    received_at: datetime
    services: tuple[str, ...]
    affected: str
    is_kept: bool
    typed: tuple[tuple[str, str], ...] = field(repr=False)


def words(caught: Sequence[Caught], policy: SupportPolicy, person: str) -> Words:
    """For somebody who is on call. The first report is the text's; all of them are the mail's."""
    what, more = _what(caught[0], policy), _more(len(caught) - 1)
    at = times.short_time(caught[0].received_at, policy.hours.local)
    head = f"{policy.brand} EMERGENCY, RECORDS AWAY: {what}"
    aloud = what.replace("ALL", "all").replace(" + ", " and ")
    return Words(
        subject=shortened(gsm7(head), SEGMENT),
        text=shortened(gsm7(f"{head}, reported {at}{more}. No link works: your mail says more. Agree who takes it."),
                       SEGMENT),
        mail=_mail(caught, policy),
        call="\n".join((
            f"This is the emergency portal of {policy.product}, for {person}.",
            f"An emergency was reported: {aloud}{more}.",
            "Our records are away, so nobody can acknowledge it. Your mail says more.",
            f"Once more: {aloud}{more}. Please agree with the others who takes it. Goodbye.",
        )),
        wakes=True,
    )  # fmt: skip


def _what(one: Caught, policy: SupportPolicy) -> str:
    """ "CRM down, ALL users"."""
    known = [service.short for slug in one.services if (service := policy.service(slug))]
    return Emergency(
        brand=policy.brand, reference="", services=tuple(known), affected=one.affected, company="", since="", due=""
    ).headline


def _more(others: int) -> str:
    return f", and {others} more {'report' if others == 1 else 'reports'}" if others else ""


def _mail(caught: Sequence[Caught], policy: SupportPolicy) -> str:
    lines = [
        "The portal cannot reach its records, so this goes past them: no link works, and nobody can acknowledge.",
        "Agree among you who takes it, and ring the customer.",
    ]
    for one in caught[:MOST_TOLD]:
        lines += ["", _what(one, policy), f"Received: {times.full_time(one.received_at, policy.hours.local)}"]
        lines += [f"{label}: {said[:LONGEST]}" for label, said in one.typed if said]
        if not one.is_kept:
            lines.append("It is kept NOWHERE: this mail is all there is.")
    if len(caught) > MOST_TOLD:
        lines += ["", f"And {len(caught) - MOST_TOLD} more."]
    kept = "What is kept in a file is entered, and paged in the usual way, as soon as the records are back."
    return "\n".join([*lines, "", kept, ""])
