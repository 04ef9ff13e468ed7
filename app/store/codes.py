"""Codes: what proves that a way to reach a person reaches them. The digits themselves are never kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base


class Code(Base):
    """One code, sent by one contact method. `fingerprint` is of the token that the digits are drawn from."""

    __tablename__ = "codes"
    __table_args__ = (Index(None, "method_id", "made_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    method_id: Mapped[str] = mapped_column(ForeignKey("contact_methods.id"))
    fingerprint: Mapped[str]
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tries: Mapped[int]
    used_at: Mapped[datetime | None]


def newest(session: Session, method_id: str) -> Code | None:
    """The newest code of a method: the only one that may count."""
    query = select(Code).where(Code.method_id == method_id).order_by(Code.made_at.desc(), Code.id).limit(1)
    return session.scalar(query)
