"""Attachments: the files that customers added to their reports. Their bytes have a table of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.reports import Report


class Attachment(Base):
    """A file as it is kept: `size` in bytes. `fingerprint` is of the bytes that came, so that each is kept once."""

    __tablename__ = "attachments"
    __table_args__ = (UniqueConstraint("report_id", "fingerprint"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id"))
    name: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    fingerprint: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]


class AttachmentContent(Base):
    """The bytes of one attachment."""

    __tablename__ = "attachment_contents"

    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


def of(session: Session, report_id: str, incident_id: str | None) -> Sequence[Attachment]:
    """Everything that was added to a report, and to all that its incident has, oldest first."""
    whose = Attachment.report_id == report_id
    if incident_id:
        whose = or_(whose, Attachment.report_id.in_(select(Report.id).where(Report.incident_id == incident_id)))
    return session.scalars(select(Attachment).where(whose).order_by(Attachment.added_at, Attachment.name)).all()


def content_of(session: Session, attachment_id: str) -> bytes | None:
    """The bytes, if they are kept."""
    return session.scalar(select(AttachmentContent.content).where(AttachmentContent.attachment_id == attachment_id))


def stored_by(session: Session, customer_id: str) -> int:
    """How many bytes a customer's attachments take."""
    query = select(func.sum(Attachment.size)).join(Report, Report.id == Attachment.report_id)
    return int(session.scalar(query.where(Report.customer_id == customer_id)) or 0)
