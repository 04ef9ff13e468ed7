"""The desk's door: signed-in staff. All its routes are in sight here, with the role that each needs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, session
from flask.typing import ResponseReturnValue

from app.web.manager import (
    alarms,
    availability,
    company_account,
    customer_form,
    customer_keys,
    customers,
    customers_import,
    incident,
    log,
    mail,
    maintenance,
    policy,
    policy_text,
    recordings,
    rota,
    second_factor,
    sessions,
    sign_in,
    triage,
)
from app.web.manager import guard as door

blueprint = Blueprint("manager", __name__, url_prefix="/manage")


@blueprint.before_request
def guard() -> ResponseReturnValue | None:
    """Lets in whoever is signed in, and to managers' rooms managers alone."""
    return door.admit()


blueprint.context_processor(alarms.shown)


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, _: dict[str, Any] | None) -> None:
    """Lets staff send files that are larger than a form: they are read with the forms' token, before the guard asks."""
    if endpoint in customers_import.TAKE_FILES and "sign_in" in session:
        request.max_content_length = request.max_form_memory_size = customers_import.BODY_BYTES


blueprint.add_url_rule("/sign-in", view_func=sign_in.ask, methods=["GET"])
blueprint.add_url_rule("/sign-in", view_func=sign_in.sign_in, methods=["POST"])
blueprint.add_url_rule("/sign-in/company", endpoint="to_company", view_func=company_account.send_there, methods=["GET"])
blueprint.add_url_rule(
    "/sign-in/company/return", endpoint="from_company", view_func=company_account.come_back, methods=["GET"]
)
blueprint.add_url_rule("/second-factor", view_func=second_factor.ask_code, methods=["GET"])
blueprint.add_url_rule("/second-factor", view_func=second_factor.check_code, methods=["POST"])
blueprint.add_url_rule("/sign-out", view_func=sign_in.sign_out, methods=["POST"])
blueprint.add_url_rule("/sessions", endpoint="show_sessions", view_func=sessions.show, methods=["GET"])
blueprint.add_url_rule("/sessions/end", endpoint="end_sessions", view_func=sessions.end_all, methods=["POST"])
blueprint.add_url_rule("/sessions/<sign_in_id>/end", endpoint="end_session", view_func=sessions.end, methods=["POST"])
blueprint.add_url_rule("/", view_func=log.intake_log, methods=["GET"])
blueprint.add_url_rule("/log.csv", view_func=log.as_csv, methods=["GET"])
blueprint.add_url_rule("/incidents/<reference>", view_func=incident.show, methods=["GET"])
blueprint.add_url_rule("/incidents/<reference>/acknowledgement", view_func=incident.acknowledge, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/reply", view_func=incident.reply, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/notes", view_func=incident.note, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/handover", view_func=incident.hand_back, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/resolution", view_func=incident.resolve, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/severity", view_func=triage.set_severity, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/cause", view_func=triage.set_cause, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/attachments/<attachment_id>", view_func=incident.fetch, methods=["GET"])
blueprint.add_url_rule("/policies/<digest>", endpoint="policy_text", view_func=policy_text.show, methods=["GET"])
blueprint.add_url_rule("/calls/<sid>/recording", endpoint="recording", view_func=recordings.play, methods=["GET"])
blueprint.add_url_rule("/rota", endpoint="show_rota", view_func=rota.show, methods=["GET"])
blueprint.add_url_rule("/rota/shifts", view_func=rota.add, methods=["POST"])
blueprint.add_url_rule("/rota/shifts/<shift_id>/end", view_func=rota.end, methods=["POST"])
blueprint.add_url_rule("/customers", endpoint="list_customers", view_func=customers.index, methods=["GET"])
blueprint.add_url_rule("/customers.csv", endpoint="customers_csv", view_func=customers.as_csv, methods=["GET"])
blueprint.add_url_rule("/customers/new", endpoint="new_customer", view_func=customer_form.new, methods=["GET"])
blueprint.add_url_rule("/customers", endpoint="add_customer", view_func=customer_form.add, methods=["POST"])
blueprint.add_url_rule("/customers/import", endpoint="ask_file", view_func=customers_import.ask, methods=["GET"])
blueprint.add_url_rule("/customers/import", endpoint="check_file", view_func=customers_import.check, methods=["POST"])
blueprint.add_url_rule("/customers/imports", endpoint="take_in", view_func=customers_import.take_in, methods=["POST"])
blueprint.add_url_rule("/customers/<customer_id>", endpoint="show_customer", view_func=customers.show, methods=["GET"])
blueprint.add_url_rule(
    "/customers/<customer_id>/edit", endpoint="edit_customer", view_func=customer_form.edit, methods=["GET"]
)
blueprint.add_url_rule(
    "/customers/<customer_id>", endpoint="change_customer", view_func=customer_form.change, methods=["POST"]
)
blueprint.add_url_rule(
    "/customers/<customer_id>/archive", endpoint="archive_customer", view_func=customers.archive, methods=["POST"]
)
blueprint.add_url_rule(
    "/customers/<customer_id>/archive/end", endpoint="bring_back", view_func=customers.bring_back, methods=["POST"]
)
blueprint.add_url_rule(
    "/customers/<customer_id>/keys", endpoint="make_key", view_func=customer_keys.make, methods=["POST"]
)
blueprint.add_url_rule(
    "/customers/<customer_id>/keys/<key_id>/revocation",
    endpoint="revoke_key",
    view_func=customer_keys.revoke,
    methods=["POST"],
)
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
blueprint.add_url_rule("/policy", endpoint="show_policy", view_func=policy.show, methods=["GET"])
blueprint.add_url_rule("/mail", view_func=mail.show_mails, methods=["GET"])
blueprint.add_url_rule("/mail/<mail_id>", view_func=mail.show_mail, methods=["GET"])
blueprint.add_url_rule("/mail/<mail_id>/report", endpoint="mail_report", view_func=mail.make_report, methods=["POST"])
