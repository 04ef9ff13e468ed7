"""The acknowledge page: before, after, when somebody else has it, and when it is long over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.domain.maintenance import met_by, told
from app.operations import acknowledgement, assignment, corrections, drill_end, paging, replies, resolution
from app.operations.replies import NoAddress
from app.store import attachments, calls, incidents, mails, reports, timeline
from app.store import maintenance as windows
from app.store import replies as kept_replies
from app.store.attachments import Attachment
from app.store.customers import Customer
from app.store.incidents import Incident, Page
from app.store.reports import Report
from app.store.staff import Staff
from app.web.files import handed_out
from app.web.grouping import group
from app.web.listening import recording
from app.web.oncall.guard import page
from app.web.replying import ReplyForm, words
from app.web.room import desk, now

DEAD_AFTER = timedelta(hours=12)  # after the incident was resolved


def show() -> ResponseReturnValue:
    """Reading changes nothing, however often and by whomever the link is opened."""
    with desk().database.reading() as db:
        return _page(db)


def acknowledge() -> ResponseReturnValue:
    """The button takes the incident, unless somebody has it. From a mail a box has to be ticked first."""
    if request.form.get("by") == "mail" and "person" not in request.form:
        with desk().database.reading() as db:
            return _page(db, unticked=True), 422
    return do(
        lambda db, incident, person: acknowledgement.acknowledge(
            db, incident.id, person, mint=desk().mint, now=now(), by="the link"
        )
    )


def pass_on() -> ResponseReturnValue:
    """I can't: the next is paged at once."""
    with desk().database.writing() as db:
        still_alive(db)
        acknowledgement.pass_on(db, db.get_one(Page, page().id), now=now(), reason=words())
    return _back()


def reply() -> ResponseReturnValue:
    """The person who has it replies to the customer."""
    with desk().database.reading() as db:
        form = ReplyForm.of(its_incident(db), request.form)
        if not form.validate():
            return _page(db, form), 422
    try:
        say = replies.reply_to_all if form["to_all"].data else replies.reply
        return do_as_holder(
            lambda db, incident, who: say(db, incident, who, form.telling(), mint=desk().mint, now=now())
        )
    except NoAddress:
        form.say_no_address()
        with desk().database.reading() as db:
            return _page(db, form), 422


def fetch(attachment_id: str) -> ResponseReturnValue:
    """A file that the customer added, for whoever has the incident."""
    with desk().database.reading() as db:
        incident = its_incident(db)
        if _is_dead(incident):
            abort(410)
        return handed_out(db, _files(db, incident), attachment_id)


def note() -> ResponseReturnValue:
    """A note for colleagues, and a sign of life."""
    return do(lambda db, incident, person: replies.note(db, incident, person, words(), now=now()))


def hand_back() -> ResponseReturnValue:
    """Whoever has it gives it back."""
    return do(
        lambda db, incident, person: acknowledgement.hand_back(db, incident.id, person, now=now(), reason=words())
    )


def resolve() -> ResponseReturnValue:
    """It is fixed, as far as the engineer can tell."""
    return do_as_holder(
        lambda db, incident, person: resolution.resolve(db, incident, person, words(), mint=desk().mint, now=now())
    )


def listen() -> ResponseReturnValue:
    """What the customer said on the telephone, for whoever has the incident."""
    with desk().database.reading() as db:
        incident = its_incident(db)
        if _is_dead(incident) or incident.acknowledged_by != page().staff_id:
            abort(410 if _is_dead(incident) else 404)
        call = calls.of_report(db, reports.of_incident(db, incident.id))
    return recording(call)


Act = Callable[[Session, Incident, Staff], Any]


def do(act: Act) -> ResponseReturnValue:
    """Does something to the incident while nobody else can, and shows it again."""
    with desk().database.writing() as db:
        incident = still_alive(db)
        act(db, incident, db.get_one(Staff, page().staff_id))
    return _back()


def do_as_holder(act: Act) -> ResponseReturnValue:
    """Only whoever has the incident speaks for us; anybody else's press changes nothing, and they see who has it."""
    return do(
        lambda db, incident, person: (
            act(db, incident, person) if incident.acknowledged_by == person.id and not incident.is_drill else None
        )
    )


def its_incident(db: Session) -> Incident:
    """The incident that the link is for; where it has joined another, that one."""
    incident = db.get_one(Incident, page().incident_id)
    return db.get_one(Incident, incident.lead_id) if incident.lead_id else incident


def still_alive(db: Session) -> Incident:
    """The incident, locked; 410 where it has long been over."""
    incident = incidents.held(db, its_incident(db).id)
    if incident is None or _is_dead(incident):
        abort(410)
    return incident


def _is_dead(incident: Incident) -> bool:
    return incident.resolved_at is not None and now() - incident.resolved_at > DEAD_AFTER


def _back() -> ResponseReturnValue:
    return redirect(url_for("oncall.show", token=g.token), 303)


def _page(db: Session, form: ReplyForm | None = None, *, unticked: bool = False) -> str:
    own = page()
    incident = its_incident(db)
    report = reports.of_incident(db, incident.id)
    holder = db.get(Staff, incident.acknowledged_by) if incident.acknowledged_by else None
    is_mine = incident.acknowledged_by == own.staff_id
    events = timeline.of(db, report.id, incident.id)
    return render_template(
        "oncall/over.html" if _is_dead(incident) else "oncall/page.html",
        token=g.token,
        page=own,
        incident=incident,
        report=report,
        customer=db.get(Customer, report.customer_id) if report.customer_id else None,
        person=db.get_one(Staff, own.staff_id),
        holder=holder,
        is_mine=is_mine,
        resolver=db.get(Staff, incident.resolved_by) if incident.resolved_by else None,
        events=events if is_mine else (),
        corrected=corrections.older(events),
        earlier=reports.earlier_of(db, report) if is_mine else (),
        files=_files(db, incident),
        mails=mails.of_report(db, report.id) if is_mine else (),
        replies=kept_replies.of_incident(db, incident.id),
        form=form or ReplyForm.of(incident),
        call=calls.of_report(db, report),
        by_mail=request.values.get("by") == "mail",
        unticked=unticked,
        next_at=paging.next_people_at(incident),
        has_passed=own.passed_at is not None and own.last_paged_at <= own.passed_at,
        is_quiet=paging.is_quiet(incident),
        can_undo=is_mine and acknowledgement.can_undo(incident, now()),
        asked_by=assignment.asked_by(events, own.staff_id),
        asked_for_help=own.helps_since is not None,
        took=drill_end.minutes_and_seconds((incident.acknowledged_at or now()) - incident.opened_at),
        **group(db, incident),
        maintenance=_maintenance(db, incident, report),
    )


def _maintenance(db: Session, incident: Incident, report: Report) -> list[str]:
    """The work that is going on just now on what was reported, while that matters."""
    if incident.resolved_at:
        return []
    at, policy = now(), desk().policy
    return [told(window, policy, at) for window in met_by(windows.running(db, at), report.services, policy)]


def _files(db: Session, incident: Incident) -> Sequence[Attachment]:
    """What was added, for whoever has it: like the customer's number, it is not for everybody who was paged."""
    if incident.acknowledged_by != page().staff_id:
        return ()
    return attachments.of(db, reports.of_incident(db, incident.id).id, incident.id)
