"""A rota from another tool's calendar: what the file would become is shown, and only then is it done."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import FileField, Form, SelectField

from app import calendar_files
from app.calendar_rules import CalendarFileError
from app.domain.rota_events import Occurrence
from app.domain.words import cleaned
from app.operations import rota_gaps, rota_import
from app.operations.rota_import import Plan
from app.web.manager.customers_import import FILE_BYTES
from app.web.manager.guard import person
from app.web.manager.rota_hand import hand
from app.web.room import desk, now

TAKE_FILES = ("manager.check_rota_file", "manager.take_rota_in")
SHOWN = 60  # shifts of a preview
GAPS_SHOWN = 10
BY_SUMMARY = ""


class RotaFileForm(Form):
    """The file, and the layer that it is about."""

    file = FileField("Calendar file")
    layer = SelectField("Layer", default=BY_SUMMARY)


def ask() -> ResponseReturnValue:
    """Which file?"""
    return _page(_form())


def check() -> ResponseReturnValue:
    """Shows what the file would become, or all that is wrong with it. Nothing is imported yet."""
    form, content = _form(), _sent()
    events = _events(form, content)
    if events is None:
        return _page(form, content=content), 422
    with desk().database.reading() as db:
        plan = _plan(db, form, content, events)
        return _shown(db, form, plan, content, events)


def take_in() -> ResponseReturnValue:
    """Imports the file that was looked at; if it would do something else by now, that is shown instead."""
    form, content = _form(), _sent()
    events = _events(form, content)
    if events is None:
        return _page(form, content=content), 422
    with desk().database.writing() as db:
        plan = _plan(db, form, content, events)
        if plan.faults or plan.digest != request.form.get("seen"):
            return _shown(db, form, plan, content, events, again=True)
        done = rota_import.take_in(db, hand(), events, calendar_files.uids(content), form.layer.data or None)
    flash(f"Imported {done.added} shifts; {done.replaced} were replaced. Below it can be taken back")
    return redirect(url_for("manager.show_rota"), 303)


def undo(import_id: str) -> ResponseReturnValue:
    """Takes the last import back."""
    with desk().database.writing() as db:
        is_done = rota_import.undo(db, hand(), cleaned(import_id))
    said = (
        "The import was taken back" if is_done else "Nothing was taken back: that import is not the last one any more"
    )
    flash(said)
    return redirect(url_for("manager.show_rota"), 303)


def _form() -> RotaFileForm:
    form = RotaFileForm(request.form)
    layers = {layer.slug: layer.name for layer in desk().policy.layers}
    form.layer.choices = {BY_SUMMARY: "The one that each event's summary names", **layers}
    return form


def _sent() -> bytes:
    """The file that was chosen, or else the one that came with the page."""
    file = request.files.get("file")
    if file:
        with file.stream as stream:
            data: bytes = stream.read()
        if data:
            return data
    try:
        return base64.b64decode(request.form.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _events(form: RotaFileForm, content: bytes) -> Sequence[Occurrence] | None:
    """The file's events. None: it cannot be read, and the form says why."""
    if not form.validate():
        return None
    if not content:
        form.file.errors = ("Choose a calendar file that is not empty",)
        return None
    if len(content) > FILE_BYTES:
        form.file.errors = ("The file is larger than 1 MB. Export fewer months, or import it on the command line",)
        return None
    try:
        return calendar_files.read(content, now(), now() + rota_import.AHEAD, desk().policy.hours.zone)
    except CalendarFileError as error:
        form.file.errors = (f"That is no calendar that can be read: {error}",)
        return None


def _plan(db: Session, form: RotaFileForm, content: bytes, events: Sequence[Occurrence]) -> Plan:
    return rota_import.plan(db, hand(), events, calendar_files.uids(content), form.layer.data or None)


def _shown(
    db: Session, form: RotaFileForm, plan: Plan, content: bytes, events: Sequence[Occurrence], *, again: bool = False
) -> ResponseReturnValue:
    over = len(calendar_files.uids(content) - {one.uid for one in events})
    if plan.faults:
        count = len(plan.faults)
        form.file.errors = (f"Nothing was imported: {count} thing{'s are' if count > 1 else ' is'} wrong",)
        return _page(form, plan, content=content, over=over), 422
    gaps = rota_import.gaps_after(db, plan, desk().rules, now())
    said = [rota_gaps.shown(desk().policy, gap) for gap in gaps]
    return _page(form, plan, content=content, over=over, gaps=said, again=again), 409 if again else 200


def _page(
    form: RotaFileForm,
    plan: Plan | None = None,
    *,
    content: bytes = b"",
    over: int = 0,
    gaps: Sequence[dict[str, str]] = (),
    again: bool = False,
) -> str:
    kept = base64.b64encode(content).decode() if len(content) <= FILE_BYTES else ""
    return render_template(
        "manager/rota_file.html", form=form, plan=plan, content=kept, over=over, gaps=gaps, again=again, shown=SHOWN,
        gaps_shown=GAPS_SHOWN, days=rota_import.AHEAD.days, person=person(),
        layers={layer.slug: layer.name for layer in desk().policy.layers},
    )  # fmt: skip
