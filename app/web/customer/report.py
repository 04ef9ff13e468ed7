"""Reporting: page 1 asks what has stopped, page 2 what the customer sees, and sending ends on the tracking page."""

from __future__ import annotations

import re

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.domain import refusals
from app.domain.triage import Answers, decide
from app.web.customer.doubts import TRAP, doubt, shown_at
from app.web.customer.filled import new_report, services
from app.web.customer.forms import DetailsForm, ServicesForm, details_form, own_questions
from app.web.customer.maintenance import notices, under_way
from app.web.customer.opening import opening
from app.web.filing import file
from app.web.keeping import Kept, keep
from app.web.room import desk, now

FORMS = ("customer.choose", "customer.send")  # whose answers survive a token that has expired

UNPROCESSABLE = 422
AWAY = 503
TOO_MANY = 429

_INTENT = re.compile(r"[A-Za-z0-9_-]{8,64}")


def start() -> ResponseReturnValue:
    """Page 1. Inside normal hours it first shows the better ways, and goes on only if asked to."""
    here = opening()
    if not here["gate"].is_open and "anyway" not in request.args:
        return render_template("customer/home.html", **here, **notices())
    session.setdefault("intent", desk().mint.id())
    asked_for = [slug for slug in request.args.getlist("services") if slug]
    form = ServicesForm.of(
        desk().policy, intent=session["intent"], services=asked_for, affected=request.args.get("affected")
    )
    page = _page_1(form)
    # "no-store" would make Back fetch the page anew: a browser's own copy keeps what was chosen.
    return page, {"Cache-Control": "no-cache, private"}


def choose() -> ResponseReturnValue:
    """Page 1 answered: page 2; or the page that says what is not covered, kept like every report."""
    chosen = _chosen()
    if not chosen.validate():
        return _page_1(chosen), UNPROCESSABLE
    answers = _answers(chosen)
    if decide(desk().rules, answers, now()).verdict == "declined":
        refusal = refusals.intent_of(_intent(chosen), answers.services, answers.affected)
        new = new_report(chosen, _details(MultiDict()), now(), intent=refusal)
        try:
            filed = None if doubt(new) else file(new)
        except Exception as error:
            return _page_1(chosen, kept=keep(new, error)), AWAY
        if filed is None:
            return _page_1(chosen, many=True), TOO_MANY
        return redirect(url_for("customer.show", token=filed.token), 303)
    return _page_2(chosen, _details(request.form if "company" in request.form else None))


def send() -> ResponseReturnValue:
    """Page 2 answered: the report is kept, and paged if it is accepted. An error keeps every answer."""
    chosen, details = _chosen(), _details(request.form)
    if not chosen.validate():
        return _page_1(chosen), UNPROCESSABLE
    if not details.validate():
        return _page_2(chosen, details, status=UNPROCESSABLE)
    new = new_report(chosen, details, now(), intent=_intent(chosen))
    try:
        why = doubt(new)
        filed = None if why else file(new)
    except Exception as error:
        return _page_2(chosen, details, status=AWAY, kept=keep(new, error))
    if filed is None:
        return _page_2(chosen, details, status=TOO_MANY, trouble=why)
    session.pop("intent", None)
    return redirect(url_for("customer.show", token=filed.token), 303)


def send_again() -> ResponseReturnValue:
    """The form's own token had expired: the filled form once more, with a fresh one. Nothing typed is lost."""
    chosen, details = _chosen(), _details(request.form)
    is_page_1 = request.endpoint == "customer.choose" and "company" not in request.form
    if is_page_1 or not chosen.validate():
        return _page_1(chosen, stale=True), 400
    return _page_2(chosen, details, status=400, trouble="stale")


def _page_1(form: ServicesForm, *, stale: bool = False, many: bool = False, kept: Kept | None = None) -> str:
    policy = desk().policy
    hints = {service.slug: service.hint for service in policy.services}
    hints |= {exclusion.slug: exclusion.hint for exclusion in policy.exclusions}
    return render_template(
        "customer/services.html",
        form=form,
        hints=hints,
        under_way=under_way(),
        stale=stale,
        many=many,
        kept=kept,
        **opening(),
    )


def _page_2(
    chosen: ServicesForm, details: DetailsForm, *, status: int = 200, trouble: str = "", kept: Kept | None = None
) -> tuple[str, int]:
    page = render_template(
        "customer/details.html",
        chosen=chosen,
        form=details,
        questions=own_questions(desk().policy),
        errors_question=next((q for q in desk().policy.questions if q.field == "errors"), None),
        trouble=trouble,
        kept=kept,
        trap=(TRAP, request.form.get(TRAP, "")),
        shown=shown_at(),
        is_confirmed=trouble in ("many", "person") or "confirmed" in request.form,
        **opening(),
    )
    return page, status


def _chosen() -> ServicesForm:
    return ServicesForm.of(desk().policy, request.form)


def _details(data: MultiDict[str, str] | None) -> DetailsForm:
    return details_form(desk().policy, data)


def _intent(chosen: ServicesForm) -> str:
    """The form's key; a form without one (somebody's own script) gets a fresh one and is one report by itself."""
    given = chosen.intent.data or ""
    return given if _INTENT.fullmatch(given) else desk().mint.id()


def _answers(chosen: ServicesForm) -> Answers:
    return Answers(services=services(chosen), affected=chosen.affected.data)
