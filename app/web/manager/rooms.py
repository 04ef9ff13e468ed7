"""The desk's rooms: every route of signed-in staff in one table, with the least role that may use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask.typing import ResponseReturnValue

from app.domain.roles import ROLES, Role
from app.web.manager import (
    after,
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
    password,
    people,
    people_new,
    people_roles,
    people_ways,
    policy,
    policy_text,
    recordings,
    recovery,
    rota,
    rota_absences,
    rota_calendars,
    rota_overrides,
    rota_swaps,
    rota_turns,
    second_factor,
    sessions,
    sign_in,
    triage,
)
from app.web.manager.proof import ALWAYS, NEVER, OTHERS, Proof

Who = Literal["anybody"] | Role
ANYBODY: Who = "anybody"
VIEWER, ENGINEER, MANAGER, ADMINISTRATOR = ROLES


@dataclass(frozen=True)
class Room:
    """One route: what it answers by, its endpoint's name, the least role that the guard lets in,
    and when it asks them to show once more that it is them.
    """

    method: str
    path: str
    view: Callable[..., ResponseReturnValue]
    name: str
    who: Who
    proof: Proof = NEVER


ROOMS = (
    Room("GET", "/sign-in", sign_in.ask, "ask", ANYBODY),
    Room("POST", "/sign-in", sign_in.sign_in, "sign_in", ANYBODY),
    Room("GET", "/sign-in/company", company_account.send_there, "to_company", ANYBODY),
    Room("GET", "/sign-in/company/return", company_account.come_back, "from_company", ANYBODY),
    Room("GET", "/second-factor", second_factor.ask_code, "ask_code", ANYBODY),
    Room("POST", "/second-factor", second_factor.check_code, "check_code", ANYBODY),
    Room("POST", "/sign-out", sign_in.sign_out, "sign_out", VIEWER),
    Room("GET", "/sessions", sessions.show, "show_sessions", VIEWER),
    Room("POST", "/sessions/end", sessions.end_all, "end_sessions", VIEWER),
    Room("POST", "/sessions/<sign_in_id>/end", sessions.end, "end_session", VIEWER),
    Room("GET", "/password", password.ask, "ask_password", VIEWER),
    Room("POST", "/password", password.change, "change_password", VIEWER),
    Room("GET", "/recovery", recovery.show, "show_recovery", VIEWER),
    Room("POST", "/recovery", recovery.make, "make_recovery", VIEWER, ALWAYS),
    Room("GET", "/", log.intake_log, "intake_log", VIEWER),
    Room("GET", "/log.csv", log.as_csv, "as_csv", VIEWER),
    Room("GET", "/handover", handover.show, "show_handover", VIEWER),
    Room("POST", "/incidents/<reference>/acceptance", handover.accept, "accept_incident", ENGINEER),
    Room("GET", "/incidents/<reference>", incident.show, "show", VIEWER),
    Room("POST", "/incidents/<reference>/acknowledgement", incident.acknowledge, "acknowledge", ENGINEER),
    Room("POST", "/incidents/<reference>/reply", incident.reply, "reply", ENGINEER),
    Room("POST", "/incidents/<reference>/notes", incident.note, "note", ENGINEER),
    Room("POST", "/incidents/<reference>/handover", incident.hand_back, "hand_back", ENGINEER),
    Room("POST", "/incidents/<reference>/resolution", incident.resolve, "resolve", ENGINEER),
    Room("POST", "/incidents/<reference>/undo", after.undo, "undo", ENGINEER),
    Room("POST", "/incidents/<reference>/takeover", after.take_over, "take_over", ENGINEER),
    Room("POST", "/incidents/<reference>/help", after.wake, "wake", ENGINEER),
    Room("POST", "/incidents/<reference>/promise", after.promise, "promise", ENGINEER),
    Room("POST", "/incidents/<reference>/joining", after.join, "join", ENGINEER),
    Room("POST", "/incidents/<reference>/publication", after.publish, "publish", ENGINEER),
    Room("POST", "/incidents/<reference>/publication/end", after.withdraw, "withdraw", ENGINEER),
    Room("POST", "/incidents/<reference>/severity", triage.set_severity, "set_severity", ENGINEER),
    Room("POST", "/incidents/<reference>/cause", triage.set_cause, "set_cause", ENGINEER),
    Room("GET", "/incidents/<reference>/attachments/<attachment_id>", incident.fetch, "fetch", VIEWER),
    Room("GET", "/policies/<digest>", policy_text.show, "policy_text", VIEWER),
    Room("GET", "/calls/<sid>/recording", recordings.play, "recording", VIEWER),
    Room("GET", "/rota", rota.show, "show_rota", VIEWER),
    Room("POST", "/rota/shifts", rota.add, "add", MANAGER, ALWAYS),
    Room("POST", "/rota/shifts/<shift_id>/end", rota.end, "end", MANAGER, ALWAYS),
    Room("GET", "/rota/rotations/new", rota_turns.new, "new_rotation", MANAGER),
    Room("POST", "/rota/rotations", rota_turns.add, "add_rotation", MANAGER, ALWAYS),
    Room("POST", "/rota/rotations/<rotation_id>/end", rota_turns.end, "end_rotation", MANAGER, ALWAYS),
    Room("GET", "/rota/overrides/new", rota_overrides.new, "new_override", MANAGER),
    Room("POST", "/rota/overrides", rota_overrides.add, "add_override", MANAGER, ALWAYS),
    Room("POST", "/rota/overrides/<override_id>/end", rota_overrides.end, "end_override", MANAGER, ALWAYS),
    Room("GET", "/rota/swaps/new", rota_swaps.new, "new_swap", ENGINEER),
    Room("POST", "/rota/swaps", rota_swaps.ask, "ask_swap", ENGINEER),
    Room("POST", "/rota/swaps/<swap_id>/acceptance", rota_swaps.accept, "accept_swap", ENGINEER),
    Room("POST", "/rota/swaps/<swap_id>/refusal", rota_swaps.decline, "decline_swap", ENGINEER),
    Room("POST", "/rota/swaps/<swap_id>/withdrawal", rota_swaps.withdraw, "withdraw_swap", ENGINEER),
    Room("GET", "/rota/absences/new", rota_absences.new, "new_absence", ENGINEER),
    Room("POST", "/rota/absences", rota_absences.add, "add_absence", ENGINEER, OTHERS),
    Room("POST", "/rota/absences/<absence_id>/cover", rota_absences.cover, "cover_absence", MANAGER, ALWAYS),
    Room("POST", "/rota/absences/<absence_id>/end", rota_absences.end, "end_absence", ENGINEER, OTHERS),
    Room("GET", "/rota/calendars", rota_calendars.show, "rota_calendars", VIEWER),
    Room("POST", "/rota/calendars/mine", rota_calendars.make_own, "make_own_calendar", ENGINEER),
    Room("POST", "/rota/calendars/all", rota_calendars.make_for_all, "make_calendar", MANAGER),
    Room("GET", "/customers", customers.index, "list_customers", VIEWER),
    Room("GET", "/customers.csv", customers.as_csv, "customers_csv", VIEWER),
    Room("GET", "/customers/new", customer_form.new, "new_customer", MANAGER),
    Room("POST", "/customers", customer_form.add, "add_customer", MANAGER),
    Room("GET", "/customers/import", customers_import.ask, "ask_file", MANAGER),
    Room("POST", "/customers/import", customers_import.check, "check_file", MANAGER),
    Room("POST", "/customers/imports", customers_import.take_in, "take_in", MANAGER),
    Room("GET", "/customers/<customer_id>", customers.show, "show_customer", VIEWER),
    Room("GET", "/customers/<customer_id>/edit", customer_form.edit, "edit_customer", MANAGER),
    Room("POST", "/customers/<customer_id>", customer_form.change, "change_customer", MANAGER),
    Room("POST", "/customers/<customer_id>/archive", customers.archive, "archive_customer", MANAGER),
    Room("POST", "/customers/<customer_id>/archive/end", customers.bring_back, "bring_back", MANAGER),
    Room("POST", "/customers/<customer_id>/keys", customer_keys.make, "make_key", ADMINISTRATOR, ALWAYS),
    Room(
        "POST",
        "/customers/<customer_id>/keys/<key_id>/revocation",
        customer_keys.revoke,
        "revoke_key",
        ADMINISTRATOR,
        ALWAYS,
    ),
    Room("GET", "/maintenance", maintenance.show, "show_maintenance", VIEWER),
    Room("POST", "/maintenance", maintenance.announce, "announce_window", MANAGER),
    Room("GET", "/maintenance/<window_id>", maintenance.look, "window", VIEWER),
    Room("POST", "/maintenance/<window_id>", maintenance.change, "change_window", MANAGER),
    Room("POST", "/maintenance/<window_id>/end", maintenance.end, "end_window", MANAGER),
    Room("POST", "/maintenance/<window_id>/cancellation", maintenance.cancel, "cancel_window", MANAGER),
    Room("GET", "/availability", availability.show, "availability", VIEWER),
    Room("GET", "/availability.csv", availability.as_csv, "availability_csv", VIEWER),
    Room("GET", "/downtime.csv", availability.downtime_csv, "downtime_csv", VIEWER),
    Room("GET", "/policy", policy.show, "show_policy", VIEWER),
    Room("GET", "/mail", mail.show_mails, "show_mails", VIEWER),
    Room("GET", "/mail/<mail_id>", mail.show_mail, "show_mail", VIEWER),
    Room("POST", "/mail/<mail_id>/report", mail.make_report, "mail_report", ENGINEER),
    Room("GET", "/people", people.index, "list_people", VIEWER),
    Room("POST", "/people", people_new.add, "add_person", ADMINISTRATOR, ALWAYS),
    Room("GET", "/people/new", people_new.new, "new_person", ADMINISTRATOR),
    Room("GET", "/people/card.vcf", people.card, "contact_card", VIEWER),
    Room("GET", "/people/<person_id>", people.show, "show_person", VIEWER),
    Room("GET", "/people/<person_id>/departure", people.ask_departure, "ask_departure", ADMINISTRATOR),
    Room("POST", "/people/<person_id>/departure", people.leave, "leave", ADMINISTRATOR, ALWAYS),
    Room("POST", "/people/<person_id>/return", people.come_back, "come_back", ADMINISTRATOR, ALWAYS),
    Room("POST", "/people/<person_id>/role", people_roles.change, "change_role", ADMINISTRATOR, ALWAYS),
    Room("POST", "/people/<person_id>/drills", drills.take_part, "take_part", ENGINEER),
    Room("GET", "/drills", drills.show, "show_drills", MANAGER),
    Room("POST", "/drills", drills.start, "start_drill", MANAGER),
    Room("GET", "/drills/new", drills.confirm, "confirm_drill", MANAGER),
    Room("POST", "/drills/plan", drills.plan, "plan_drill", MANAGER),
    Room("POST", "/people/<person_id>/methods", people_ways.add, "add_method", ENGINEER, OTHERS),
    Room("POST", "/people/<person_id>/methods/<method_id>/code", people_ways.send_code, "send_code", ENGINEER),
    Room("POST", "/people/<person_id>/methods/<method_id>/proof", people_ways.check, "prove_method", ENGINEER, OTHERS),
    Room("POST", "/people/<person_id>/methods/<method_id>/test", people_ways.send_test, "test_method", ENGINEER),
    Room("POST", "/people/<person_id>/methods/<method_id>/up", people_ways.move_up, "move_method", ENGINEER, OTHERS),
    Room("GET", "/people/<person_id>/methods/<method_id>/removal", people_ways.ask_removal, "ask_removal", ENGINEER),
    Room(
        "POST", "/people/<person_id>/methods/<method_id>/removal", people_ways.remove, "remove_method", ENGINEER, OTHERS
    ),
)
