"""Maintenance windows: what work is announced on which services, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.maintenance import Kind, Window
from app.store.base import Base


class MaintenanceWindow(Base):
    """One window. `services` are slugs, none of them means all; `reason` is why it was ended early or cancelled.

    published_at: when notice was given. entered_at, entered_by: who last said all this, and when.
    """

    __tablename__ = "maintenance_windows"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    services: Mapped[list[str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    published_at: Mapped[datetime]
    note: Mapped[str]
    entered_at: Mapped[datetime]
    entered_by: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    reason: Mapped[str]

    @property
    def window(self) -> Window:
        """The window as a value."""
        return Window(
            kind=cast("Kind", self.kind),
            services=tuple(self.services),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            published_at=self.published_at,
            ended_at=self.ended_at,
            cancelled_at=self.cancelled_at,
        )


def held(session: Session, window_id: str) -> MaintenanceWindow | None:
    """The window, locked until the end of the transaction."""
    query = select(MaintenanceWindow).where(MaintenanceWindow.id == window_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def touching(session: Session, since: datetime, until: datetime) -> Sequence[MaintenanceWindow]:
    """The windows that were to run at some time between two instants, cancelled ones too, in order."""
    return session.scalars(_TOUCHING, {"since": since, "until": until}).all()


def running(session: Session, at: datetime) -> list[Window]:
    """The windows that run at an instant."""
    touched = (row.window for row in touching(session, at, at + timedelta(microseconds=1)))
    return [window for window in touched if window.standing(at) == "running"]


# Built once: each intake asks it.
_TOUCHING = (
    select(MaintenanceWindow)
    .where(MaintenanceWindow.starts_at < bindparam("until"), MaintenanceWindow.ends_at > bindparam("since"))
    .order_by(MaintenanceWindow.starts_at, MaintenanceWindow.id)
)
