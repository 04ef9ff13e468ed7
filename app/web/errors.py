"""When something is wrong: pages that say so in plain words, with the telephone number."""

from __future__ import annotations

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.domain.sentences import knows, say
from app.store.database import is_away
from app.web.api import problems
from app.web.customer import attachments, report
from app.web.customer.forms import LONGEST_ERRORS


def register(app: Flask) -> None:
    """Answers every error with a page, and a program's with a problem."""

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> ResponseReturnValue:
        if isinstance(error, CSRFError) and request.endpoint in report.FORMS:
            return report.send_again()
        if heard := attachments.unread(error):
            return heard
        if isinstance(error, CSRFError):
            return _page(400, "stale")
        if problems.are_for(request.path) and (error.code or 500) >= 400:
            return problems.of(error)
        if isinstance(error, SecurityError):  # an unknown host: no page of ours can be built for it
            return say("errors.other_host"), 400, {"Content-Type": "text/plain; charset=utf-8"}
        code = error.code or 500
        if code < 400:
            return error
        if code == 413 and request.endpoint in report.FORMS:
            return _page(code, "413", say("errors.long_report", most=f"{LONGEST_ERRORS:,}"))
        return _page(code, str(code) if knows(f"errors.title.{code}") else "page")

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> ResponseReturnValue:
        away = is_away(error)
        structlog.get_logger().error(
            "request_failed", fault=type(error).__name__, away=away, route=str(request.url_rule), exc_info=True
        )
        if problems.are_for(request.path):
            return problems.of_fault(away=away)
        if away:
            return _page(503, "away")
        return _page(500, "fault")


def _page(code: int, what: str, words: str = "") -> tuple[str, int]:
    """The page of an error: by its status or, where that does not tell enough, by what happened."""
    title, usual = say(f"errors.title.{what}"), say(f"errors.words.{what}")
    return render_template("error.html", code=code, title=title, words=words or usual), code
