"""The on-call list: who is on call now, and in any fourteen days; one-off shifts are put in and ended here."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import DateTimeLocalField, Form, SelectField
from wtforms.validators import InputRequired, Optional

from app.operations import rota as rotas
from app.operations.rota import ShiftError
from app.store import deliveries, rota, staff
from app.web.manager import rota_page, rota_span
from app.web.manager.guard import person
from app.web.manager.rota_hand import hand
from app.web.manager.rota_span import Span, SpanForm
from app.web.room import desk, now


class ShiftForm(Form):
    """A person on call in a layer, from a local time until another, or until further notice."""

    layer = SelectField("Layer")
    staff_id = SelectField("Person")
    starts_at = DateTimeLocalField("From", validators=[InputRequired("Say when the shift starts")])
    ends_at = DateTimeLocalField("Until (leave empty for: until further notice)", validators=[Optional()])


def show() -> ResponseReturnValue:
    """Now, and the fourteen days that are asked for."""
    asked = rota_span.asked()
    with desk().database.reading() as db:
        page = _page(db, _form(db), asked)
    return page, 422 if asked[1].errors else 200


def add() -> ResponseReturnValue:
    """Puts a person on call."""
    with desk().database.reading() as db:
        form = _form(db)
        if not form.validate():
            return _page(db, form, rota_span.asked()), 422
    try:
        with desk().database.writing() as db:
            rotas.add_shift(
                db,
                layer=form.layer.data,
                staff_id=form.staff_id.data,
                starts_at=_instant(form.starts_at.data),
                ends_at=_instant(form.ends_at.data) if form.ends_at.data else None,
                mint=desk().mint,
                hand=hand(),
            )
    except ShiftError as error:
        form.ends_at.errors = (str(error),)
        with desk().database.reading() as db:
            return _page(db, form, rota_span.asked()), 422
    return redirect(url_for("manager.show_rota"), 303)


def end(shift_id: str) -> ResponseReturnValue:
    """Ends a shift now, or takes one away that has not begun."""
    with desk().database.writing() as db:
        rotas.end_shift(db, shift_id, now(), hand())
    return redirect(url_for("manager.show_rota"), 303)


def _form(db: Session) -> ShiftForm:
    form = ShiftForm(request.form)
    form.layer.choices = {layer.slug: layer.name for layer in desk().policy.layers}
    form.staff_id.choices = {who.id: who.name for who in staff.active(db)}
    return form


def _page(db: Session, form: ShiftForm, asked: tuple[Span, SpanForm]) -> str:
    at = now()
    people = staff.active(db)
    methods = staff.kept_methods_of(db, [who.id for who in people])
    span, span_form = asked
    return render_template(
        "manager/rota.html",
        **rota_page.shown(db, desk().rules, at, span),
        shifts=rota.shifts_over(db, span.starts_at, span.ends_at, at),
        people=people,
        methods=methods,
        arrivals=deliveries.last_arrivals(db, [one.id for one in methods]),
        form=form,
        span=span,
        span_form=span_form,
        person=person(),
    )


def _instant(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo(desk().policy.hours.zone)).astimezone(UTC)
