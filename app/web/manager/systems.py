"""For other systems: what reads the record, what is told of it, and where the other ways in and out are."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.store import read_tokens, timeline, webhooks
from app.web.manager.guard import person
from app.web.manager.token_form import TokenForm
from app.web.manager.webhooks import CHANGES, WEBHOOK_KINDS
from app.web.room import desk, now


def show() -> ResponseReturnValue:
    """The webhooks, the tokens that read the log, and the other ways."""
    return page()


def page(token_form: TokenForm | None = None, *, new_token: str = "") -> str:
    """The page, with what the form for tokens has to say, or the token that was made just now."""
    with desk().database.reading() as db:
        return render_template(
            "manager/systems.html",
            tokens=read_tokens.every(db),
            webhooks=webhooks.every(db),
            token_form=token_form or TokenForm(),
            new_token=new_token,
            happened=timeline.of_kinds(db, (*WEBHOOK_KINDS, "token.made", "token.revoked"), CHANGES),
            public_url=desk().settings.public_url,
            has_metrics_token=bool(desk().settings.metrics_token),
            now=now(),
            person=person(),
        )
