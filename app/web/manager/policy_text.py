"""A policy's text, as it was when it judged a report: what an incident refers to, whatever the file says today."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.store import policies
from app.web.manager.guard import person
from app.web.room import desk


def show(digest: str) -> ResponseReturnValue:
    """The text of that digest."""
    with desk().database.reading() as db:
        kept = policies.of_digest(db, digest)
        if kept is None:
            abort(404)
        is_current = kept.digest == desk().policy.digest
        return render_template("manager/policy_text.html", kept=kept, is_current=is_current, person=person())
