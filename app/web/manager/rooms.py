"""The desk's rooms: every route of signed-in staff in one table, with who may use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask.typing import ResponseReturnValue

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
    rota_swaps,
    rota_turns,
    second_factor,
    sessions,
    sign_in,
    triage,
)

Who = Literal["anybody", "staff", "managers"]
ANYBODY: Who = "anybody"
STAFF: Who = "staff"  # whoever is signed in
MANAGERS: Who = "managers"


@dataclass(frozen=True)
class Room:
    """One route: what it answers by, its endpoint's name, and whom the guard lets in."""

    method: str
    path: str
    view: Callable[..., ResponseReturnValue]
    name: str
    who: Who


ROOMS = (
    Room("GET", "/sign-in", sign_in.ask, "ask", ANYBODY),
    Room("POST", "/sign-in", sign_in.sign_in, "sign_in", ANYBODY),
    Room("GET", "/sign-in/company", company_account.send_there, "to_company", ANYBODY),
    Room("GET", "/sign-in/company/return", company_account.come_back, "from_company", ANYBODY),
    Room("GET", "/second-factor", second_factor.ask_code, "ask_code", ANYBODY),
    Room("POST", "/second-factor", second_factor.check_code, "check_code", ANYBODY),
    Room("POST", "/sign-out", sign_in.sign_out, "sign_out", STAFF),
    Room("GET", "/sessions", sessions.show, "show_sessions", STAFF),
    Room("POST", "/sessions/end", sessions.end_all, "end_sessions", STAFF),
    Room("POST", "/sessions/<sign_in_id>/end", sessions.end, "end_session", STAFF),
    Room("GET", "/", log.intake_log, "intake_log", STAFF),
    Room("GET", "/log.csv", log.as_csv, "as_csv", STAFF),
    Room("GET", "/handover", handover.show, "show_handover", STAFF),
    Room("POST", "/incidents/<reference>/acceptance", handover.accept, "accept_incident", STAFF),
    Room("GET", "/incidents/<reference>", incident.show, "show", STAFF),
    Room("POST", "/incidents/<reference>/acknowledgement", incident.acknowledge, "acknowledge", STAFF),
    Room("POST", "/incidents/<reference>/reply", incident.reply, "reply", STAFF),
    Room("POST", "/incidents/<reference>/notes", incident.note, "note", STAFF),
    Room("POST", "/incidents/<reference>/handover", incident.hand_back, "hand_back", STAFF),
    Room("POST", "/incidents/<reference>/resolution", incident.resolve, "resolve", STAFF),
    Room("POST", "/incidents/<reference>/undo", after.undo, "undo", STAFF),
    Room("POST", "/incidents/<reference>/takeover", after.take_over, "take_over", STAFF),
    Room("POST", "/incidents/<reference>/help", after.wake, "wake", STAFF),
    Room("POST", "/incidents/<reference>/promise", after.promise, "promise", STAFF),
    Room("POST", "/incidents/<reference>/joining", after.join, "join", STAFF),
    Room("POST", "/incidents/<reference>/publication", after.publish, "publish", STAFF),
    Room("POST", "/incidents/<reference>/publication/end", after.withdraw, "withdraw", STAFF),
    Room("POST", "/incidents/<reference>/severity", triage.set_severity, "set_severity", STAFF),
    Room("POST", "/incidents/<reference>/cause", triage.set_cause, "set_cause", STAFF),
    Room("GET", "/incidents/<reference>/attachments/<attachment_id>", incident.fetch, "fetch", STAFF),
    Room("GET", "/policies/<digest>", policy_text.show, "policy_text", STAFF),
    Room("GET", "/calls/<sid>/recording", recordings.play, "recording", STAFF),
    Room("GET", "/rota", rota.show, "show_rota", STAFF),
    Room("POST", "/rota/shifts", rota.add, "add", MANAGERS),
    Room("POST", "/rota/shifts/<shift_id>/end", rota.end, "end", MANAGERS),
    Room("GET", "/rota/rotations/new", rota_turns.new, "new_rotation", MANAGERS),
    Room("POST", "/rota/rotations", rota_turns.add, "add_rotation", MANAGERS),
    Room("POST", "/rota/rotations/<rotation_id>/end", rota_turns.end, "end_rotation", MANAGERS),
    Room("GET", "/rota/overrides/new", rota_overrides.new, "new_override", MANAGERS),
    Room("POST", "/rota/overrides", rota_overrides.add, "add_override", MANAGERS),
    Room("POST", "/rota/overrides/<override_id>/end", rota_overrides.end, "end_override", MANAGERS),
    Room("GET", "/rota/swaps/new", rota_swaps.new, "new_swap", STAFF),
    Room("POST", "/rota/swaps", rota_swaps.ask, "ask_swap", STAFF),
    Room("POST", "/rota/swaps/<swap_id>/acceptance", rota_swaps.accept, "accept_swap", STAFF),
    Room("POST", "/rota/swaps/<swap_id>/refusal", rota_swaps.decline, "decline_swap", STAFF),
    Room("POST", "/rota/swaps/<swap_id>/withdrawal", rota_swaps.withdraw, "withdraw_swap", STAFF),
    Room("GET", "/rota/absences/new", rota_absences.new, "new_absence", STAFF),
    Room("POST", "/rota/absences", rota_absences.add, "add_absence", STAFF),
    Room("POST", "/rota/absences/<absence_id>/cover", rota_absences.cover, "cover_absence", MANAGERS),
    Room("POST", "/rota/absences/<absence_id>/end", rota_absences.end, "end_absence", STAFF),
    Room("GET", "/rota/calendars", rota_calendars.show, "rota_calendars", STAFF),
    Room("POST", "/rota/calendars/mine", rota_calendars.make_own, "make_own_calendar", STAFF),
    Room("POST", "/rota/calendars/all", rota_calendars.make_for_all, "make_calendar", MANAGERS),
    Room("GET", "/customers", customers.index, "list_customers", STAFF),
    Room("GET", "/customers.csv", customers.as_csv, "customers_csv", STAFF),
    Room("GET", "/customers/new", customer_form.new, "new_customer", MANAGERS),
    Room("POST", "/customers", customer_form.add, "add_customer", MANAGERS),
    Room("GET", "/customers/import", customers_import.ask, "ask_file", MANAGERS),
    Room("POST", "/customers/import", customers_import.check, "check_file", MANAGERS),
    Room("POST", "/customers/imports", customers_import.take_in, "take_in", MANAGERS),
    Room("GET", "/customers/<customer_id>", customers.show, "show_customer", STAFF),
    Room("GET", "/customers/<customer_id>/edit", customer_form.edit, "edit_customer", MANAGERS),
    Room("POST", "/customers/<customer_id>", customer_form.change, "change_customer", MANAGERS),
    Room("POST", "/customers/<customer_id>/archive", customers.archive, "archive_customer", MANAGERS),
    Room("POST", "/customers/<customer_id>/archive/end", customers.bring_back, "bring_back", MANAGERS),
    Room("POST", "/customers/<customer_id>/keys", customer_keys.make, "make_key", MANAGERS),
    Room("POST", "/customers/<customer_id>/keys/<key_id>/revocation", customer_keys.revoke, "revoke_key", MANAGERS),
    Room("GET", "/maintenance", maintenance.show, "show_maintenance", STAFF),
    Room("POST", "/maintenance", maintenance.announce, "announce_window", MANAGERS),
    Room("GET", "/maintenance/<window_id>", maintenance.look, "window", STAFF),
    Room("POST", "/maintenance/<window_id>", maintenance.change, "change_window", MANAGERS),
    Room("POST", "/maintenance/<window_id>/end", maintenance.end, "end_window", MANAGERS),
    Room("POST", "/maintenance/<window_id>/cancellation", maintenance.cancel, "cancel_window", MANAGERS),
    Room("GET", "/availability", availability.show, "availability", STAFF),
    Room("GET", "/availability.csv", availability.as_csv, "availability_csv", STAFF),
    Room("GET", "/downtime.csv", availability.downtime_csv, "downtime_csv", STAFF),
    Room("GET", "/policy", policy.show, "show_policy", STAFF),
    Room("GET", "/mail", mail.show_mails, "show_mails", STAFF),
    Room("GET", "/mail/<mail_id>", mail.show_mail, "show_mail", STAFF),
    Room("POST", "/mail/<mail_id>/report", mail.make_report, "mail_report", STAFF),
    Room("GET", "/people", people.index, "list_people", STAFF),
    Room("POST", "/people", people_new.add, "add_person", MANAGERS),
    Room("GET", "/people/new", people_new.new, "new_person", MANAGERS),
    Room("GET", "/people/card.vcf", people.card, "contact_card", STAFF),
    Room("GET", "/people/<person_id>", people.show, "show_person", STAFF),
    Room("GET", "/people/<person_id>/departure", people.ask_departure, "ask_departure", MANAGERS),
    Room("POST", "/people/<person_id>/departure", people.leave, "leave", MANAGERS),
    Room("POST", "/people/<person_id>/return", people.come_back, "come_back", MANAGERS),
    Room("POST", "/people/<person_id>/drills", drills.take_part, "take_part", STAFF),
    Room("GET", "/drills", drills.show, "show_drills", MANAGERS),
    Room("POST", "/drills", drills.start, "start_drill", MANAGERS),
    Room("GET", "/drills/new", drills.confirm, "confirm_drill", MANAGERS),
    Room("POST", "/drills/plan", drills.plan, "plan_drill", MANAGERS),
    Room("POST", "/people/<person_id>/methods", people_ways.add, "add_method", STAFF),
    Room("POST", "/people/<person_id>/methods/<method_id>/code", people_ways.send_code, "send_code", STAFF),
    Room("POST", "/people/<person_id>/methods/<method_id>/proof", people_ways.check, "prove_method", STAFF),
    Room("POST", "/people/<person_id>/methods/<method_id>/test", people_ways.send_test, "test_method", STAFF),
    Room("POST", "/people/<person_id>/methods/<method_id>/up", people_ways.move_up, "move_method", STAFF),
    Room("GET", "/people/<person_id>/methods/<method_id>/removal", people_ways.ask_removal, "ask_removal", STAFF),
    Room("POST", "/people/<person_id>/methods/<method_id>/removal", people_ways.remove, "remove_method", STAFF),
)
