"""A voice page's conversation, turn by turn: the same for a provider's call and for the demo's phone."""

from __future__ import annotations

import structlog
from flask import abort
from sqlalchemy.orm import Session

from app.domain import call_script, drill_words
from app.domain.call_script import MOST_TIMES_ASKED, Script, Told
from app.domain.delivery import Medium
from app.operations import acknowledgement, paging
from app.store import incidents
from app.store.database import is_away
from app.store.deliveries import Delivery
from app.store.dossiers import Dossier, Dossiers
from app.store.incidents import Incident, Page
from app.store.staff import Staff
from app.web.room import desk, now

NOTICES = ("contact-code", "pager-test")  # the calls that are about no incident


def picked_up(delivery_id: str, *, is_machine: bool = False) -> Script:
    """The first words. Listening changes nothing; a machine is told, and asked for nothing."""
    with desk().database.reading() as db:
        delivery = db.get(Delivery, delivery_id)
        if delivery and delivery.medium == Medium.VOICE and delivery.wording in NOTICES:
            is_over = delivery.wording == "contact-code" and now() > delivery.useful_until
            return call_script.code_over() if is_over else desk().stationery.notice_call(delivery)
        delivery = _call(db, delivery_id)
        incident = db.get_one(Incident, delivery.incident_id)
        is_help = delivery.wording == "help" and incident.is_taken
        known = None if is_help else _settled(db, incident, delivery)
        if known:
            return said_of(incident, known)
        dossier = Dossiers(db, [delivery]).about(delivery)
        assert dossier is not None, "a page without an incident"
        told = _told(db, delivery, dossier)
    if is_help:
        script = call_script.help_wanted(told)
    elif is_machine:
        script = call_script.to_a_machine(told)
    else:
        script = call_script.opening(told, desk().stationery.keys(delivery, 1))
    return said_of(incident, script)


def pressed(delivery_id: str, key: str, times_asked: int, *, is_machine: bool = False) -> Script:
    """What a key does, or none: the one takes the incident, the other passes it on, any other is asked for anew."""
    with desk().database.writing() as db:
        delivery = _call(db, delivery_id)
        incident = incidents.held(db, delivery.incident_id or "")
        assert incident is not None, "a page without an incident"
        return said_of(incident, _answered(db, incident, delivery, key, times_asked, is_machine=is_machine))


def said_of(incident: Incident, script: Script) -> Script:
    """What is said, with the words before and after it that a drill has."""
    return drill_words.spoken(script) if incident.is_drill else script


def _told(db: Session, delivery: Delivery, dossier: Dossier) -> Told:
    """What a call says of its incident; where its facts cannot be put into words, that there is one."""
    try:
        return desk().stationery.told(db, delivery, dossier, now())
    except Exception as error:
        if is_away(error):
            raise
        structlog.get_logger().error(
            "call_undescribed", delivery=delivery.id, fault=type(error).__name__, exc_info=True
        )
        return desk().stationery.bare_told(delivery, dossier)


def _answered(
    db: Session, incident: Incident, delivery: Delivery, key: str, times_asked: int, *, is_machine: bool
) -> Script:
    if is_machine:
        return call_script.nobody_pressed()
    known = _settled(db, incident, delivery)
    if known:
        return known
    keys = desk().stationery.keys(delivery, times_asked)
    if key == keys.take:
        return _take(db, incident, db.get_one(Staff, delivery.staff_id))
    if key == keys.pass_on:
        acknowledgement.pass_on(db, db.get_one(Page, delivery.page_id), now=now(), reason="said on the telephone")
        return call_script.passed_on(not paging.is_everybody_asked(incident))
    if times_asked >= MOST_TIMES_ASKED:
        return call_script.nobody_pressed()
    again = desk().stationery.keys(delivery, times_asked + 1)
    return call_script.wrong_key(again) if key else call_script.no_key(again)


def _call(db: Session, delivery_id: str) -> Delivery:
    delivery = db.get(Delivery, delivery_id)
    if delivery is None or delivery.medium != Medium.VOICE or delivery.page_id is None:
        abort(404)
    return delivery


def _take(db: Session, incident: Incident, person: Staff) -> Script:
    answer = acknowledgement.acknowledge(db, incident.id, person, mint=desk().mint, now=now(), by="the telephone")
    if not answer.is_yours:
        return call_script.held(answer.holder)
    return drill_words.taken() if incident.is_drill else call_script.taken(incident.reference)


def _settled(db: Session, incident: Incident, delivery: Delivery) -> Script | None:
    """What there is to say where nothing is to be asked any more: it is over, or somebody has it."""
    if incident.resolved_at:
        return call_script.over()
    if incident.acknowledged_by is None:
        return None
    if incident.acknowledged_by == delivery.staff_id:
        return call_script.taken(incident.reference)
    return call_script.held(db.get_one(Staff, incident.acknowledged_by).first_name)
