"""Replies: what a person told the customer, and when they will hear again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.sentences import say
from app.store.base import Base

LEFT_OUT = say("reply.left_out")


class Reply(Base):
    """One reply by a person, by mail or on the telephone: in the parts that the policy names, or in one text.

    receipt: the one text; empty where there are parts. diagnosis: the second text that replies once had.
    parts: each with its `slug`, `name` and `words`; empty words were left out, because they were not practicable.
    """

    __tablename__ = "replies"

    id: Mapped[str] = mapped_column(primary_key=True)
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), index=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    by_telephone: Mapped[bool]
    receipt: Mapped[str]
    diagnosis: Mapped[str]
    next_update_by: Mapped[datetime | None]
    parts: Mapped[list[dict[str, Any]] | None]

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was told, each part with what it is called; the one text has no name."""
        if self.parts:
            return [(part["name"], part["words"] or LEFT_OUT) for part in self.parts]
        return [("", words) for words in (self.receipt, self.diagnosis) if words]


def of_incident(session: Session, incident_id: str) -> Sequence[Reply]:
    """What the customer was told, newest first."""
    return session.scalars(select(Reply).where(Reply.incident_id == incident_id).order_by(Reply.at.desc())).all()
