"""Policies: each text that a report was judged by, kept for good under its digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.policy import SupportPolicy
from app.store.base import Base


class PolicyText(Base):
    """The whole text of a policy's file, as it was when it first judged a report."""

    __tablename__ = "policies"

    digest: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    text: Mapped[str]
    first_used_at: Mapped[datetime]


def keep(session: Session, policy: SupportPolicy, now: datetime) -> None:
    """Keeps the policy's text, unless it is kept already. Two processes may try at once: the second is refused."""
    connection = session.connection()
    seen = connection.info.setdefault("policies", set())  # by this connection: a text that is kept stays for good
    if policy.digest in seen:
        return
    if connection.execute(_KNOWN, {"digest": policy.digest}).first():
        seen.add(policy.digest)
    else:
        row = {"digest": policy.digest, "name": policy.name, "text": policy.text, "first_used_at": now}
        connection.execute(PolicyText.__table__.insert(), row)  # type: ignore[attr-defined]


def of_digest(session: Session, digest: str) -> PolicyText | None:
    """The text of that digest."""
    return session.get(PolicyText, digest)


def every(session: Session) -> Sequence[PolicyText]:
    """All the texts that were ever used."""
    return session.scalars(select(PolicyText).order_by(PolicyText.first_used_at, PolicyText.digest)).all()


_KNOWN = select(PolicyText.digest).where(PolicyText.digest == bindparam("digest"))
