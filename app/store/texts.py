"""Texts that came in from colleagues, once each, with what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base


class TextIn(Base):
    """One text. `sid` is the provider's id of it, the same however often it is handed in."""

    __tablename__ = "texts_in"

    sid: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    method_id: Mapped[str] = mapped_column(ForeignKey("contact_methods.id"))
    at: Mapped[datetime]
    words: Mapped[str]
    became: Mapped[str]
