"""Every route of the portal, with who may use it. A route that is not in this table fails its test."""

from __future__ import annotations

ANYBODY = "anybody"
LINK = "whoever has the link"
STAFF = "whoever is signed in"
MANAGERS = "managers alone"
KEYS = "whoever has a customer's key"
PROVIDERS = "the provider that signed"
DEMO = "anybody, in the demo alone"

ROUTES: dict[tuple[str, str], str] = {
    ("GET", "/"): ANYBODY,
    ("GET", "/report"): ANYBODY,
    ("POST", "/report"): ANYBODY,
    ("POST", "/reports"): ANYBODY,
    ("GET", "/reports/<token>"): LINK,
    ("POST", "/reports/<token>/updates"): LINK,
    ("POST", "/reports/<token>/handover"): LINK,
    ("GET", "/reports/<token>/attachments"): LINK,
    ("POST", "/reports/<token>/attachments"): LINK,
    ("GET", "/reports/<token>/attachments/<attachment_id>"): LINK,
    ("GET", "/a/<token>"): LINK,
    ("GET", "/a/<token>/attachments/<attachment_id>"): LINK,
    ("POST", "/a/<token>/acknowledgement"): LINK,
    ("POST", "/a/<token>/pass"): LINK,
    ("POST", "/a/<token>/reply"): LINK,
    ("POST", "/a/<token>/notes"): LINK,
    ("POST", "/a/<token>/handover"): LINK,
    ("POST", "/a/<token>/resolution"): LINK,
    ("GET", "/a/<token>/recording"): LINK,
    ("GET", "/manage/sign-in"): ANYBODY,
    ("POST", "/manage/sign-in"): ANYBODY,
    ("GET", "/manage/sign-in/company"): ANYBODY,
    ("GET", "/manage/sign-in/company/return"): ANYBODY,
    ("GET", "/manage/second-factor"): ANYBODY,
    ("POST", "/manage/second-factor"): ANYBODY,
    ("POST", "/manage/sign-out"): STAFF,
    ("GET", "/manage/sessions"): STAFF,
    ("POST", "/manage/sessions/end"): STAFF,
    ("POST", "/manage/sessions/<sign_in_id>/end"): STAFF,
    ("GET", "/manage/"): STAFF,
    ("GET", "/manage/log.csv"): STAFF,
    ("GET", "/manage/incidents/<reference>"): STAFF,
    ("POST", "/manage/incidents/<reference>/acknowledgement"): STAFF,
    ("POST", "/manage/incidents/<reference>/reply"): STAFF,
    ("POST", "/manage/incidents/<reference>/notes"): STAFF,
    ("POST", "/manage/incidents/<reference>/handover"): STAFF,
    ("POST", "/manage/incidents/<reference>/resolution"): STAFF,
    ("POST", "/manage/incidents/<reference>/severity"): STAFF,
    ("POST", "/manage/incidents/<reference>/cause"): STAFF,
    ("GET", "/manage/incidents/<reference>/attachments/<attachment_id>"): STAFF,
    ("GET", "/manage/policies/<digest>"): STAFF,
    ("GET", "/manage/calls/<sid>/recording"): STAFF,
    ("GET", "/manage/rota"): STAFF,
    ("POST", "/manage/rota/shifts"): MANAGERS,
    ("POST", "/manage/rota/shifts/<shift_id>/end"): MANAGERS,
    ("GET", "/manage/customers"): STAFF,
    ("GET", "/manage/customers.csv"): STAFF,
    ("GET", "/manage/customers/<customer_id>"): STAFF,
    ("GET", "/manage/customers/new"): MANAGERS,
    ("POST", "/manage/customers"): MANAGERS,
    ("GET", "/manage/customers/<customer_id>/edit"): MANAGERS,
    ("POST", "/manage/customers/<customer_id>"): MANAGERS,
    ("POST", "/manage/customers/<customer_id>/archive"): MANAGERS,
    ("POST", "/manage/customers/<customer_id>/archive/end"): MANAGERS,
    ("POST", "/manage/customers/<customer_id>/keys"): MANAGERS,
    ("POST", "/manage/customers/<customer_id>/keys/<key_id>/revocation"): MANAGERS,
    ("GET", "/manage/customers/import"): MANAGERS,
    ("POST", "/manage/customers/import"): MANAGERS,
    ("POST", "/manage/customers/imports"): MANAGERS,
    ("GET", "/manage/maintenance"): STAFF,
    ("POST", "/manage/maintenance"): MANAGERS,
    ("GET", "/manage/maintenance/<window_id>"): STAFF,
    ("POST", "/manage/maintenance/<window_id>"): MANAGERS,
    ("POST", "/manage/maintenance/<window_id>/end"): MANAGERS,
    ("POST", "/manage/maintenance/<window_id>/cancellation"): MANAGERS,
    ("GET", "/manage/availability"): STAFF,
    ("GET", "/manage/availability.csv"): STAFF,
    ("GET", "/manage/downtime.csv"): STAFF,
    ("GET", "/manage/policy"): STAFF,
    ("GET", "/manage/mail"): STAFF,
    ("GET", "/manage/mail/<mail_id>"): STAFF,
    ("POST", "/manage/mail/<mail_id>/report"): STAFF,
    ("POST", "/hooks/twilio/messages/<delivery_id>"): PROVIDERS,
    ("POST", "/hooks/twilio/calls/<delivery_id>"): PROVIDERS,
    ("POST", "/hooks/twilio/calls/<delivery_id>/keys"): PROVIDERS,
    ("POST", "/hooks/twilio/calls/<delivery_id>/status"): PROVIDERS,
    ("POST", "/hooks/twilio/helpline"): PROVIDERS,
    ("POST", "/hooks/twilio/helpline/keys"): PROVIDERS,
    ("POST", "/hooks/twilio/helpline/recording"): PROVIDERS,
    ("POST", "/hooks/twilio/helpline/status"): PROVIDERS,
    ("POST", "/hooks/vonage/messages"): PROVIDERS,
    ("POST", "/hooks/sendgrid/events"): PROVIDERS,
    ("POST", "/api/reports"): KEYS,
    ("GET", "/api/reports/<reference>"): KEYS,
    ("GET", "/api/openapi.json"): ANYBODY,
    ("POST", "/hooks/sendgrid/inbound"): PROVIDERS,
    ("GET", "/healthz"): ANYBODY,
    ("GET", "/readyz"): ANYBODY,
    ("GET", "/static/<path:filename>"): ANYBODY,
    ("GET", "/demo/phones"): DEMO,
    ("GET", "/demo/mail"): DEMO,
    ("POST", "/demo/mail"): DEMO,
    ("GET", "/demo/calls/<delivery_id>"): DEMO,
    ("POST", "/demo/calls/<delivery_id>/keys"): DEMO,
}


def open_to(who: str) -> list[tuple[str, str]]:
    """The routes of one row, as method and path with a name in each place."""
    return [(method, filled(path)) for (method, path), whose in ROUTES.items() if whose == who]


def filled(path: str) -> str:
    """A path with something plausible in each of its places."""
    places = {
        "<token>": "A" * 22,
        "<reference>": "K7Q4M",
        "<shift_id>": "0" * 32,
        "<customer_id>": "0" * 32,
        "<key_id>": "0" * 32,
        "<window_id>": "0" * 32,
        "<sign_in_id>": "0" * 32,
        "<mail_id>": "0" * 32,
        "<delivery_id>": "0" * 32,
        "<attachment_id>": "0" * 32,
        "<sid>": "CA" + "0" * 32,
        "<path:filename>": "portal.css",
    }
    for place, words in places.items():
        path = path.replace(place, words)
    return path
