"""Calls that came in on the helpline: what was pressed so far, and the recording of what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base
from app.store.reports import Report

INTENT = "telephone-"  # what the intent of a report by telephone begins with; the call's id follows


class HelplineCall(Base):
    """One call. `sid` is the provider's id of it; `answers` are slugs by field; the recording stays at the provider."""

    __tablename__ = "helpline_calls"

    sid: Mapped[str] = mapped_column(primary_key=True)
    caller: Mapped[str]
    began_at: Mapped[datetime]
    answers: Mapped[dict[str, Any]]
    recording_sid: Mapped[str | None]
    recording_seconds: Mapped[int | None]

    @property
    def intent(self) -> str:
        """The key that makes one report of one call."""
        return INTENT + self.sid


def held(session: Session, sid: str) -> HelplineCall | None:
    """The call, locked until the end of the transaction."""
    return session.get(HelplineCall, sid, with_for_update=True, populate_existing=True)


def by_sid(session: Session, sid: str) -> HelplineCall | None:
    """The call as it stands."""
    return session.get(HelplineCall, sid)


def of_report(session: Session, report: Report) -> HelplineCall | None:
    """The call that a report came by."""
    if not report.intent.startswith(INTENT):
        return None
    return session.get(HelplineCall, report.intent.removeprefix(INTENT))
