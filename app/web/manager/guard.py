"""The desk's guard: who is signed in, for how long, and what their role may do."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.store.staff import Staff
from app.web.room import desk, now

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
HALF_WAY = timedelta(minutes=10)  # from the password to the code

OPEN_TO_ALL = ("manager.ask", "manager.sign_in", "manager.ask_code", "manager.check_code")
FOR_MANAGERS = (  # whoever is signed in may do the rest
    "manager.add", "manager.end",
    "manager.new_customer", "manager.add_customer", "manager.edit_customer", "manager.change_customer",
    "manager.archive_customer", "manager.bring_back", "manager.ask_file", "manager.check_file", "manager.take_in",
    "manager.make_key", "manager.revoke_key",
    "manager.announce_window", "manager.change_window", "manager.end_window", "manager.cancel_window",
)  # fmt: skip


def admit() -> ResponseReturnValue | None:
    """None to go on; a way to the sign-in page for whoever is not signed in."""
    person = _signed_in()
    g.person = person
    if request.endpoint in OPEN_TO_ALL:
        return None
    if person is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("manager.ask", next=wanted))
    if request.endpoint in FOR_MANAGERS and person.role != "manager":
        abort(403)
    session["seen_at"] = now().isoformat()
    return None


def person() -> Staff:
    """Who is signed in."""
    signed_in: Staff = g.person
    return signed_in


def let_in(who: Staff) -> None:
    """Begins a session, on a cookie of its own: what was in the old one is gone."""
    session.clear()
    session["staff"] = who.id
    session["epoch"] = who.session_epoch
    session["signed_in_at"] = session["seen_at"] = now().isoformat()


def needs_code(who: Staff) -> bool:
    """Whether a password alone is not enough: for managers, everywhere but in the demo."""
    return desk().settings.is_production and who.role == "manager"


def let_half_in(who: Staff, wanted: str | None) -> None:
    """The password was right; the code is still to come."""
    session.clear()
    session["half_in"] = {"staff": who.id, "at": now().isoformat(), "next": wanted}


def half_in() -> tuple[Staff, str | None] | None:
    """Who has given their password a moment ago, and where they wanted to go."""
    half = session.get("half_in")
    if not half or now() - datetime.fromisoformat(half["at"]) > HALF_WAY:
        return None
    with desk().database.reading() as db:
        who = db.get(Staff, half["staff"])
    return (who, half["next"]) if who and who.is_active else None


def _signed_in() -> Staff | None:
    if "staff" not in session:
        return None
    at = now()
    started, seen = (datetime.fromisoformat(session[key]) for key in ("signed_in_at", "seen_at"))
    if at - seen > IDLE or at - started > ABSOLUTE:
        session.clear()
        return None
    with desk().database.reading() as db:
        who = db.get(Staff, session["staff"])
        if who is None or not who.is_active or who.session_epoch != session["epoch"]:
            return None
        db.expunge(who)
        return who
