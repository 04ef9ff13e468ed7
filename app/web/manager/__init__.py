"""The desk's door: signed-in staff, each to the rooms that are open to them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, session
from flask.typing import ResponseReturnValue

from app.web.manager import alarms, customers_import, proof, rota_file, rota_page, setup
from app.web.manager import guard as door
from app.web.manager.rooms import ROOMS

blueprint = Blueprint("manager", __name__, url_prefix="/manage")
BY_ENDPOINT = {f"{blueprint.name}.{room.name}": room for room in ROOMS}


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Lets in whoever is signed in, each to the rooms of their role, and asks for proof where a change wants it."""
    room = BY_ENDPOINT[str(request.endpoint)]
    return door.admit(room.who) or proof.asked(room.proof)


@blueprint.context_processor
def on_every_page() -> dict[str, Any]:
    """What the frame of the desk's pages asks for."""
    return {"gap_ahead": rota_page.gap_ahead, "leads_back": setup.leads_back, **alarms.shown()}


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, _: dict[str, Any] | None) -> None:
    """Lets staff send files that are larger than a form: they are read with the forms' token, before the guard asks."""
    if endpoint in (*customers_import.TAKE_FILES, *rota_file.TAKE_FILES) and "sign_in" in session:
        request.max_content_length = request.max_form_memory_size = customers_import.BODY_BYTES


for room in ROOMS:
    blueprint.add_url_rule(room.path, endpoint=room.name, view_func=room.view, methods=[room.method])
