"""Saved views of the intake log: saved, renamed, shared and removed, each by its owner alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.store.log_views import LogView

LONGEST_NAME = 60


def save(
    session: Session, *, staff_id: str, name: str, query: str, is_shared: bool, mint: Mint, now: datetime
) -> LogView:
    """Keeps a view for somebody."""
    view = LogView(id=mint.id(), staff_id=staff_id, name=name, query=query, is_shared=is_shared, created_at=now)
    session.add(view)
    return view


def change(session: Session, view_id: str, staff_id: str, *, name: str, is_shared: bool) -> bool:
    """Gives it another name, shares it, or keeps it to its owner again. False where it is not theirs."""
    view = owned(session, view_id, staff_id)
    if view is None:
        return False
    view.name, view.is_shared = name, is_shared
    return True


def remove(session: Session, view_id: str, staff_id: str) -> bool:
    """Removes it. False where it is not theirs."""
    view = owned(session, view_id, staff_id)
    if view is None:
        return False
    session.delete(view)
    return True


def owned(session: Session, view_id: str, staff_id: str) -> LogView | None:
    """The view, if it is this person's."""
    view = session.get(LogView, view_id)
    return view if view and view.staff_id == staff_id else None
