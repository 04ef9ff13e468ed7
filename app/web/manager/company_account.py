"""Signing in with the company's own account: to its identity provider, and back."""

from __future__ import annotations

from datetime import datetime

import structlog
from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.identity import Away, Doubted, Journey, Vouched
from app.operations import people
from app.store import staff
from app.store.staff import Staff
from app.web.manager.guard import HALF_WAY, let_in
from app.web.manager.sign_in import MANY, MINUTES, TRIES, SignInForm, page
from app.web.room import caller, desk, now, too_often
from app.web.security import local_path

AWAY = "Your company's sign-in does not answer. Sign in with your password, or try again in a few minutes"
LATE = "That took too long, or was begun in another window. Try again"
CANCELLED = "Your company's sign-in let nobody in. Try again, or sign in with your password"
DOUBTED = "We could not check what your company's sign-in said. Try again, or sign in with your password"
NO_ADDRESS = "Your company's sign-in does not confirm your email address, so we cannot tell who you are"
NOBODY = "{email} is nobody's address at this desk. Ask whoever looks after it to add you"
COMPANY = "the company's account"
NO_ROLE = "Your company's account is in no group that may use this desk. Ask whoever looks after it"


def send_there() -> ResponseReturnValue:
    """To the provider's own page, with what the return is checked against kept in the cookie."""
    provider = desk().identity or abort(404)
    wanted = local_path(request.args.get("next"))
    journey = provider.journey(desk().mint, desk().clock.outside())
    if isinstance(journey, Away):
        return _not_in(AWAY, journey.why, 503, wanted)
    session["journey"] = {
        "state": journey.state,
        "nonce": journey.nonce,
        "verifier": journey.verifier,
        "at": now().isoformat(),
        "next": wanted,
    }
    return redirect(journey.url, 303)


def come_back() -> ResponseReturnValue:
    """Back from it: a person whom it vouches for, whom we know, and who has a role, is in. Nobody else."""
    provider = desk().identity or abort(404)
    journey, wanted = _journey()
    if "code" not in request.args:  # whoever was not let in there is not let in here, whosever return this is
        return _not_in(CANCELLED, "no code", 403, wanted)
    if journey is None:
        return _not_in(LATE, "state", 400, wanted)
    if not provider.calls_itself(request.args.get("iss")):
        return _not_in(DOUBTED, "iss", 403, wanted)
    with desk().database.writing() as db:
        if too_often(db, "company", caller(), limit=TRIES * 5, minutes=MINUTES):
            return _not_in(MANY, "too often", 429, wanted)
    outcome = provider.vouch(request.args["code"], journey, desk().clock.outside())
    if isinstance(outcome, Away):
        return _not_in(AWAY, outcome.why, 503, wanted)
    if isinstance(outcome, Doubted):
        return _not_in(DOUBTED, outcome.why, 403, wanted)
    return _admitted(outcome, wanted)


def _admitted(vouched: Vouched, wanted: str | None) -> ResponseReturnValue:
    """By the address; with the role that the company says they have."""
    if vouched.email is None:
        return _not_in(NO_ADDRESS, "address not verified", 403, wanted)
    with desk().database.reading() as db:
        who = staff.by_email(db, vouched.email)
    if who is None or who.is_break_glass:
        return _not_in(NOBODY.format(email=vouched.email), "nobody here", 403, wanted)
    if vouched.role is None:
        return _not_in(NO_ROLE, "no role", 403, wanted)
    if not _stays(who, vouched.role):
        with desk().database.writing() as db:
            people.take_role(db, who.id, vouched.role, by=COMPANY, now=now())
    let_in(who, way="company account")
    return redirect(wanted or url_for("manager.intake_log"), 303)


def _stays(who: Staff, role: str) -> bool:
    """Whether an administrator keeps that role: the company says manager, and no group of it makes administrators."""
    oidc = desk().settings.oidc
    can_say = oidc is not None and "administrator" in {given for _, given in oidc.roles}
    return who.role == "administrator" and role == "manager" and not can_say


def _journey() -> tuple[Journey | None, str | None]:
    """The journey that this browser is on, if this is its return; it is good once, and for ten minutes."""
    kept = session.get("journey")
    if not kept or request.args.get("state") != kept["state"]:
        return None, None
    del session["journey"]
    if now() - datetime.fromisoformat(kept["at"]) > HALF_WAY:
        return None, kept["next"]
    secrets = {name: kept[name] for name in ("state", "nonce", "verifier")}
    return Journey(url="", **secrets), kept["next"]


def _not_in(words: str, why: str, code: int, wanted: str | None) -> ResponseReturnValue:
    """The sign-in page, which says what happened and takes a password too."""
    structlog.get_logger().warning("sign_in_refused", provider="company", fault=why)
    return page(SignInForm(next=wanted or ""), trouble=words), code
