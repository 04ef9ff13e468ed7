"""The desk's door: signed-in staff. All its routes are in sight here, with the role that each needs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, session
from flask.typing import ResponseReturnValue

from app.web.manager import (
    after,
    alarms,
    availability,
    company_account,
    customer_form,
    customer_keys,
    customers,
    customers_import,
    drills,
    handover,
    incident,
    log,
    mail,
    maintenance,
    people,
    people_new,
    people_ways,
    policy,
    policy_text,
    recordings,
    rota,
    rota_absences,
    rota_calendars,
    rota_overrides,
    rota_page,
    rota_swaps,
    rota_turns,
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


@blueprint.context_processor
def on_every_page() -> dict[str, Any]:
    """What the frame of the desk's pages asks for."""
    return {"gap_ahead": rota_page.gap_ahead, **alarms.shown()}


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
blueprint.add_url_rule("/handover", endpoint="show_handover", view_func=handover.show, methods=["GET"])
blueprint.add_url_rule(
    "/incidents/<reference>/acceptance", endpoint="accept_incident", view_func=handover.accept, methods=["POST"]
)
blueprint.add_url_rule("/incidents/<reference>", view_func=incident.show, methods=["GET"])
blueprint.add_url_rule("/incidents/<reference>/acknowledgement", view_func=incident.acknowledge, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/reply", view_func=incident.reply, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/notes", view_func=incident.note, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/handover", view_func=incident.hand_back, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/resolution", view_func=incident.resolve, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/undo", view_func=after.undo, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/takeover", view_func=after.take_over, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/help", view_func=after.wake, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/promise", view_func=after.promise, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/joining", view_func=after.join, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/publication", view_func=after.publish, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/publication/end", view_func=after.withdraw, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/severity", view_func=triage.set_severity, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/cause", view_func=triage.set_cause, methods=["POST"])
blueprint.add_url_rule("/incidents/<reference>/attachments/<attachment_id>", view_func=incident.fetch, methods=["GET"])
blueprint.add_url_rule("/policies/<digest>", endpoint="policy_text", view_func=policy_text.show, methods=["GET"])
blueprint.add_url_rule("/calls/<sid>/recording", endpoint="recording", view_func=recordings.play, methods=["GET"])
blueprint.add_url_rule("/rota", endpoint="show_rota", view_func=rota.show, methods=["GET"])
blueprint.add_url_rule("/rota/shifts", view_func=rota.add, methods=["POST"])
blueprint.add_url_rule("/rota/shifts/<shift_id>/end", view_func=rota.end, methods=["POST"])
blueprint.add_url_rule("/rota/rotations/new", endpoint="new_rotation", view_func=rota_turns.new, methods=["GET"])
blueprint.add_url_rule("/rota/rotations", endpoint="add_rotation", view_func=rota_turns.add, methods=["POST"])
blueprint.add_url_rule(
    "/rota/rotations/<rotation_id>/end", endpoint="end_rotation", view_func=rota_turns.end, methods=["POST"]
)
blueprint.add_url_rule("/rota/overrides/new", endpoint="new_override", view_func=rota_overrides.new, methods=["GET"])
blueprint.add_url_rule("/rota/overrides", endpoint="add_override", view_func=rota_overrides.add, methods=["POST"])
blueprint.add_url_rule(
    "/rota/overrides/<override_id>/end", endpoint="end_override", view_func=rota_overrides.end, methods=["POST"]
)
blueprint.add_url_rule("/rota/swaps/new", endpoint="new_swap", view_func=rota_swaps.new, methods=["GET"])
blueprint.add_url_rule("/rota/swaps", endpoint="ask_swap", view_func=rota_swaps.ask, methods=["POST"])
blueprint.add_url_rule(
    "/rota/swaps/<swap_id>/acceptance", endpoint="accept_swap", view_func=rota_swaps.accept, methods=["POST"]
)
blueprint.add_url_rule(
    "/rota/swaps/<swap_id>/refusal", endpoint="decline_swap", view_func=rota_swaps.decline, methods=["POST"]
)
blueprint.add_url_rule(
    "/rota/swaps/<swap_id>/withdrawal", endpoint="withdraw_swap", view_func=rota_swaps.withdraw, methods=["POST"]
)
blueprint.add_url_rule("/rota/absences/new", endpoint="new_absence", view_func=rota_absences.new, methods=["GET"])
blueprint.add_url_rule("/rota/absences", endpoint="add_absence", view_func=rota_absences.add, methods=["POST"])
blueprint.add_url_rule(
    "/rota/absences/<absence_id>/cover", endpoint="cover_absence", view_func=rota_absences.cover, methods=["POST"]
)
blueprint.add_url_rule(
    "/rota/absences/<absence_id>/end", endpoint="end_absence", view_func=rota_absences.end, methods=["POST"]
)
blueprint.add_url_rule("/rota/calendars", endpoint="rota_calendars", view_func=rota_calendars.show, methods=["GET"])
blueprint.add_url_rule(
    "/rota/calendars/mine", endpoint="make_own_calendar", view_func=rota_calendars.make_own, methods=["POST"]
)
blueprint.add_url_rule(
    "/rota/calendars/all", endpoint="make_calendar", view_func=rota_calendars.make_for_all, methods=["POST"]
)
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
blueprint.add_url_rule("/people", endpoint="list_people", view_func=people.index, methods=["GET"])
blueprint.add_url_rule("/people", endpoint="add_person", view_func=people_new.add, methods=["POST"])
blueprint.add_url_rule("/people/new", endpoint="new_person", view_func=people_new.new, methods=["GET"])
blueprint.add_url_rule("/people/card.vcf", endpoint="contact_card", view_func=people.card, methods=["GET"])
blueprint.add_url_rule("/people/<person_id>", endpoint="show_person", view_func=people.show, methods=["GET"])
blueprint.add_url_rule(
    "/people/<person_id>/departure", endpoint="ask_departure", view_func=people.ask_departure, methods=["GET"]
)
blueprint.add_url_rule("/people/<person_id>/departure", endpoint="leave", view_func=people.leave, methods=["POST"])
blueprint.add_url_rule("/people/<person_id>/return", endpoint="come_back", view_func=people.come_back, methods=["POST"])
blueprint.add_url_rule("/people/<person_id>/drills", endpoint="take_part", view_func=drills.take_part, methods=["POST"])
blueprint.add_url_rule("/drills", endpoint="show_drills", view_func=drills.show, methods=["GET"])
blueprint.add_url_rule("/drills", endpoint="start_drill", view_func=drills.start, methods=["POST"])
blueprint.add_url_rule("/drills/new", endpoint="confirm_drill", view_func=drills.confirm, methods=["GET"])
blueprint.add_url_rule("/drills/plan", endpoint="plan_drill", view_func=drills.plan, methods=["POST"])
_METHOD = "/people/<person_id>/methods/<method_id>"
blueprint.add_url_rule(
    "/people/<person_id>/methods", endpoint="add_method", view_func=people_ways.add, methods=["POST"]
)
blueprint.add_url_rule(f"{_METHOD}/code", endpoint="send_code", view_func=people_ways.send_code, methods=["POST"])
blueprint.add_url_rule(f"{_METHOD}/proof", endpoint="prove_method", view_func=people_ways.check, methods=["POST"])
blueprint.add_url_rule(f"{_METHOD}/test", endpoint="test_method", view_func=people_ways.send_test, methods=["POST"])
blueprint.add_url_rule(f"{_METHOD}/up", endpoint="move_method", view_func=people_ways.move_up, methods=["POST"])
blueprint.add_url_rule(f"{_METHOD}/removal", endpoint="ask_removal", view_func=people_ways.ask_removal, methods=["GET"])
blueprint.add_url_rule(f"{_METHOD}/removal", endpoint="remove_method", view_func=people_ways.remove, methods=["POST"])
