"""The providers' doors: every request is signed, and one that is not changes nothing."""

from __future__ import annotations

from app.web.webhooks.calls import blueprint as twilio_calls
from app.web.webhooks.helpline import blueprint as twilio_helpline
from app.web.webhooks.sendgrid import blueprint as sendgrid
from app.web.webhooks.twilio import blueprint as twilio
from app.web.webhooks.vonage import blueprint as vonage

__all__ = ["sendgrid", "twilio", "twilio_calls", "twilio_helpline", "vonage"]
