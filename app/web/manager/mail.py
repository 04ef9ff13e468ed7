"""Mail that came in: every one, what became of it and why, and the way on for one that was set aside."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.words import cleaned
from app.operations import mail_intake
from app.store import mails
from app.store.mails import Mail
from app.store.reports import Report
from app.web.manager.guard import person
from app.web.room import desk, now

PAGE = 50
KINDS = {"": "Any", "report": "Became a report", "addition": "Joined a report", "set aside": "Set aside"}


def show_mails() -> ResponseReturnValue:
    """The newest mails, fifty a page."""
    became = cleaned(request.args.get("became"))
    became = became if became in KINDS else ""
    with desk().database.reading() as db:
        found = list(mails.page(db, became, before=_before(), limit=PAGE + 1))
        shown = found[:PAGE]
        references = {mail.report_id: db.get_one(Report, mail.report_id).reference for mail in shown if mail.report_id}
    return render_template(
        "manager/mails.html",
        mails=shown,
        references=references,
        became=became,
        kinds=KINDS,
        next_page=_older(became, shown[-1]) if len(found) > PAGE else None,
        mail_in=desk().settings.mail_in,
        person=person(),
    )


def show_mail(mail_id: str) -> ResponseReturnValue:
    """One mail with all its words."""
    with desk().database.reading() as db:
        mail = mails.by_id(db, mail_id)
        if mail is None:
            abort(404)
        report = db.get(Report, mail.report_id) if mail.report_id else None
    return render_template("manager/mail.html", mail=mail, report=report, kinds=KINDS, person=person())


def make_report(mail_id: str) -> ResponseReturnValue:
    """A mail that was set aside is a report after all: it is judged as of now, and may page."""
    with desk().database.writing() as db:
        mail = mails.held(db, mail_id)
        if mail is None or mail.became == "addition":
            abort(404)
        report = mail_intake.make_report(db, mail, person().name, rules=desk().rules, mint=desk().mint, now=now())
        reference = report.reference
    return redirect(url_for("manager.show", reference=reference), 303)


def _before() -> tuple[datetime, str] | None:
    at, _, mail_id = cleaned(request.args.get("before")).partition(" ")
    try:
        instant = datetime.fromisoformat(at)
        return (instant.astimezone(UTC), mail_id) if instant.tzinfo and mail_id else None
    except (ValueError, OverflowError):
        return None


def _older(became: str, last: Mail) -> str:
    return "?" + urlencode({"became": became, "before": f"{last.received_at.isoformat()} {last.id}"})
