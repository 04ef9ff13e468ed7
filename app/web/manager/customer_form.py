"""The form in which a customer's entry is made and changed. What it takes and refuses is what a file would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField

from app.domain.directory import COLUMNS, Entry, Fault, choices, understood
from app.operations import customers as directory
from app.operations.customers import EntryError, EntryMoved
from app.web.manager.customers import author, found
from app.web.manager.guard import person
from app.web.room import desk

DEFAULT = "The policy's default"


class CustomerForm(Form):
    """An entry as it is typed. The words are kept as they are: `understood` reads them."""

    name = StringField("Name")
    account_code = StringField("Account code")
    email_domains = TextAreaField("Email domains")
    tier = SelectField("Tier")
    region = SelectField("Region")
    term_from = StringField("Term, first day")
    term_until = StringField("Term, last day")
    notes = TextAreaField("Notes")
    seen = HiddenField()

    @classmethod
    def of(cls, entry: Entry | None) -> CustomerForm:
        """What was sent, else the entry's words; without a tier or a region where the policy has none."""
        form, known = cls(request.form, data=entry.cells() if entry else None), choices(desk().policy)
        form._offer("tier", known.tiers, entry.tier if entry else "")
        form._offer("region", known.regions, entry.region if entry else "")
        return form

    def entry(self, before: Entry | None) -> Entry:
        """The entry that it makes of the one before. What cannot be read stays as it was, and its field says why."""
        cells = {name: field.data or "" for name, field in self._fields.items() if name in COLUMNS}
        fields, faults = understood(cells, choices(desk().policy))
        self.say(faults)
        return replace(before or Entry(name=""), **fields)

    def say(self, faults: Iterable[Fault]) -> None:
        """Puts faults at their fields."""
        for fault in faults:
            said = self._fields[fault.column].errors
            self._fields[fault.column].errors = (". ".join([*said, fault.words]),)

    def _offer(self, name: str, options: Mapping[str, str], kept: str) -> None:
        unknown = {kept: f"{kept} (not in the policy)"} if kept else {}
        self._fields[name].choices = {"": DEFAULT, **unknown, **options}
        if not options:
            del self[name]


def new() -> ResponseReturnValue:
    """An empty form."""
    return _page(CustomerForm.of(None))


def add() -> ResponseReturnValue:
    """Adds a customer."""
    form = CustomerForm.of(None)
    entry = form.entry(None)
    with desk().database.reading() as db:
        form.say(directory.faults(db, "", entry))
    if form.errors:
        return _page(form), 422
    try:
        with desk().database.writing() as db:
            customer_id = directory.add(db, entry, mint=desk().mint, author=author())
    except EntryError as error:  # taken a moment ago
        form.say(error.faults)
        return _page(form), 422
    return redirect(url_for("manager.show_customer", customer_id=customer_id), 303)


def edit(customer_id: str) -> ResponseReturnValue:
    """The form with what the directory says."""
    with desk().database.reading() as db:
        _, before = found(db, customer_id)
    return _page(CustomerForm.of(before), customer_id, seen=before.digest)


def change(customer_id: str) -> ResponseReturnValue:
    """Changes a customer's entry, unless somebody else has changed it while the form was open."""
    with desk().database.reading() as db:
        _, before = found(db, customer_id)
        form = CustomerForm.of(before)
        entry = form.entry(before)
        form.say(directory.faults(db, customer_id, entry))
    seen = form.seen.data or ""
    if form.errors:
        return _page(form, customer_id, seen=seen), 422
    try:
        with desk().database.writing() as db:
            directory.change(db, customer_id, entry, seen=seen, author=author())
    except EntryError as error:  # taken a moment ago
        form.say(error.faults)
        return _page(form, customer_id, seen=seen), 422
    except EntryMoved:
        return _page(form, customer_id, seen=before.digest, moved=True), 409
    return redirect(url_for("manager.show_customer", customer_id=customer_id), 303)


def _page(form: CustomerForm, customer_id: str = "", *, seen: str = "", moved: bool = False) -> str:
    form.seen.data = seen
    return render_template(
        "manager/customer_form.html", form=form, customer_id=customer_id, moved=moved, person=person()
    )
