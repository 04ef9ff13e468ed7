"""Importing the customers' directory: a file is looked at, what it would do is shown, and only then is it done."""

from __future__ import annotations

import base64
import binascii

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, Form

from app.domain import customer_file
from app.domain.customer_file import Sheet
from app.domain.customer_plan import Plan
from app.domain.directory import COLUMNS, choices
from app.operations import customers as directory
from app.web.manager.customers import author
from app.web.manager.guard import person
from app.web.room import desk

FILE_BYTES = 1024 * 1024
BODY_BYTES = 2 * FILE_BYTES  # the file travels with its preview, in base 64
TAKE_FILES = ("manager.check_file", "manager.take_in")
SHOWN = 200  # lines of a preview


class ImportForm(Form):
    """The file."""

    file = FileField("CSV file")


def ask() -> ResponseReturnValue:
    """Which file?"""
    return _page(ImportForm())


def check() -> ResponseReturnValue:
    """Shows what importing the file would do, or all that is wrong with it. Nothing is imported yet."""
    file = request.files.get("file")
    data = b""
    if file:
        with file.stream as stream:
            data = stream.read()
    if not data:
        return _refused("Choose a CSV file that is not empty")
    if len(data) > FILE_BYTES:
        return _refused("The file is larger than 1 MB. Import it in parts, or on the command line")
    with desk().database.reading() as db:
        plan = directory.plan(db, _sheet(data))
    return _shown(plan, data)


def take_in() -> ResponseReturnValue:
    """Imports the file that was looked at; if it would do something else by now, that is shown instead."""
    try:
        data = base64.b64decode(request.form.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        return _refused("The file did not come with the page: choose it again")
    with desk().database.writing() as db:
        plan, done = directory.take_in(
            db, _sheet(data), seen=request.form.get("seen", ""), mint=desk().mint, author=author()
        )
    if not done:
        return _shown(plan, data, again=True)
    flash(f"Imported: {len(plan.new)} new, {len(plan.changed)} changed, {plan.unchanged} unchanged.")
    return redirect(url_for("manager.list_customers"), 303)


def _sheet(data: bytes) -> Sheet:
    return customer_file.read(data, choices(desk().policy))


def _shown(plan: Plan, data: bytes, *, again: bool = False) -> ResponseReturnValue:
    if plan.faults:
        count = len(plan.faults) + plan.unnamed
        return _refused(f"Nothing was imported: {count:,} thing{'s are' if count > 1 else ' is'} wrong", plan)
    content = base64.b64encode(data).decode()
    return _page(ImportForm(), plan, content=content, again=again), 409 if again else 200


def _refused(words: str, plan: Plan | None = None) -> ResponseReturnValue:
    form = ImportForm()
    form.file.errors = (words,)
    return _page(form, plan), 422


def _page(form: ImportForm, plan: Plan | None = None, *, content: str = "", again: bool = False) -> str:
    return render_template(
        "manager/customers_import.html",
        form=form,
        plan=plan,
        content=content,
        again=again,
        columns=COLUMNS,
        choices=choices(desk().policy),
        shown=SHOWN,
        person=person(),
    )
