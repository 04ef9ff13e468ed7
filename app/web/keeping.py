"""Keeping a report that the database did not take: in a file, and by telling whoever is on call directly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from flask import current_app

from app.domain.calendar import CalendarError
from app.domain.direct_page import Caught
from app.domain.triage import Answers, decide
from app.operations import spooled
from app.operations.intake import NewReport
from app.operations.spooled import Spooled
from app.store.database import is_away
from app.web.room import desk, now

if TYPE_CHECKING:
    from app.direct import DirectPager

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What holds of it, and so may be said: whether a file has it, and whether engineers are being told.

    `intent`: the form's key, under which it is the same report when it is sent again.
    """

    intent: str
    in_file: bool
    told: bool


def keep(new: NewReport, error: Exception) -> Kept:
    """Keeps a report that could not be filed, because of that error."""
    in_file = _in_file(new)
    log.error("report_not_filed", fault=type(error).__name__, away=is_away(error), code="kept" if in_file else "lost",
              exc_info=not is_away(error))  # fmt: skip
    return Kept(intent=new.intent, in_file=in_file, told=_wakes(new) and _told(new, in_file))


def _in_file(new: NewReport) -> bool:
    try:
        desk().spool.keep(spooled.name_of(new), spooled.written(Spooled(new=new, received_at=now())))
    except OSError as error:
        log.error("spool_fault", fault=type(error).__name__)
        return False
    return True


def _wakes(new: NewReport) -> bool:
    """Whether the policy wakes somebody for it, as far as that is known without the directory."""
    answers = Answers(services=new.services, affected=new.affected, told=new.told, way=new.way)
    try:
        decision = decide(desk().rules, answers, now())
    except CalendarError:
        return True
    return decision.verdict == "accepted" and desk().policy.escalation_of(decision.severity).wakes


def _told(new: NewReport, in_file: bool) -> bool:
    direct: DirectPager = current_app.extensions["direct"]
    typed = (
        ("Company", new.company),
        ("Name", new.name),
        ("Phone", new.phone),
        ("Email", new.email),
        ("Started", new.started),
        ("What they see", new.errors),
        *new.extra.items(),
    )
    return direct.tell(
        Caught(
            intent=new.intent,
            received_at=now(),
            services=new.services,
            affected=new.affected,
            is_kept=in_file,
            typed=typed,
        )
    )
