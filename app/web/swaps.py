"""The door of whoever is asked to swap: the link in their mail is the key, and opens one question."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain import tokens
from app.operations import rota_swaps
from app.operations.rota import Hand, RotaError
from app.store.rota import Swap, swap_by_fingerprint
from app.store.staff import Staff
from app.web.room import desk, no_such_link, now

blueprint = Blueprint("swaps", __name__, url_prefix="/swaps/<token>")


@blueprint.before_request
def guard() -> None:
    """Lets in whoever has a genuine link, and is still one of the staff."""
    token = (request.view_args or {}).pop("token", "")
    with desk().database.reading() as db:
        swap = swap_by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None
        asked = db.get_one(Staff, swap.asked_of) if swap else None
    if swap is None or asked is None or not asked.is_active:
        no_such_link()
    g.swap, g.asked, g.token = swap, asked, token


@blueprint.get("")
def show() -> ResponseReturnValue:
    """What is asked, or what became of it."""
    return _page()


@blueprint.post("/acceptance")
def accept() -> ResponseReturnValue:
    """They take it."""
    try:
        with desk().database.writing() as db:
            rota_swaps.accept(db, _hand(), g.swap.id)
    except RotaError as error:
        return _page(str(error)), 409
    return redirect(url_for("swaps.show", token=g.token), 303)


@blueprint.post("/refusal")
def decline() -> ResponseReturnValue:
    """They do not."""
    with desk().database.writing() as db:
        rota_swaps.decline(db, _hand(), g.swap.id)
    return redirect(url_for("swaps.show", token=g.token), 303)


def _hand() -> Hand:
    return Hand(by=g.asked.name, policy=desk().policy, mint=desk().mint, now=now())


def _page(trouble: str = "") -> str:
    swap: Swap = g.swap
    hand = _hand()
    with desk().database.reading() as db:
        asker = db.get_one(Staff, swap.asked_by)
    return render_template(
        "swap.html",
        swap=swap,
        asker=asker,
        asked=g.asked,
        token=g.token,
        layer=hand.layer(swap.layer),
        when=hand.when(swap.starts_at, swap.ends_at),
        is_over=swap.ends_at <= now(),
        trouble=trouble,
    )
