"""Mails that came in: every one, with what became of it and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Mail(Base):
    """One mail. `words` are new in it, `rest` is quoted or stands in every mail; the secrets in both are cut out.

    became: report, addition (to a report that was there), or set aside.
    because: why it was set aside, or joined the report that it did.
    checks: what SPF and DKIM said; `is_confirmed` if either spoke for the sender's own domain.
    """

    __tablename__ = "mails"
    __table_args__ = (
        Index(None, "received_at", "id"),
        Index(None, "became", "received_at", "id"),
        Index(None, "sender", "received_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[str] = mapped_column(index=True)
    received_at: Mapped[datetime]
    sender: Mapped[str]
    sender_name: Mapped[str]
    recipients: Mapped[list[str]]
    subject: Mapped[str]
    words: Mapped[str]
    rest: Mapped[str]
    files: Mapped[list[str]]
    is_confirmed: Mapped[bool]
    checks: Mapped[str]
    spam_score: Mapped[str]
    became: Mapped[str]
    because: Mapped[str]
    report_id: Mapped[str | None] = mapped_column(ForeignKey("reports.id"), index=True)


def by_key(session: Session, key: str) -> Mail | None:
    """That very mail, if it came before."""
    return session.scalar(select(Mail).where(Mail.key == key))


def by_id(session: Session, mail_id: str) -> Mail | None:
    """The mail of that id."""
    return session.get(Mail, mail_id)


def held(session: Session, mail_id: str) -> Mail | None:
    """The mail, locked until the end of the transaction, as the database has it now."""
    query = select(Mail).where(Mail.id == mail_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def of_sender(session: Session, sender: str, message_ids: Collection[str]) -> Mail | None:
    """The newest mail with one of these Message-IDs that the same address sent, and that belongs to a report."""
    if not message_ids:
        return None
    query = select(Mail).where(Mail.message_id.in_(message_ids), Mail.sender == sender, Mail.report_id.is_not(None))
    return session.scalars(query.order_by(Mail.received_at.desc()).limit(1)).first()


def reports_since(session: Session, sender: str, since: datetime) -> Sequence[str]:
    """The reports that an address has made by mail since then, the newest first."""
    mine = (Mail.sender == sender, Mail.received_at >= since, Mail.became == "report", Mail.report_id.is_not(None))
    found = session.scalars(select(Mail.report_id).where(*mine).order_by(Mail.received_at.desc()))
    return [report_id for report_id in found if report_id]


def of_report(session: Session, report_id: str) -> Sequence[Mail]:
    """Every mail of a report, the first one first."""
    query = select(Mail).where(Mail.report_id == report_id, Mail.became != "set aside")
    return session.scalars(query.order_by(Mail.received_at, Mail.id)).all()


def page(
    session: Session, became: str, *, before: tuple[datetime, str] | None = None, limit: int = 50
) -> Sequence[Mail]:
    """The newest mails, or those that became one thing; `before` is the last one of the page above."""
    query = select(Mail).order_by(Mail.received_at.desc(), Mail.id.desc()).limit(limit)
    if became:
        query = query.where(Mail.became == became)
    if before:
        at, mail_id = before
        query = query.where(or_(Mail.received_at < at, and_(Mail.received_at == at, Mail.id < mail_id)))
    return session.scalars(query).all()
