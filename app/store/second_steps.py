"""Second steps: what each person could show besides their password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from app.store.passkeys import Passkey
from app.store.recovery_codes import RecoveryCode
from app.store.staff import Staff


@dataclass(frozen=True, kw_only=True)
class SecondStep:
    """An authenticator app or none, so many passkeys, and so many recovery codes that were not used."""

    has_app: bool
    passkeys: int
    codes: int

    @property
    def is_there(self) -> bool:
        """Whether there is one: recovery codes alone only stand for what is lost."""
        return self.has_app or self.passkeys > 0


def of(session: Session, staff_ids: Sequence[str]) -> dict[str, SecondStep]:
    """Everybody's, by person, in one question."""
    rows = session.execute(_OF, {"staff_ids": list(staff_ids)})
    return {row.id: SecondStep(has_app=row.has_app, passkeys=row.passkeys, codes=row.codes) for row in rows}


_OF = select(
    Staff.id,
    Staff.second_factor.is_not(None).label("has_app"),
    select(func.count()).where(Passkey.staff_id == Staff.id).scalar_subquery().label("passkeys"),
    select(func.count())
    .where(RecoveryCode.staff_id == Staff.id, RecoveryCode.used_at.is_(None))
    .scalar_subquery()
    .label("codes"),
).where(Staff.id.in_(bindparam("staff_ids", expanding=True)))
