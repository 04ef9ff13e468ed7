"""Privacy: what is held about one person outside the staff, found by an exact address or number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.delivery import State
from app.domain.erasure import SHORTEST, digits
from app.store.attachments import Attachment
from app.store.calls import INTENT, HelplineCall
from app.store.deliveries import Delivery
from app.store.incidents import Incident
from app.store.mails import Mail
from app.store.reports import Report

NIGHT = "night"  # the wording of the desk's mail of a night, which names whoever reported
_BETWEEN = " +-()./"  # what people put between the digits of a number


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """What is held. `open_reports` are those whose incident is not resolved yet.

    messages: to them, and to whoever was told of their reports.
    """

    reports: Sequence[Report]
    open_reports: Sequence[Report]
    mails: Sequence[Mail]
    messages: Sequence[Delivery]
    calls: Sequence[HelplineCall]
    files: int

    @property
    def closed_reports(self) -> list[Report]:
        """The reports that can be erased."""
        still = {one.id for one in self.open_reports}
        return [one for one in self.reports if one.id not in still]

    @property
    def closed_messages(self) -> list[str]:
        """The ids of messages that can be erased: one that is just being sent cannot."""
        still = {one.id for one in self.open_reports} | {one.incident_id for one in self.open_reports}
        at_rest = [one for one in self.messages if one.state != State.SENDING]
        return [one.id for one in at_rest if not {one.report_id, one.incident_id} & still - {None}]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind."""
        return {"reports": len(self.reports), "mails": len(self.mails), "messages": len(self.messages),
                "calls": len(self.calls), "files": self.files}  # fmt: skip


def held_about(session: Session, whom: str) -> Holdings:
    """Everything about a mail address (where `whom` has an @), or a number: whatever stands between its digits."""
    reports = session.scalars(select(Report).where(_is_theirs(whom)).order_by(Report.received_at)).all()
    ids = [one.id for one in reports]
    incident_ids = [one.incident_id for one in reports if one.incident_id]
    unresolved = select(Incident.id).where(Incident.id.in_(incident_ids), Incident.resolved_at.is_(None))
    still = set(session.scalars(unresolved))
    mine: list[ColumnElement[bool]] = [Mail.report_id.in_(ids)]
    sent: list[ColumnElement[bool]] = [Delivery.report_id.in_(ids), Delivery.incident_id.in_(incident_ids)]
    sent += [(Delivery.wording == NIGHT) & Delivery.body.contains(one.reference) for one in reports]
    if "@" in whom:
        mine.append(func.lower(Mail.sender) == whom.lower())
        sent.append(Delivery.staff_id.is_(None) & (func.lower(Delivery.address) == whom.lower()))
    sids = [one.intent.removeprefix(INTENT) for one in reports if one.intent.startswith(INTENT)]
    calls = or_(HelplineCall.sid.in_(sids), is_number(HelplineCall.caller, whom))
    return Holdings(
        reports=reports,
        open_reports=[one for one in reports if one.incident_id in still],
        mails=session.scalars(select(Mail).where(or_(*mine)).order_by(Mail.received_at)).all(),
        messages=session.scalars(select(Delivery).where(or_(*sent)).order_by(Delivery.created_at)).all(),
        calls=session.scalars(select(HelplineCall).where(calls).order_by(HelplineCall.began_at)).all(),
        files=session.scalar(select(func.count()).where(Attachment.report_id.in_(ids))) or 0,
    )


def _is_theirs(whom: str) -> ColumnElement[bool]:
    if "@" in whom:
        return func.lower(Report.email) == whom.lower()
    return is_number(Report.phone, whom)


def is_number(column: InstrumentedAttribute[str], whom: str) -> ColumnElement[bool]:
    """Whether a column holds that number, however it was typed. Nothing is too short a number, or an address."""
    wanted = digits(whom) if "@" not in whom else ""
    if len(wanted) < SHORTEST:
        return column.in_(())
    bare: ColumnElement[str] = column.expression
    for letter in _BETWEEN:
        bare = func.replace(bare, letter, "")
    return bare == wanted
