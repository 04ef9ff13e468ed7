"""The policy page: what the policy says in plain words, and what would happen at an instant. It only reads."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.domain import span_words, step_words
from app.domain.escalation import EVERYONE
from app.web.manager import policy_words
from app.web.manager.guard import person
from app.web.manager.what_if import WhatIfForm, is_asked
from app.web.manager.what_if_answer import answer
from app.web.room import desk, now


def show() -> ResponseReturnValue:
    """The policy, and the answer to the question that the URL asks, if it asks one."""
    rules = desk().rules
    policy, is_question = rules.policy, is_asked(request.args)
    form = WhatIfForm.of(policy, request.args, now())
    asked = form.asked() if is_question else None
    found = None
    if asked:
        with desk().database.reading() as db:
            found = answer(db, rules, asked)
    today = now().astimezone(ZoneInfo(policy.hours.zone)).date()
    page = render_template(
        "manager/policy.html",
        form=form,
        is_question=is_question,
        answer=found,
        weeks=policy_words.weeks(policy),
        weekdays=policy_words.WEEKDAYS,
        gate_words=policy_words.GATE[policy.gate.opens],
        holidays=policy_words.holidays(policy, today),
        promised=policy_words.promised(rules),
        suggested_by=policy_words.suggested_by,
        ladders=policy_words.ladders(policy),
        by=step_words.by,
        span_words=span_words,
        layers={layer.slug: layer.name for layer in policy.layers} | {EVERYONE: "Everyone"},
        person=person(),
    )
    return page, 422 if form.errors else 200
