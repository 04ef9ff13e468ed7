"""The portal's doors: a blueprint per audience, each with exactly one guard."""

from __future__ import annotations

from functools import partial
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from app.desk import Desk
    from app.operations.intake import Filed, NewReport


def register(app: Flask, desk: Desk) -> None:
    """Opens the doors."""
    from app.store.together import Together
    from app.web import (
        api,
        calendars,
        checks,
        customer,
        demo,
        errors,
        health,
        manager,
        metrics,
        oncall,
        resets,
        security,
        swaps,
        webhooks,
        words,
    )
    from app.web.api.admitted import Admitted
    from app.web.customer.arrivals import Arrivals
    from app.web.customer.attachments import LOOKED_AT_ONCE
    from app.web.customer.maintenance import Notices
    from app.web.customer.troubles import Troubles
    from app.web.webhooks.refusals import Refusals

    app.extensions["admitted"] = Admitted()
    app.extensions["arrivals"] = Arrivals()
    app.extensions["lookers"] = BoundedSemaphore(LOOKED_AT_ONCE)
    app.extensions["maintenance"] = Notices()
    app.extensions["refusals"] = Refusals()
    app.extensions["troubles"] = Troubles()
    app.extensions["filing"] = Together(desk.database, partial(_receive, desk))
    security.register(app, desk)
    words.register(app, desk)
    errors.register(app)
    app.register_blueprint(customer.blueprint)
    app.register_blueprint(oncall.blueprint)
    app.register_blueprint(manager.blueprint)
    app.register_blueprint(swaps.blueprint)
    app.register_blueprint(resets.blueprint)
    app.register_blueprint(calendars.blueprint)
    app.register_blueprint(checks.blueprint)
    providers = (webhooks.twilio, webhooks.twilio_calls, webhooks.twilio_helpline, webhooks.sendgrid, webhooks.vonage)
    for blueprint in (*providers, api.blueprint):  # a signature, or a key: no cookie
        app.register_blueprint(blueprint)
        security.csrf.exempt(blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(metrics.blueprint)
    if not desk.settings.is_production:
        app.register_blueprint(demo.blueprint)


def _receive(desk: Desk, session: Session, news: Sequence[NewReport]) -> list[Filed]:
    from app.operations import intake

    return intake.receive(session, news, rules=desk.rules, mint=desk.mint, now=desk.clock.now())
