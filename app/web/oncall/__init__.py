"""The door of the person paged: the link in their text is the key, and opens one incident for one person."""

from __future__ import annotations

from flask import Blueprint

from app.web.oncall import after, page
from app.web.oncall import guard as door

blueprint = Blueprint("oncall", __name__, url_prefix="/a/<token>")


@blueprint.before_request
def guard() -> None:
    """Lets in whoever has a genuine link."""
    door.admit()


blueprint.add_url_rule("", view_func=page.show, methods=["GET"])
blueprint.add_url_rule("/acknowledgement", view_func=page.acknowledge, methods=["POST"])
blueprint.add_url_rule("/pass", view_func=page.pass_on, methods=["POST"])
blueprint.add_url_rule("/reply", view_func=page.reply, methods=["POST"])
blueprint.add_url_rule("/notes", view_func=page.note, methods=["POST"])
blueprint.add_url_rule("/handover", view_func=page.hand_back, methods=["POST"])
blueprint.add_url_rule("/recording", view_func=page.listen, methods=["GET"])
blueprint.add_url_rule("/resolution", view_func=page.resolve, methods=["POST"])
blueprint.add_url_rule("/attachments/<attachment_id>", view_func=page.fetch, methods=["GET"])
blueprint.add_url_rule("/undo", view_func=after.undo, methods=["POST"])
blueprint.add_url_rule("/takeover", view_func=after.take_over, methods=["POST"])
blueprint.add_url_rule("/help", view_func=after.wake, methods=["POST"])
blueprint.add_url_rule("/promise", view_func=after.promise, methods=["POST"])
blueprint.add_url_rule("/joining", view_func=after.join, methods=["POST"])
blueprint.add_url_rule("/publication", view_func=after.publish, methods=["POST"])
blueprint.add_url_rule("/publication/end", view_func=after.withdraw, methods=["POST"])
