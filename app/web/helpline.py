"""The helpline's conversation, turn by turn: keys become answers, answers a report, and the reference is read out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.domain import helpline as script
from app.domain import times
from app.domain.calendar import CalendarError
from app.domain.call_script import Script
from app.domain.gate import gate
from app.domain.helpline import MESSAGE, MOST_TIMES_ASKED, Menu, menus
from app.domain.sentences import say
from app.operations import helpline
from app.operations.intake import Filed, NewReport
from app.store import calls
from app.store.together import Together
from app.web.room import desk, now

TRIES = 5  # at a reference, or an intent, that another report took in the same instant
WITHHELD = ("+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253")  # "anonymous" and its kin, in digits

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What is said, and what the next key belongs to: the question by number (-1: the message), and how often asked."""

    script: Script
    menu: int = 0
    asked: int = 0


def rings(sid: str, caller: str) -> Turn:
    """Somebody rings: the greeting, the hours, and the first question; or the normal ways while the gate is closed."""
    with desk().database.writing() as db:
        helpline.pick_up(db, sid, _number(caller), now())
    state = gate(desk().rules, now())
    if state.is_open:
        return Turn(script=script.welcome(desk().policy, _hours(), _asked()[0]))
    opens = times.near_time(state.opens_at, now(), desk().policy.hours.local) if state.opens_at else ""
    return Turn(script=script.closed(desk().policy, opens), menu=-1)


def pressed(sid: str, menu: int, key: str, asked: int) -> Turn:
    """A key answers the question, or it is asked again, twice; then the rest counts as not sure."""
    if menu < 0:
        return _message(sid, key, asked)
    menu = min(menu, len(_asked()) - 1)
    slug = _asked()[menu].slug(key)
    if slug is None and asked + 1 < MOST_TIMES_ASKED:
        return Turn(script=script.ask(_asked()[menu], asked + 1), menu=menu, asked=asked + 1)
    if slug is not None:
        _choose(sid, _asked()[menu].field, slug)
        if menu + 1 < len(_asked()):
            return Turn(script=script.ask(_asked()[menu + 1]), menu=menu + 1)
    filed = _file(sid)
    return Turn(script=script.say_the_words(filed.reference, filed.verdict))


def spoke(sid: str, caller: str, recording_sid: str, seconds: int) -> Turn:
    """The caller has said their words: they are kept with the report, whose reference is read out once more."""
    with desk().database.writing() as db:
        helpline.pick_up(db, sid, _number(caller), now())
        if recording_sid:
            helpline.recorded(db, sid, recording_sid, seconds, mint=desk().mint, now=now())
    filed = _file(sid)
    return Turn(script=script.goodbye(filed.reference, filed.verdict))


def hung_up(sid: str) -> None:
    """The call is over: who had answered anything has reported, however far they came."""
    with desk().database.reading() as db:
        call = calls.by_sid(db, sid)
    if call and call.answers:
        _file(sid)


def _message(sid: str, key: str, asked: int) -> Turn:
    """While the gate is closed: a message for the daytime desk, whether a key can be pressed or not."""
    if key != "1" and asked + 1 < MOST_TIMES_ASKED:
        return Turn(script=script.offer_again(), menu=-1, asked=asked + 1)
    _choose(sid, MESSAGE, "yes")
    return Turn(script=script.leave_a_message())


def _choose(sid: str, field: str, slug: str) -> None:
    with desk().database.writing() as db:
        helpline.choose(db, sid, field, slug)


def _file(sid: str) -> Filed:
    """The call's report, kept and paged; the same call is always the same report."""
    with desk().database.reading() as db:
        call = calls.by_sid(db, sid)
    if call is None:
        raise LookupError("a call that nobody picked up")
    listen_at = f"{desk().settings.public_url}/manage/calls/{sid}/recording"
    new = helpline.as_report(call, desk().policy, listen_at)
    filing: Together[NewReport, Filed] = current_app.extensions["filing"]
    for _ in range(TRIES - 1):
        try:
            return filing.write(new)
        except IntegrityError:
            continue  # the same call, or the same reference, was written elsewhere a moment ago: look again
    return filing.write(new)


def _asked() -> tuple[Menu, ...]:
    return menus(desk().policy)


def _hours() -> str:
    """Whether the desk is there now, and if not, when it is and what happens until then."""
    calendar = desk().rules.calendar
    try:
        if calendar.is_open(now()):
            return say("helpline.hours_begun")
        opens = times.near_time(calendar.next_open(now()), now(), desk().policy.hours.local)
    except CalendarError:
        return say("helpline.hours_unknown")
    return say("helpline.hours_later", time=opens)


def _number(caller: str) -> str:
    """The caller's number; nothing where it is withheld."""
    return caller if _NUMBER.fullmatch(caller) and caller not in WITHHELD else ""
