"""The door of customers' programs: JSON in and out, with a key per customer. All its routes are in sight here."""

from __future__ import annotations

from flask import Blueprint

from app.web.api import description, reports
from app.web.api import guard as door

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.before_request
def guard() -> None:
    """Lets in whoever has a customer's key. No cookie opens this door, so no page can be made to use it."""
    door.admit()


blueprint.add_url_rule("/openapi.json", endpoint="describe", view_func=description.show, methods=["GET"])
blueprint.add_url_rule("/reports", view_func=reports.send, methods=["POST"])
blueprint.add_url_rule("/reports/<reference>", view_func=reports.look, methods=["GET"])
