"""Twilio's door for the helpline: a caller's keys and words, and the end of the call."""

from __future__ import annotations

import re

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.domain import helpline as script
from app.domain.call_script import Script
from app.web import helpline
from app.web.helpline import Turn
from app.web.room import desk
from app.web.webhooks import twilio_guard
from app.web.webhooks.speaking import spoken

OVER = ("completed", "busy", "failed", "no-answer", "canceled")

_SID = re.compile(r"CA[0-9a-zA-Z]{1,64}")
_RECORDING = re.compile(r"RE[0-9a-zA-Z]{1,64}")

blueprint = Blueprint("twilio_helpline", __name__, url_prefix="/hooks/twilio/helpline")


@blueprint.before_request
def guard() -> None:
    """Lets in what Twilio signed, of a call, where the policy has a helpline."""
    twilio_guard.admit()
    if desk().policy.helpline is None or not _SID.fullmatch(_sid()):
        abort(404)


@blueprint.post("")
def rings() -> ResponseReturnValue:
    """Somebody rings the helpline."""
    return spoken(
        lambda: _next(helpline.rings(_sid(), request.form.get("From", ""))),
        again="/helpline",
        keeping={},
        trouble=script.out_of_order(),
    )


@blueprint.post("/keys")
def key() -> ResponseReturnValue:
    """A key was pressed, or none in time."""
    menu, asked = request.args.get("menu", 0, type=int), request.args.get("asked", 0, type=int)
    digit = request.form.get("Digits") or request.args.get("pressed", "")
    return spoken(
        lambda: _next(helpline.pressed(_sid(), menu, digit, asked)),
        again="/helpline/keys",
        keeping={"menu": menu, "asked": asked, "pressed": digit},
        trouble=script.out_of_order(),
    )


@blueprint.post("/recording")
def recording() -> ResponseReturnValue:
    """The caller has spoken, or hung up while they did."""
    found = request.form.get("RecordingSid") or request.args.get("recording", "")
    recording_sid = found if _RECORDING.fullmatch(found) else ""
    seconds = request.form.get("RecordingDuration", request.args.get("seconds", 0, type=int), type=int)
    return spoken(
        lambda: _next(helpline.spoke(_sid(), request.form.get("From", ""), recording_sid, seconds)),
        again="/helpline/recording",
        keeping={"recording": recording_sid, "seconds": seconds},
        trouble=script.out_of_order(),
    )


@blueprint.post("/status")
def status() -> ResponseReturnValue:
    """The call is over."""
    if request.form.get("CallStatus", "").lower() in OVER:
        helpline.hung_up(_sid())
    return "", 204


def _next(turn: Turn) -> tuple[Script, str]:
    if turn.script.then == "record":
        return turn.script, "/helpline/recording"
    return turn.script, f"/helpline/keys?menu={turn.menu}&asked={turn.asked}"


def _sid() -> str:
    return request.form.get("CallSid", "")
