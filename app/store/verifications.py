"""Verifications: each walk along the record's chain, a night's own, with how far it has come and what it found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Integer, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.chain import START
from app.store.base import Base

_ID = BigInteger().with_variant(Integer, "sqlite")


class Verification(Base):
    """One walk. `seq`, `head`, `complete_at`, `erased` and `unexplained` are where it stands (`domain.chain.Walk`).

    `unexplained` holds one id at most, the first; where the release before began the walk, it may hold any number.
    looked_at: up to which event's id it has looked for events without a link; None while it walks.
    waiting: how many of those it found; `waits` is the oldest, of `waits_since`. doubted_at: when one was too old, so
    that there is a second look. fault: what is wrong first, empty where nothing is; `reference` what that is about.
    """

    __tablename__ = "verifications"

    id: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    seq: Mapped[int] = mapped_column(_ID)
    head: Mapped[str]
    complete_at: Mapped[datetime | None]
    erased: Mapped[int]
    unexplained: Mapped[list[int]] = mapped_column(JSON)
    looked_at: Mapped[int | None] = mapped_column(_ID)
    waiting: Mapped[int]
    waits: Mapped[int | None] = mapped_column(_ID)
    waits_since: Mapped[datetime | None]
    doubted_at: Mapped[datetime | None]
    fault: Mapped[str]
    reference: Mapped[str]


def running(session: Session, new_id: str, now: datetime) -> Verification:
    """The walk that is under way, or else a new one from the chain's start."""
    found = session.scalar(select(Verification).order_by(Verification.began_at.desc()).limit(1))
    if found and found.ended_at is None:
        return found
    new = Verification(id=new_id, began_at=now, seq=0, head=START, erased=0, unexplained=[], waiting=0, fault="",
                       reference="")  # fmt: skip
    session.add(new)
    return new


def newest(session: Session) -> Verification | None:
    """The newest walk that has ended."""
    done = select(Verification).where(Verification.ended_at.is_not(None))
    return session.scalar(done.order_by(Verification.began_at.desc()).limit(1))
