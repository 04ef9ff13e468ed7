"""The desk's door: signed-in staff. All its routes are in sight here, with the role that each needs."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app.web.manager import availability, incident, log, maintenance, rota, second_factor, sign_in
from app.web.manager import guard as door

blueprint = Blueprint("manager", __name__, url_prefix="/manage")


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Lets in whoever is signed in, and to managers' rooms managers alone."""
    return door.admit()


blueprint.add_url_rule("/sign-in", view_func=sign_in.ask, methods=["GET"])
blueprint.add_url_rule("/sign-in", view_func=sign_in.sign_in, methods=["POST"])
blueprint.add_url_rule("/second-factor", view_func=second_factor.ask_code, methods=["GET"])
blueprint.add_url_rule("/second-factor", view_func=second_factor.check_code, methods=["POST"])
blueprint.add_url_rule("/sign-out", view_func=sign_in.sign_out, methods=["POST"])
blueprint.add_url_rule("/", view_func=log.intake_log, methods=["GET"])
blueprint.add_url_rule("/log.csv", view_func=log.as_csv, methods=["GET"])
blueprint.add_url_rule("/incidents/<reference>", view_func=incident.show, methods=["GET"])
blueprint.add_url_rule("/incidents/<reference>/acknowledgement", view_func=incident.acknowledge, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/reply", view_func=incident.reply, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/notes", view_func=incident.note, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/handover", view_func=incident.hand_back, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/resolution", view_func=incident.resolve, methods=["POST"])
blueprint.add_url_rule("/rota", endpoint="show_rota", view_func=rota.show, methods=["GET"])
blueprint.add_url_rule("/rota/shifts", view_func=rota.add, methods=["POST"])
blueprint.add_url_rule("/rota/shifts/<shift_id>/end", view_func=rota.end, methods=["POST"])
blueprint.add_url_rule("/maintenance", endpoint="show_maintenance", view_func=maintenance.show, methods=["GET"])
blueprint.add_url_rule("/maintenance", endpoint="announce_window", view_func=maintenance.announce, methods=["POST"])
blueprint.add_url_rule("/maintenance/<window_id>", endpoint="window", view_func=maintenance.look, methods=["GET"])
blueprint.add_url_rule(
    "/maintenance/<window_id>", endpoint="change_window", view_func=maintenance.change, methods=["POST"]
)
blueprint.add_url_rule(
    "/maintenance/<window_id>/end", endpoint="end_window", view_func=maintenance.end, methods=["POST"]
)
blueprint.add_url_rule(
    "/maintenance/<window_id>/cancellation", endpoint="cancel_window", view_func=maintenance.cancel, methods=["POST"]
)
blueprint.add_url_rule("/availability", endpoint="availability", view_func=availability.show, methods=["GET"])
blueprint.add_url_rule("/availability.csv", endpoint="availability_csv", view_func=availability.as_csv, methods=["GET"])
blueprint.add_url_rule("/downtime.csv", endpoint="downtime_csv", view_func=availability.downtime_csv, methods=["GET"])
