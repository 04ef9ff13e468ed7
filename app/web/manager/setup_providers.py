"""The step about providers: which are set up, a test by each to whoever is signed in, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.domain import times
from app.domain.delivery import Medium, State
from app.operations import trials
from app.store import beats, deliveries
from app.store.deliveries import Delivery
from app.store.staff import Staff
from app.web import health
from app.web.manager.setup_steps import Step

if TYPE_CHECKING:
    from app.desk import Desk

LOOKED_BACK = timedelta(days=30)  # what arrived longer ago proves nothing about today
SHOWN_FOR = timedelta(hours=1)
TITLES = {Medium.SMS: "Texts", Medium.VOICE: "Calls", Medium.MAIL: "Mail"}
NEEDS = {
    Medium.SMS: "TWILIO_ACCOUNT_SID, TWILIO_API_KEY, TWILIO_API_SECRET and TWILIO_FROM",
    Medium.VOICE: "TWILIO_ACCOUNT_SID, TWILIO_API_KEY, TWILIO_API_SECRET and TWILIO_FROM",
    Medium.MAIL: "SENDGRID_API_KEY with SENDGRID_FROM, or SMTP_URL",
}
WITHOUT_RECEIPTS = ("smtp", "demo")


@dataclass(frozen=True, kw_only=True)
class Way:
    """One provider of one medium, with its newest test and whether one can go now."""

    medium: Medium
    number: int
    provider: str
    title: str
    to: str | None
    said: Sequence[str]
    missing: str


def step(db: Session, desk: Desk, who: Staff, now: datetime) -> Step:
    """What is configured and what is not, by the settings' names, and whether each provider is known to deliver."""
    ways = [one for medium in TITLES for one in _ways(db, desk, who, medium, now)]
    needed = health.media(desk.policy)
    missing = [
        f"{TITLES[medium]}: no provider is set up. Set {NEEDS[medium]}" for medium in needed if not desk.ways(medium)
    ]
    missing += [one.missing for one in ways if one.missing and one.medium in needed]
    missing += _alive(db, desk, now)
    return Step(
        slug="providers", title="Texts, calls and mail", missing=missing, looks=_looks(desk), more={"ways": ways}
    )


def _ways(db: Session, desk: Desk, who: Staff, medium: Medium, now: datetime) -> list[Way]:
    mine = deliveries.newest_to(db, who.id, trials.WORDING, now - SHOWN_FOR)
    place = trials.proved_way(db, who, medium)
    found = []
    for number, channel in enumerate(desk.channels.get(medium, ())):
        title = f"{TITLES[medium]} by {channel.provider}"
        test = next((one for one in mine if one.medium == medium and one.facts.get("way") == number), None)
        found.append(
            Way(
                medium=medium,
                number=number,
                provider=channel.provider,
                title=title,
                to=place.address if place else None,
                said=_said(test, channel.provider, desk),
                missing=_unproven(db, desk, medium, channel.provider, title, now),
            )
        )
    return found


def _unproven(db: Session, desk: Desk, medium: Medium, provider: str, title: str, now: datetime) -> str:
    """Why it is not known that what this provider is given arrives; empty where it is."""
    taken, arrived = deliveries.newest_by(db, medium, provider, now - LOOKED_BACK)
    if taken is None:
        return f"{title}: nothing went that way in the last {LOOKED_BACK.days} days. Send yourself a test"
    if arrived is None and gives_receipts(desk, provider):
        url = desk.settings.public_url
        return f"{title}: taken, and no receipt came. Can the provider reach {url}, and is it set up to send receipts?"
    return ""


def gives_receipts(desk: Desk, provider: str) -> bool:
    """Whether receipts of that provider can reach us, as it is set up."""
    if provider == "sendgrid":
        return desk.sendgrid_signature is not None
    if provider == "vonage":
        return desk.vonage_signature is not None
    return provider not in WITHOUT_RECEIPTS


def _said(test: Delivery | None, provider: str, desk: Desk) -> list[str]:
    """What became of a test, in words; what the provider said in its own."""
    if test is None:
        return []
    local = desk.policy.hours.local
    at = times.clock_time_exact(test.created_at, local)
    said = [f"Asked for at {at}, to {test.address}"]
    failure = f"{test.words} ({test.code})" if test.code else ""
    if test.sent_at:
        taker = test.provider or provider
        other = f"{provider} did not take it; it went by {taker}. " if taker != provider else ""
        said.append(f"{other}{taker} took it at {times.clock_time_exact(test.sent_at, local)}, as {test.provider_id}")
    if test.delivered_at:
        word = "Picked up" if test.medium == Medium.VOICE else "Delivered"
        said.append(f"{word} at {times.clock_time_exact(test.delivered_at, local)}, says its receipt")
    elif test.state in (State.REFUSED, State.EXHAUSTED):
        said.append(f"It failed. The provider says: {failure}")
    elif test.state == State.EXPIRED:
        said.append("It waited for ten minutes and nobody sent it: is a dispatcher running?")
    elif test.sent_at:
        receipts = gives_receipts(desk, test.provider or provider)
        said.append("No receipt yet: look again in a moment" if receipts else "This way gives no receipts")
    else:
        said.append(f"Tried, and tried again in a moment. The provider says: {failure}" if failure else "On its way")
    return said


def _alive(db: Session, desk: Desk, now: datetime) -> list[str]:
    """Whether somebody sends, and whether somebody outside would notice if nobody did."""
    missing = []
    beat = beats.latest(db, now)
    if beat is None or now - beat.at > health.LONGEST_SINCE_BEAT:
        missing.append("No dispatcher has been at work for a minute, so nothing is sent. Start one: flask dispatch")
    elif beat.fault:
        missing.append(f"The dispatcher's audit fails: {beat.fault}")
    if desk.heartbeat is None and desk.settings.is_production:
        missing.append("HEARTBEAT_URL is not set: nobody outside would notice if the portal stood still")
    return missing


def _looks(desk: Desk) -> list[str]:
    settings = desk.settings
    looks = []
    if settings.sendgrid and not settings.sendgrid.webhook_key:
        looks.append("SENDGRID_WEBHOOK_KEY is not set: whether a mail arrived is never known")
    if settings.twilio and not settings.vonage:
        looks.append("There is one provider of texts. VONAGE_API_KEY, VONAGE_API_SECRET and VONAGE_FROM add another")
    if desk.ways(Medium.MAIL) == 1 and settings.is_production:
        other = "SMTP_URL adds" if settings.sendgrid else "SENDGRID_API_KEY adds"
        looks.append(f"There is one way for mail. {other} another")
    if desk.heartbeat:
        looks.append("HEARTBEAT_URL is set. See at its service that it hears a beat every ten seconds")
    return looks
