"""The desk's guard: who is signed in, for how long, and what their role may do."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain import browsers
from app.domain.sign_in import is_over, wants_noting
from app.operations import break_glass, sign_ins
from app.store import sign_ins as kept
from app.store.database import is_away
from app.store.sign_ins import SignIn
from app.store.staff import Staff
from app.web.room import desk, now

LIVE = "X-Live"  # on what a page fetches by itself: that is no sign that anybody is there
HALF_WAY = timedelta(minutes=10)  # from the password to the code


def admit(who: str) -> ResponseReturnValue | None:
    """None to go on; a way to the sign-in page for whoever is not signed in. `who`: the least role that is let in."""
    person = _signed_in()
    g.person = person
    if who == "anybody":
        return None
    if person is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("manager.ask", next=wanted))
    if not person.may(who):
        abort(403)
    if LIVE not in request.headers:
        _note()
    return None


def person() -> Staff:
    """Who is signed in."""
    signed_in: Staff = g.person
    return signed_in


def sign_in_id() -> str:
    """Which of their sign-ins this browser's is."""
    signed_in: SignIn = g.sign_in
    return signed_in.id


def let_in(who: Staff, way: str = "password") -> None:
    """Begins a sign-in, on a cookie of its own: what was in the old one is gone, and the sign-in that it held ended.

    Managers hear of one by a break-glass account.
    """
    with desk().database.writing() as db:
        if g.sign_in:
            sign_ins.end(db, sign_in_id(), person().id)
        browser = browsers.named(request.user_agent.string)
        started = sign_ins.start(db, who, way=way, browser=browser, mint=desk().mint, now=now())
        if who.is_break_glass:
            break_glass.used(db, who.id, way=way, browser=browser, mint=desk().mint, now=now())
    session.clear()
    session["sign_in"] = started


def needs_code(who: Staff) -> bool:
    """Whether a password alone is not enough: for managers and above, everywhere but in the demo."""
    return desk().settings.is_production and who.may("manager")


def let_half_in(who: Staff, wanted: str | None) -> None:
    """The password was right; the code is still to come."""
    session.clear()
    session["half_in"] = {"staff": who.id, "epoch": who.session_epoch, "at": now().isoformat(), "next": wanted}


def half_in() -> tuple[Staff, str | None] | None:
    """Who has given their password a moment ago, and where they wanted to go."""
    half = session.get("half_in")
    if not half or now() - datetime.fromisoformat(half["at"]) > HALF_WAY:
        return None
    with desk().database.reading() as db:
        who = db.get(Staff, half["staff"])
    return (who, half["next"]) if who and who.is_active and who.session_epoch == half["epoch"] else None


def _signed_in() -> Staff | None:
    g.sign_in = None
    if "sign_in" not in session:
        return None
    with desk().database.reading() as db:
        found = kept.held(db, session["sign_in"])
    if found is None or is_over(found[0].started_at, found[0].seen_at, now()):
        session.clear()
        return None
    g.sign_in, who = found
    return who


def _note() -> None:
    """Writes down that the person is there, once a minute. While nothing can be written, pages can still be read."""
    if not wants_noting(g.sign_in.seen_at, now()):
        return
    try:
        with desk().database.writing() as db:
            sign_ins.note(db, g.sign_in.id, now())
    except Exception as error:
        if not is_away(error):
            raise
