"""When something is wrong: pages that say so in plain words, with the telephone number."""

from __future__ import annotations

import structlog
from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.store.database import is_away
from app.web.api import problems
from app.web.customer import attachments, report

WORDS = {
    400: ("We could not read that", "Please go back and try again."),
    403: ("You may not do that", "Sign in with another account, or ask a manager."),
    404: ("There is no such page", "Check the link: every letter of it counts."),
    405: ("That does not work here", "Please go back and try again."),
    409: ("That cannot be done now", "Go back and load the page again: something has changed in the meantime."),
    410: ("That is over", "The incident was closed more than twelve hours ago, and its links with it."),
    413: ("That is too long", "Please go back and shorten what you typed: it is still there."),
    429: ("Too many tries", "Please wait a few minutes, and then try again."),
}
TOO_LONG_A_REPORT = (
    "Nothing was sent yet. Go back, and shorten what the error says: 10,000 characters have room. "
    "Whole logs and screenshots can be added right after sending."
)


def register(app: Flask) -> None:
    """Answers every error with a page, and a program's with a problem."""

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> ResponseReturnValue:
        if isinstance(error, CSRFError) and request.endpoint in report.FORMS:
            return report.send_again()
        if heard := attachments.unread(error):
            return heard
        if isinstance(error, CSRFError):
            return _page(400, "Please press the button again", "The page had grown too old. Nothing was changed.")
        if problems.are_for(request.path) and (error.code or 500) >= 400:
            return problems.of(error)
        if isinstance(error, SecurityError):  # an unknown host: no page of ours can be built for it
            return "This is not the portal's address.", 400, {"Content-Type": "text/plain; charset=utf-8"}
        code = error.code or 500
        if code < 400:
            return error
        title, words = WORDS.get(code, ("Something went wrong", "Please try again."))
        if code == 413 and request.endpoint in report.FORMS:
            words = TOO_LONG_A_REPORT
        return _page(code, title, words)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> ResponseReturnValue:
        away = is_away(error)
        structlog.get_logger().error(
            "request_failed", fault=type(error).__name__, away=away, route=str(request.url_rule), exc_info=True
        )
        if problems.are_for(request.path):
            return problems.of_fault(away=away)
        if away:
            return _page(503, "We cannot reach our records", "Nothing was lost that we confirmed to you.")
        return _page(500, "Something went wrong on our side", "It has been written down for our engineers.")


def _page(code: int, title: str, words: str) -> tuple[str, int]:
    return render_template("error.html", code=code, title=title, words=words), code
