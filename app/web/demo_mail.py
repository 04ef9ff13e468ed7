"""The demo's mail program: writes a mail to the portal as a customer would, with no provider in between."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.inbound_mail import InboundMail, domain_of
from app.domain.words import cleaned
from app.store.deliveries import Delivery
from app.store.dossiers import Dossiers
from app.store.mails import Mail
from app.store.reports import Report
from app.web.mail_desk import hand_in
from app.web.room import desk

WRITER = {"name": "Carol Jones", "sender": "carol@acme.example"}
FIELDS = ("name", "sender", "to", "subject", "text", "message_id")
LONGEST = 10_000
CHECKS = {"": ("pass", "pass"), "forged": ("fail", "fail")}


def write() -> ResponseReturnValue:
    """An empty mail, or the answer to one of ours: `reply` is its id."""
    asked = request.args.get("reply", "")
    with desk().database.reading() as db:
        mail = _reply(db, db.get(Delivery, asked) if asked else None)
    return render_template("demo/mail.html", mail=mail | {"message_id": desk().mint.id()}, became=None)


def send() -> ResponseReturnValue:
    """Hands the mail in. Pressed twice it is the same mail."""
    said = {field: cleaned(request.form.get(field))[:LONGEST] for field in FIELDS}
    if not said["sender"]:
        return redirect("/demo/mail", 303)
    headers = {"auto-submitted": ("auto-replied",)} if "automatic" in request.form else {}
    spf, dkim = CHECKS["forged" if "forged" in request.form else ""]
    kept = hand_in(
        InboundMail(
            message_id=f"{said['message_id']}@demo.example",
            sender=said["sender"].lower(),
            sender_name=said["name"],
            recipients=(said["to"].lower(),),
            subject=" ".join(said["subject"].split()),
            text=said["text"],
            headers=headers,
            return_path=said["sender"].lower(),
            spf=spf,
            dkim=((domain_of(said["sender"]), dkim),),
            spam_score=9.0 if "junk" in request.form else 0.1,
        )
    )
    return render_template("demo/mail.html", mail=said, became=_became(kept))


def _reply(db: Session, answered: Delivery | None) -> dict[str, str]:
    mailbox = desk().settings.mail_in
    mail = {**WRITER, "to": mailbox.address if mailbox else "", "subject": "", "text": ""}
    dossier = Dossiers(db, [answered]).about(answered) if answered else None
    if answered is None or dossier is None:
        return mail
    report: Report = dossier.report
    quoted = "\n".join(f"> {line}" for line in (answered.body or "").splitlines())
    return mail | {
        "name": answered.person,
        "sender": answered.address,
        "to": desk().stationery.reply_address(report),
        "subject": f"Re: {answered.subject}",
        "text": f"\n\nOn that night, Support wrote:\n{quoted}",
    }


def _became(kept: Mail) -> dict[str, str]:
    """What became of it, for the page."""
    with desk().database.reading() as db:
        report = db.get(Report, kept.report_id) if kept.report_id else None
        words = {"report": "It became a report", "addition": "It joined a report", "set aside": "It was set aside"}
        return {"words": words[kept.became], "because": kept.because, "reference": report.reference if report else ""}
