"""Health: whether the process lives, and whether it can page somebody now."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from app.domain.delivery import Medium
from app.domain.escalation import EVERYONE
from app.domain.policy import SupportPolicy
from app.store import alarms, beats, on_call, schema, staff
from app.web.room import desk, now

LONGEST_SINCE_BEAT = timedelta(minutes=1)

blueprint = Blueprint("health", __name__)


@blueprint.before_request
def guard() -> None:
    """Open to everybody: it says nothing that is secret."""


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process lives."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """It can page somebody now; 503 with every reason why not. And how many reports wait in this machine's files."""
    try:
        reasons = faults()
    except (SQLAlchemyError, TimeoutError):
        reasons = ["the database cannot be reached"]
    spool = desk().spool
    if fault := spool.fault():
        reasons = [*reasons, f"nothing can be kept in SPOOL while the database is away ({fault})"]
    waiting = {"spooled": len(spool.waiting()), "unreadable": len(spool.set_apart())}
    return jsonify(status="not ready" if reasons else "ready", reasons=reasons, **waiting), 503 if reasons else 200


def faults() -> list[str]:
    """Every reason why nobody can be paged now, in words; none, if all is well."""
    fault = schema.fault(desk().database)
    if fault:
        return [fault]
    reasons = []
    if desk().settings.is_production and (weak := desk().database.durability_fault()):
        reasons.append(weak)
    with desk().database.reading() as session:
        beat = beats.latest(session, now())
        if beat is None or now() - beat.at > LONGEST_SINCE_BEAT:
            reasons.append("no dispatcher has completed a cycle for a minute")
        elif beat.fault:
            reasons.append(f"the dispatcher's audit failed: {beat.fault}")
        policy = desk().policy
        steps = [step for one in (policy.escalation, *policy.escalations.values()) for step in one.steps]
        layers = {layer for step in steps for layer in step.pages if layer != EVERYONE}
        rota = on_call.plan_of(session, now(), now() + on_call.AN_INSTANT)
        if layers.isdisjoint(on_call.ids_at(rota, now())):
            reasons.append("the rota is empty: nobody is on call")
        if not staff.active(session):
            reasons.append("there is no staff to page")
        refusing = {alarm.kind for alarm in alarms.standing(session)}
    for medium in media(desk().policy):
        providers = [channel.provider for channel in desk().channels.get(medium, ())]
        if not providers:
            reasons.append(f"no provider is configured for {medium}")
        elif all(f"{alarms.ACCOUNT}{provider}" in refusing for provider in providers):
            reasons.append(f"no provider takes our messages by {medium}: {', '.join(providers)}")
    return reasons


def media(policy: SupportPolicy) -> list[Medium]:
    """The media that people are reached by: calls only where the policy's steps call."""
    steps = [step for one in (policy.escalation, *policy.escalations.values()) for step in one.steps]
    calls = any(step.calls is not None or Medium.VOICE in step.media for step in steps)
    return [Medium.SMS, Medium.MAIL, *([Medium.VOICE] if calls else [])]
