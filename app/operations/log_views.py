"""Saved views of the intake log: saved, renamed, shared and removed, each by its owner alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.tokens import Mint
from app.operations import record
from app.store.log_views import LogView
from app.store.staff import Staff

LONGEST_NAME = 60


def save(
    session: Session, *, staff_id: str, name: str, query: str, is_shared: bool, mint: Mint, now: datetime
) -> LogView:
    """Keeps a view for somebody."""
    view = LogView(id=mint.id(), staff_id=staff_id, name=name, query=query, is_shared=is_shared, created_at=now)
    session.add(view)
    if is_shared:
        _happened(session, view, "shared", staff_id, now)
    return view


def change(session: Session, view_id: str, staff_id: str, *, name: str, is_shared: bool, now: datetime) -> bool:
    """Gives it another name, shares it, or keeps it to its owner again. False where it is not theirs."""
    view = owned(session, view_id, staff_id)
    if view is None:
        return False
    was_shared = view.is_shared
    view.name, view.is_shared = name, is_shared
    if is_shared or was_shared:
        _happened(session, view, "shared" if not was_shared else "changed" if is_shared else "withdrawn", staff_id, now)
    return True


def remove(session: Session, view_id: str, staff_id: str, *, now: datetime) -> bool:
    """Removes it. False where it is not theirs."""
    view = owned(session, view_id, staff_id)
    if view is None:
        return False
    if view.is_shared:
        _happened(session, view, "removed", staff_id, now)
    session.delete(view)
    return True


def owned(session: Session, view_id: str, staff_id: str) -> LogView | None:
    """The view, if it is this person's."""
    view = session.get(LogView, view_id)
    return view if view and view.staff_id == staff_id else None


def _happened(session: Session, view: LogView, what: str, staff_id: str, now: datetime) -> None:
    """What becomes of a view that others see is on the record; what is somebody's own is theirs."""
    who = session.get_one(Staff, staff_id)
    did = {"withdrawn": "no longer shares"}.get(what, what)
    text = f"{who.first_name} {did} the view {view.name} of the intake log"
    record.append(session, [record.event(f"view.{what}", text, now, actor=who.name, view=view.id)])
