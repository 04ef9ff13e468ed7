"""The door of programs: customers' report with a key, other systems read with a token. All its routes are here."""

from __future__ import annotations

from flask import Blueprint, request

from app.web.api import description, incidents, log, readers, reports
from app.web.api import guard as door

blueprint = Blueprint("api", __name__, url_prefix="/api")
READ = ("api.read_log", "api.read_incident")


@blueprint.before_request
def guard() -> None:
    """Lets in whoever has a key, or a token where the log is read. No cookie opens this door, so no page can use it."""
    if request.endpoint in READ:
        readers.admit()
    else:
        door.admit()


blueprint.add_url_rule("/openapi.json", endpoint="describe", view_func=description.show, methods=["GET"])
blueprint.add_url_rule("/reports", view_func=reports.send, methods=["POST"])
blueprint.add_url_rule("/reports/<reference>", view_func=reports.look, methods=["GET"])
blueprint.add_url_rule("/log", endpoint="read_log", view_func=log.read, methods=["GET"])
blueprint.add_url_rule("/incidents/<reference>", endpoint="read_incident", view_func=incidents.read, methods=["GET"])
