"""Proof: before some changes whoever is signed in shows once more that it is them. What they had typed is kept."""

from __future__ import annotations

from typing import Literal

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import Length

from app import passwords
from app.domain.sign_in import is_proven
from app.domain.words import cleaned
from app.operations import sign_ins
from app.store import passkeys
from app.store.rota import KeptAbsence
from app.web.lengths import at_most
from app.web.manager import passkey_sign_in, second_factor
from app.web.manager.guard import person, sign_in_id
from app.web.room import desk, now, too_often

Proof = Literal["never", "always", "others"]
NEVER: Proof = "never"
ALWAYS: Proof = "always"
OTHERS: Proof = "others"  # where it is about somebody else

TRIES, MINUTES = 10, 15
MANY = "Too many tries. Wait 15 minutes"
WRONG_PASSWORD = "That is not your password"  # noqa: S105
WRONG_PASSKEY = "That passkey is not one of yours here, or more than five minutes went by. Try again"
NOTHING = "Type your password"


class ProofForm(Form):
    """What shows that it is them. The names are no field's of any other form: both are sent together."""

    proof_password = PasswordField("Your password", validators=[at_most(1000)])
    proof_code = StringField("Or the code from your authenticator app", filters=[cleaned], validators=[at_most(20)])
    proof_passkey = HiddenField(validators=[Length(max=passkey_sign_in.LONGEST)])


def asked(proof: Proof) -> ResponseReturnValue | None:
    """None to go on. Where the last proof is too old, a page that asks for one and keeps the whole form."""
    if proof == NEVER or is_proven(g.sign_in.proven_at, now()) or (proof == OTHERS and not _is_about_others()):
        return None
    form = ProofForm(request.form)
    if "proof_password" not in request.form:
        return _page(form), 403
    with desk().database.writing() as db:
        if too_often(db, "proof", person().id, limit=TRIES, minutes=MINUTES):
            form.proof_password.errors = (MANY,)
            return _page(form), 429
    if not _is_right(form):
        return _page(form), 422
    with desk().database.writing() as db:
        sign_ins.prove(db, sign_in_id(), now())
    return None


def _is_right(form: ProofForm) -> bool:
    """Whether one of the three is right; where not, the form says which is wrong."""
    if not form.validate():
        return False
    if form.proof_passkey.data:
        who = passkey_sign_in.owner(form.proof_passkey.data)
        if who is not None and who.id == person().id:
            return True
        form.proof_passkey.data, form.proof_passkey.errors = None, (WRONG_PASSKEY,)
        return False
    if form.proof_code.data and person().second_factor:
        if second_factor.is_good(person(), form.proof_code.data):
            return True
        form.proof_code.errors = (second_factor.WRONG,)
        return False
    if not form.proof_password.data:
        form.proof_password.errors = (NOTHING,)
    elif not passwords.matches(form.proof_password.data, person().password_hash):
        form.proof_password.errors = (WRONG_PASSWORD,)
    return not form.errors


def _is_about_others() -> bool:
    """Whether it is somebody else's: the person in the address, whose absence it is, or who was chosen."""
    named = request.view_args or {}
    if "absence_id" in named:
        with desk().database.reading() as db:
            kept = db.get(KeptAbsence, cleaned(named["absence_id"]))
        return kept is not None and kept.staff_id != person().id
    return bool(named.get("person_id", request.form.get("staff_id", person().id)) != person().id)


def _page(form: ProofForm) -> str:
    """The question, with everything that was typed before it."""
    ours = {"csrf_token", *form._fields}
    with desk().database.reading() as db:
        has_passkey = passkeys.count(db, person().id) > 0
    kept = [(name, value) for name, value in request.form.items(multi=True) if name not in ours]
    return render_template(
        "manager/proof.html", form=form, kept=kept, has_app=bool(person().second_factor),
        has_passkey=has_passkey, by_company=desk().identity is not None, person=person(),
    )  # fmt: skip
