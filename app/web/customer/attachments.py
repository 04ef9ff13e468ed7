"""Adding screenshots and logs to a report that was sent: what was taken, what was not and why."""

from __future__ import annotations

from collections.abc import Sequence
from threading import BoundedSemaphore

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app.domain import tokens
from app.domain.sentences import say
from app.operations import handover, recognition
from app.operations.attachments import MOST_BYTES, MOST_FILES, Examined, NewFile, Outcome, Refusal, attach, examined
from app.operations.record import CUSTOMER
from app.store import attachments, reports
from app.store.attachments import Attachment
from app.store.reports import Report
from app.web.files import handed_out
from app.web.room import caller, desk, no_such_link, now, too_often
from app.web.security import FORM_BYTES

TAKES_FILES = "customer.add_files"
BODY_BYTES = MOST_FILES * MOST_BYTES + FORM_BYTES
MOST_CHOSEN = 25  # files whose names are listed when they are refused
DRAINED = 4 * BODY_BYTES  # of what is too long, so that the browser lives to see our answer
MANY, MANY_MINUTES = 20, 10  # forms from one address: 500 MB are the most that it can fill in that time
LOOKED_AT_ONCE = 3  # forms in a process: pictures take seconds, and reports must not wait for them

STALE = say("attachments.stale")
TOO_LONG = say("attachments.too_long", files=MOST_FILES, megabytes=MOST_BYTES // 1024**2)
NONE_CHOSEN = say("attachments.none_chosen")
BUSY = say("attachments.busy")


def make_room() -> None:
    """Lets a genuine link send more than a form may have: it is read with the form's token, before anybody asks."""
    token = (request.view_args or {}).get("token", "")
    with desk().database.reading() as db:
        if _report(db, token):
            request.max_content_length = BODY_BYTES


def ask_files(token: str) -> ResponseReturnValue:
    """Which files?"""
    return _page(token, ())


def add_files(token: str) -> ResponseReturnValue:
    """Keeps what can be kept. If all was, the report is shown again; or else what was not, and why."""
    files = _sent()
    if not files:
        return _page(token, (NONE_CHOSEN,), 422)
    if len(files) > MOST_CHOSEN:
        return _page(token, (TOO_LONG,), 413)
    with desk().database.writing() as db:
        many = too_often(db, "files", caller(), limit=MANY, minutes=MANY_MINUTES)
    if many:
        return _page(token, (BUSY,), 429)
    lookers: BoundedSemaphore = current_app.extensions["lookers"]
    if not lookers.acquire(blocking=False):
        return _page(token, (BUSY,), 503)
    try:
        looked = examined(files)
    finally:
        lookers.release()
    outcome = _kept(token, looked)
    if outcome is None:
        return no_such_link()
    if outcome.refused:
        return _page(token, [_words(one) for one in outcome.refused], 422, outcome.kept)
    return redirect(url_for("customer.show", token=token, _anchor="files"), 303)


def fetch(token: str, attachment_id: str) -> ResponseReturnValue:
    """One file of the report."""
    with desk().database.reading() as db:
        report = _report(db, token)
        if report:
            return handed_out(db, attachments.of(db, report.id, None), attachment_id)
    return no_such_link()


def unread(error: HTTPException) -> ResponseReturnValue | None:
    """What a genuine sender hears when their form could not be read; None where nothing can be said but the usual."""
    if request.endpoint != TAKES_FILES or request.max_content_length != BODY_BYTES:
        return None
    token = (request.view_args or {})["token"]
    if isinstance(error, CSRFError):
        return _page(token, (STALE,), 400)
    if isinstance(error, RequestEntityTooLarge):
        _read_on(request.content_length or 0)
        return _page(token, (TOO_LONG,), 413)
    return None


def _read_on(length: int) -> None:
    """A browser sees no answer before it has sent all: what is too long is read to its end, and forgotten."""
    stream = request.environ["wsgi.input"] if length > BODY_BYTES else request.stream
    left = min(length, DRAINED)
    while left > 0 and (read := stream.read(min(left, FORM_BYTES))):
        left -= len(read)


def _sent() -> list[NewFile]:
    """The files that were chosen. A form without any has one without a name."""
    found = []
    for file in request.files.getlist("files"):
        with file.stream as stream:
            content = stream.read()
        if file.filename or content:
            found.append(NewFile(name=file.filename or "", content=content))
    return found


def _kept(token: str, looked: Sequence[Examined | Refusal]) -> Outcome | None:
    with desk().database.writing() as db:
        report = _report(db, token)
        if report is None:
            return None
        outcome = attach(db, report, looked, mint=desk().mint, now=now(), by=CUSTOMER)
        if outcome.added and report.handed_over_at:
            handover.add(db, report, desk().policy, desk().mint, now(), outcome.added)
        return outcome


def _words(refusal: Refusal) -> str:
    return say("attachments.refused", name=refusal.name, reason=refusal.reason)


def _report(db: Session, token: str) -> Report | None:
    return reports.by_fingerprint(db, tokens.fingerprint(token)) if tokens.is_token(token) else None


def _page(
    token: str, problems: Sequence[str], status: int = 200, kept: Sequence[Attachment] = ()
) -> ResponseReturnValue:
    with desk().database.reading() as db:
        report = _report(db, token)
        if report:
            g.local = recognition.local_of(db, report, desk().policy)
            page = render_template(
                "customer/attachments.html",
                token=token,
                report=report,
                files=attachments.of(db, report.id, None),
                most_files=MOST_FILES,
                most_bytes=MOST_BYTES,
                problems=problems,
                kept=kept,
            )
            return page, status
    return no_such_link()
