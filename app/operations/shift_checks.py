"""Shift checks: whoever goes on call proves by a tap that their phone works. If not, the rota's owners hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.domain import shift_checks as checking
from app.domain import times, tokens
from app.domain.delivery import Medium, State
from app.domain.local import Local
from app.domain.shift_checks import Moment
from app.domain.timeline_sorts import PORTAL
from app.operations import outbox, record
from app.operations.contact_methods import named
from app.store import on_call, shift_checks, staff
from app.store.base import put
from app.store.deliveries import Delivery
from app.store.shift_checks import ShiftCheck
from app.store.staff import ContactMethod, Staff

if TYPE_CHECKING:
    from app.operations.chores import Setting

LOOK = timedelta(minutes=15)  # how often somebody looks: the rota may have changed
LATE = timedelta(minutes=30)  # for so long a check may come too late, after an outage of our own
AHEAD = timedelta(hours=12)  # a night's check comes the evening before
ANSWERED_WITHIN = timedelta(minutes=30)
ENDS = timedelta(hours=24)  # no link confirms after that
WEEK = timedelta(days=7)
KIND = "person.checked"


def look(session: Session, setting: Setting) -> datetime:
    """Asks whoever is due, tells the managers of those who did not answer, and says when to look again."""
    now, calendar = setting.now, setting.rules.calendar
    spans = on_call.spans(session, now - WEEK, now + AHEAD)
    every = checking.moments(spans, calendar, now - LATE, now + AHEAD)
    _ask(session, setting, [one for one in every if one.at <= now])
    waiting = shift_checks.unconfirmed(session, now - ENDS)
    _warn(session, setting, [one for one in waiting if _is_over(one[0], now)])
    soon = [one.at for one in every if one.at > now]
    soon += [one.asked_at + ANSWERED_WITHIN for one, _, _ in waiting if not _is_over(one, now)]
    return min([*soon, now + LOOK])


def confirm(session: Session, check: ShiftCheck, person: Staff, now: datetime, by: str) -> bool:
    """The phone works, even if it says so late. False where the check has ended; twice is harmless."""
    check = session.get_one(ShiftCheck, check.id, with_for_update=True, populate_existing=True)
    if check.confirmed_at:
        return True
    if now > check.asked_at + ENDS:
        return False
    check.confirmed_at = now
    _say(session, person, f"{person.first_name} confirmed the pager check by {by}", now, actor=person.name)
    return True


def confirm_newest(session: Session, person: Staff, now: datetime) -> bool:
    """Confirms the check that somebody was sent last, which they answer by text; False where none waits."""
    check = shift_checks.newest_of(session, [person.id], now - ENDS).get(person.id)
    if check is None or check.confirmed_at:
        return False
    return confirm(session, check, person, now, "text")


def _ask(session: Session, setting: Setting, due: Sequence[Moment]) -> None:
    """A text to each of them, once a day."""
    zone = ZoneInfo(setting.rules.policy.hours.zone)
    people = {person.id: person for person in staff.active(session)} if due else {}
    days = {one: one.at.astimezone(zone).date().isoformat() for one in due}
    asked = shift_checks.asked_on(session, set(days.values())) if due else set()
    phones = _phones(session, [one.staff_id for one in due])
    for one in due:
        person, key = people.get(one.staff_id), (one.staff_id, days[one])
        if person is None or key in asked or person.created_at > one.at:
            continue  # whoever came after that moment has just been put in: they are asked the next time
        asked.add(key)
        _ask_one(session, setting, person, phones.get(person.id), one, days[one])


def _ask_one(
    session: Session, setting: Setting, person: Staff, phone: ContactMethod | None, moment: Moment, day: str
) -> None:
    mint, now = setting.mint, setting.now
    check_id = mint.id()
    fingerprint = tokens.fingerprint(mint.token("check", check_id))
    message = None
    if phone:
        message = outbox.to_method(
            mint,
            person,
            phone,
            "shift-check",
            now,
            lasts=outbox.NEWS_LASTS,
            priority=outbox.NEWS,
            at=now.isoformat(),
            from_at=moment.from_at.isoformat(),
            secret={"purpose": "check", "of": check_id, "fingerprint": fingerprint, "path": "/checks/"},
        )
        outbox.post(session, [message])
    check = {
        "id": check_id,
        "staff_id": person.id,
        "day": day,
        "token_fingerprint": fingerprint,
        "from_at": moment.from_at,
        "asked_at": now,
        "delivery_id": message["id"] if message else None,
    }
    put(session, ShiftCheck, [check])
    how = f"by {named(phone)}" if phone else "but has no number for texts"
    _say(session, person, f"{person.first_name} is asked to confirm the pager check, {how}", now)


def _warn(session: Session, setting: Setting, late: Sequence[tuple[ShiftCheck, Staff, Delivery | None]]) -> None:
    """A text and a mail to each manager, once for all of them."""
    if not late:
        return
    now, local = setting.now, setting.rules.policy.hours.local
    lines = [{"name": person.first_name, "said": _said(message, local)} for _, person, message in late]
    owners = {person.id: person for person in staff.managing(session) or staff.active(session)}
    rows = [
        outbox.to_method(
            setting.mint,
            owners[method.staff_id],
            method,
            "shift-unconfirmed",
            now,
            lasts=outbox.NEWS_LASTS if method.medium == Medium.SMS else outbox.MAIL_LASTS,
            priority=outbox.NEWS,
            lines=lines,
        )
        for method in staff.methods_of(session, list(owners))
        if method.medium in (Medium.SMS, Medium.MAIL)
    ]
    outbox.post(session, rows)
    names = ", ".join(person.first_name for person in owners.values())
    for (check, person, _), line in zip(late, lines, strict=True):
        check.warned_at = now
        text = f"{person.first_name} has not confirmed the pager check ({line['said']}): told {names}"
        _say(session, person, text, now)


def _said(message: Delivery | None, local: Local) -> str:
    """What is known of a text that was not answered."""
    if message is None:
        return "no number for texts is known"
    if message.delivered_at:
        return f"the text was delivered at {times.short_time(message.delivered_at, local)}"
    if message.state in (State.REFUSED, State.EXHAUSTED):
        return f"the text failed, {message.words or 'it could not be delivered'}"
    if message.sent_at:
        return f"the text was sent at {times.short_time(message.sent_at, local)}, and no receipt came"
    return "the text has not gone"


def _is_over(check: ShiftCheck, now: datetime) -> bool:
    return check.delivery_id is None or now >= check.asked_at + ANSWERED_WITHIN


def _phones(session: Session, staff_ids: Sequence[str]) -> dict[str, ContactMethod]:
    """The number of each that a page would be texted to."""
    found: dict[str, ContactMethod] = {}
    methods = staff.methods_of(session, staff_ids) if staff_ids else ()
    for method in sorted(methods, key=lambda one: one.failed_at is not None):
        if method.medium == Medium.SMS:
            found.setdefault(method.staff_id, method)
    return found


def _say(session: Session, person: Staff, text: str, now: datetime, actor: str = PORTAL) -> None:
    record.append(session, [record.event(KIND, text, now, actor=actor, staff_id=person.id)])
