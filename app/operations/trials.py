"""Trials: a message that asks for nothing, sent by one provider to whoever is signed in, to see that it arrives."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.delivery import Medium
from app.domain.tokens import Mint
from app.operations import outbox, record
from app.operations.contact_methods import MethodError
from app.store import staff, throttles
from app.store.staff import ContactMethod, Staff

WORDING = "pager-test"
LASTS = timedelta(minutes=10)
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 10
MEDIA = {Medium.SMS: "text", Medium.VOICE: "call", Medium.MAIL: "mail"}
PLACES = {Medium.SMS: "number for texts", Medium.VOICE: "number for calls", Medium.MAIL: "mail address"}


def send(session: Session, who: Staff, medium: Medium, *, way: int, provider: str, mint: Mint, now: datetime) -> str:
    """Sends one to their own first proved way, by the provider that is the medium's `way`-th. Returns the address."""
    method = proved_way(session, who, medium)
    if method is None:
        raise MethodError(f"No {PLACES[medium]} of yours is proved yet. Do step 1 first")
    if throttles.hit(session, f"trial:{who.id}", now + AN_HOUR, now) > MOST_AN_HOUR:
        raise MethodError(f"{MOST_AN_HOUR} tests were sent within the hour. Wait a while")
    row = outbox.to_method(
        mint, who, method, WORDING, now, lasts=LASTS, priority=outbox.NEWS, way=way, provider=provider
    )
    outbox.post(session, [row | {"way": way}])
    text = f"{who.first_name} had a test {MEDIA[medium]} sent by {provider}"
    record.append(session, [record.event("person.reached", text, now, actor=who.name, staff_id=who.id)])
    return method.address


def proved_way(session: Session, who: Staff, medium: Medium) -> ContactMethod | None:
    """Where a trial by that medium goes: the person's first way of the kind that counts."""
    return next((one for one in staff.methods_of(session, [who.id]) if one.medium == medium), None)
