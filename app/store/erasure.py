"""Erasing: which rows have outlived their period, and taking out of them what is personal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.domain.chain import ERASED
from app.domain.delivery import State
from app.store.attachments import Attachment, AttachmentContent
from app.store.base import Base
from app.store.calls import INTENT, HelplineCall
from app.store.customers import Customer
from app.store.deliveries import Delivery, ReceiptKept
from app.store.incidents import Incident
from app.store.links import Link
from app.store.mails import Mail
from app.store.replies import Reply
from app.store.reports import Report
from app.store.texts import TextIn
from app.store.timeline import Event

Ids = Sequence[str]


def closed_by(before: datetime) -> ColumnElement[bool]:
    """A report that was closed by then: its incident is resolved, or it never had one."""
    resolved = select(Incident.id).where(Incident.id == Report.incident_id, Incident.resolved_at <= before)
    return and_(Report.received_at <= before, or_(Report.incident_id.is_(None), resolved.exists()))


def reports_due(session: Session, before: datetime, limit: int) -> Sequence[Report]:
    """Reports that were closed by then and still say who made them, the oldest first."""
    query = select(Report).where(Report.erased_at.is_(None), closed_by(before))
    return session.scalars(query.order_by(Report.received_at).limit(limit)).all()


def reports_with_files(session: Session, before: datetime, limit: int) -> Sequence[Report]:
    """Reports that were closed by then and still have files."""
    has_files = select(Attachment.id).where(Attachment.report_id == Report.id).exists()
    return session.scalars(select(Report).where(has_files, closed_by(before)).limit(limit)).all()


def messages_with_addresses(session: Session, before: datetime, limit: int) -> Ids:
    """Messages that say where they went, though all that they are about was closed by then."""
    query = select(Delivery.id).where(Delivery.address != ERASED, *_is_over(before))
    return session.scalars(query.limit(limit)).all()


def messages_with_bodies(session: Session, before: datetime, limit: int) -> Ids:
    """Messages that say what they said, though all that they are about was closed by then."""
    query = select(Delivery.id).where(or_(Delivery.body.is_(None), Delivery.body != ERASED), *_is_over(before))
    return session.scalars(query.limit(limit)).all()


def mails_with_addresses(session: Session, before: datetime, limit: int) -> Ids:
    """Mails that say whom they came from, though their report was closed by then."""
    query = select(Mail.id).where(Mail.received_at <= before, Mail.sender != ERASED, _has_none_open(Mail, before))
    return session.scalars(query.limit(limit)).all()


def mails_with_bodies(session: Session, before: datetime, limit: int) -> Ids:
    """Mails that say what they said, though their report was closed by then."""
    query = select(Mail.id).where(Mail.received_at <= before, Mail.words != ERASED, _has_none_open(Mail, before))
    return session.scalars(query.limit(limit)).all()


def calls_with_callers(session: Session, before: datetime, limit: int) -> Ids:
    """Calls that say from which number they came, though their report was closed by then."""
    return session.scalars(_calls(before).where(HelplineCall.caller != ERASED).limit(limit)).all()


def calls_with_recordings(session: Session, before: datetime, limit: int) -> Ids:
    """Calls whose recording can still be played, though their report was closed by then."""
    return session.scalars(_calls(before).where(HelplineCall.recording_sid.is_not(None)).limit(limit)).all()


def texts_with_words(session: Session, before: datetime, limit: int) -> Ids:
    """Colleagues' texts that came in by then."""
    query = select(TextIn.sid).where(TextIn.at <= before, TextIn.words != ERASED)
    return session.scalars(query.limit(limit)).all()


def report(session: Session, one: Report, now: datetime) -> None:
    """Takes out who made a report and what they typed; a known customer's name is the directory's."""
    customer = session.get(Customer, one.customer_id) if one.customer_id else None
    one.name = one.started = one.errors = ERASED
    one.company = customer.name if customer else ERASED
    one.phone = one.email = ""
    one.extra, one.erased_at = {}, now
    session.flush()
    if one.incident_id:
        _set(session, Reply, Reply.incident_id == one.incident_id, receipt=ERASED, diagnosis="", parts=None)
        _set(session, Incident, Incident.id == one.incident_id, published_words="")


