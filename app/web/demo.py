"""The demo's phones and mailboxes: what each person has received, with links that can be pressed, and calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.domain.call_script import KEYS, MOST_TIMES_ASKED, Script
from app.domain.delivery import SLOT, Medium
from app.store import deliveries
from app.store.deliveries import Delivery
from app.store.dossiers import Dossier, Dossiers
from app.web import calling, demo_mail, demo_texts
from app.web.room import desk

SHOWN = 200

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@dataclass(frozen=True, kw_only=True)
class Received:
    """A message as its reader has it, link and all."""

    person: str
    medium: str
    at: str
    sent_at: datetime
    subject: str
    before: str
    link: str
    after: str
    answer: str
    call: str
    text: str

    @property
    def body(self) -> str:
        """The whole text."""
        return self.before + self.link + self.after


@blueprint.before_request
def guard() -> None:
    """In the demo alone: the links here would let anybody acknowledge."""
    if desk().settings.is_production:
        abort(404)


blueprint.add_url_rule("/mail", endpoint="write_mail", view_func=demo_mail.write, methods=["GET"])
blueprint.add_url_rule("/mail", endpoint="send_mail", view_func=demo_mail.send, methods=["POST"])
blueprint.add_url_rule(
    "/texts/<delivery_id>/answer", endpoint="answer_text", view_func=demo_texts.answer, methods=["POST"]
)


@blueprint.get("/phones")
def phones() -> ResponseReturnValue:
    """Everybody's phone and mailbox, newest first; as JSON with `?format=json`."""
    with desk().database.reading() as db:
        shown = deliveries.handed_to(db, "demo", SHOWN)
        dossiers = Dossiers(db, shown)
        received = [_received(delivery, dossiers.about(delivery)) for delivery in shown]
    if request.args.get("format") == "json":
        return jsonify([_as_json(message) for message in received])
    by_person = sorted(received, key=lambda message: message.person)
    people = [(person, list(messages)) for person, messages in groupby(by_person, key=lambda message: message.person)]
    return render_template("demo/phones.html", people=people)


@blueprint.get("/calls/<delivery_id>")
def call(delivery_id: str) -> ResponseReturnValue:
    """A call that is picked up: what it says, and a telephone's keys."""
    return _on_the_phone(delivery_id, calling.picked_up(delivery_id), asked=1)


@blueprint.post("/calls/<delivery_id>/keys")
def press(delivery_id: str) -> ResponseReturnValue:
    """One key is pressed, or none in time."""
    asked = min(request.form.get("asked", 1, type=int), MOST_TIMES_ASKED)
    script = calling.pressed(delivery_id, request.form.get("key", ""), asked)
    return _on_the_phone(delivery_id, script, asked=asked + 1)


def _on_the_phone(delivery_id: str, script: Script, *, asked: int) -> str:
    return render_template("demo/call.html", delivery_id=delivery_id, script=script, asked=asked, keys=KEYS)


def _received(delivery: Delivery, dossier: Dossier | None) -> Received:
    link = desk().stationery.link(delivery, dossier)
    sent_at = delivery.sent_at or delivery.created_at
    before, slot, after = (delivery.body or "").partition(SLOT if link else "\0")
    return Received(
        person=delivery.person,
        medium=delivery.medium,
        at=sent_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        sent_at=sent_at,
        subject=delivery.subject or "",
        before=before,
        link=link if slot else "",
        after=after,
        answer=f"/demo/mail?reply={delivery.id}" if _is_customers(delivery) else "",
        call=delivery.id if delivery.medium == Medium.VOICE else "",
        text=delivery.id if delivery.medium == Medium.SMS else "",
    )


def _is_customers(delivery: Delivery) -> bool:
    return delivery.staff_id is None and delivery.wording.startswith("customer-")


def _as_json(message: Received) -> dict[str, str]:
    fields = ("person", "medium", "at", "subject", "body")
    return {field: getattr(message, field) for field in fields}
