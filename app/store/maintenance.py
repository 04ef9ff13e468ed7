"""Maintenance windows: what work is announced on which services, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ForeignKey, Row, bindparam, select
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
        return _window(self)


def held(session: Session, window_id: str) -> MaintenanceWindow | None:
    """The window, locked until the end of the transaction."""
    query = select(MaintenanceWindow).where(MaintenanceWindow.id == window_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def touching(session: Session, since: datetime, until: datetime) -> Sequence[MaintenanceWindow]:
    """The windows that were to run at some time between two instants, cancelled ones too, in order."""
    return session.scalars(_TOUCHING, {"since": since, "until": until}).all()


def running(session: Session, at: datetime) -> list[Window]:
    """The windows that run at an instant."""
    rows = session.connection().execute(_ROWS, {"since": at, "until": at + timedelta(microseconds=1)})
    return [window for window in map(_window, rows) if window.standing(at) == "running"]


def _window(row: MaintenanceWindow | Row[Any]) -> Window:
    return Window(
        kind=cast("Kind", row.kind),
        services=tuple(row.services),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        published_at=row.published_at,
        ended_at=row.ended_at,
        cancelled_at=row.cancelled_at,
    )


# Built once: each intake asks for the rows.
_TOUCHING = (
    select(MaintenanceWindow)
    .where(MaintenanceWindow.starts_at < bindparam("until"), MaintenanceWindow.ends_at > bindparam("since"))
    .order_by(MaintenanceWindow.starts_at, MaintenanceWindow.id)
)
_ROWS = _TOUCHING.with_only_columns(*MaintenanceWindow.__table__.columns)
