"""Observations: the newest word about what is looked at now and then, such as what an account has left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.base import Base

HEARTBEAT = "heartbeat"
BALANCE = "balance:"  # how the kinds begin of what an account has left; then the provider
BACK_UP = "back-up"
REFUSED = "refused:"  # and of requests at a provider's door that the provider did not sign


class Observation(Base):
    """What was seen last of one kind. `is_well`: nothing is wrong with it. `times`: how often it was seen so far.

    well_at: when it was well last. amount: what was counted, in `unit`, where anything was.
    """

    __tablename__ = "observations"

    kind: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    words: Mapped[str]
    is_well: Mapped[bool]
    times: Mapped[int]
    well_at: Mapped[datetime | None]
    amount: Mapped[float | None]
    unit: Mapped[str] = mapped_column(server_default="")


def note(
    session: Session,
    kind: str,
    words: str,
    now: datetime,
    *,
    is_well: bool,
    times: int = 1,
    amount: float | None = None,
    unit: str = "",
) -> None:
    """Keeps what was seen, in the place of what was seen before, and counts it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    seen = {"at": now, "words": words, "is_well": is_well, "amount": amount, "unit": unit}
    seen |= {"well_at": now} if is_well else {}
    new = insert(Observation).values(kind=kind, times=times, **seen)
    again = {**seen, "times": Observation.times + times}
    session.execute(new.on_conflict_do_update(index_elements=["kind"], set_=again))


def every(session: Session) -> Sequence[Observation]:
    """All that was seen, by kind."""
    return session.scalars(select(Observation).order_by(Observation.kind)).all()


def well_at(session: Session, kind: str) -> datetime | None:
    """When what is looked at was well last; None where it never was."""
    found = session.get(Observation, kind)
    return found.well_at if found else None