def events(session: Session, ids: Sequence[int]) -> None:
    """Takes the words out of events, with the salts of their links: nobody finds them again by trying."""
    _set(session, Event, Event.id.in_(ids), text=ERASED, facts={})
    _set(session, Link, Link.event_id.in_(ids), salt="")


def files(session: Session, report_id: str) -> int:
    """Deletes a report's files; returns how many there were."""
    whose = select(Attachment.id).where(Attachment.report_id == report_id)
    count = session.scalar(select(func.count()).select_from(whose.subquery())) or 0
    session.execute(delete(AttachmentContent).where(AttachmentContent.attachment_id.in_(whose)))
    session.execute(delete(Attachment).where(Attachment.report_id == report_id))
    return count


def cancel(session: Session, ids: Ids) -> None:
    """Those of these messages that have not gone yet do not go any more."""
    unsent = (Delivery.id.in_(ids), Delivery.state == State.PENDING)
    _set(session, Delivery, and_(*unsent), state=State.CANCELLED, code=None)


def addresses_of_messages(session: Session, ids: Ids) -> None:
    """Takes out where messages went; a colleague's name stays."""
    person = case((Delivery.staff_id.is_(None), ERASED), else_=Delivery.person)
    _set(session, Delivery, Delivery.id.in_(ids), address=ERASED, person=person)


def bodies_of_messages(session: Session, ids: Ids) -> None:
    """Takes out what messages said, and what providers said of them."""
    _set(session, Delivery, Delivery.id.in_(ids), subject=None, body=ERASED, words=None, facts={})
    _set(session, ReceiptKept, ReceiptKept.delivery_id.in_(ids), words="")


def addresses_of_mails(session: Session, ids: Ids) -> None:
    """Takes out whom mails came from and went to."""
    _set(session, Mail, Mail.id.in_(ids), sender=ERASED, sender_name="", recipients=[], checks="")


def bodies_of_mails(session: Session, ids: Ids) -> None:
    """Takes out what mails said."""
    _set(session, Mail, Mail.id.in_(ids), subject="", words=ERASED, rest="", files=[], message_id="")


def callers(session: Session, sids: Ids) -> None:
    """Takes out the numbers that called."""
    _set(session, HelplineCall, HelplineCall.sid.in_(sids), caller=ERASED)


def recordings(session: Session, sids: Ids) -> None:
    """Forgets where recordings are; the provider deletes them."""
    _set(session, HelplineCall, HelplineCall.sid.in_(sids), recording_sid=None)


def texts(session: Session, sids: Ids) -> None:
    """Takes out what colleagues texted."""
    _set(session, TextIn, TextIn.sid.in_(sids), words=ERASED)


def _is_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    open_one = select(Incident.id).where(Incident.id == Delivery.incident_id, _is_open(Incident, before))
    is_done = Delivery.state.not_in((State.PENDING, State.SENDING))
    return Delivery.created_at <= before, is_done, ~open_one.exists(), _has_none_open(Delivery, before)


def _has_none_open(table: type[Delivery] | type[Mail], before: datetime) -> ColumnElement[bool]:
    theirs = select(Report.id).join(Incident, Incident.id == Report.incident_id)
    return ~theirs.where(Report.id == table.report_id, _is_open(Incident, before)).exists()


def _calls(before: datetime) -> Any:
    theirs = aliased(Report)
    still = select(theirs.id).join(Incident, Incident.id == theirs.incident_id)
    still = still.where(theirs.intent == INTENT + HelplineCall.sid, _is_open(Incident, before))
    return select(HelplineCall.sid).where(HelplineCall.began_at <= before, ~still.exists())


def _is_open(incident: type[Incident], before: datetime) -> ColumnElement[bool]:
    return or_(incident.resolved_at.is_(None), incident.resolved_at > before)


def _set(session: Session, table: type[Base], which: ColumnElement[bool], **values: Any) -> None:
    session.execute(update(table).where(which).values(values).execution_options(synchronize_session=False))
