"""Mails that no person wrote just now, told by the signs that programs really leave."""

from dataclasses import replace

import pytest

from app.domain.inbound_mail import InboundMail
from app.domain.mail_manners import automatic

OWN = {"emergency@in.portal.example"}
CAROLS = InboundMail(
    message_id="1@acme.example", sender="carol@acme.example", sender_name="Carol",
    recipients=("emergency@in.portal.example",), subject="Down", text="Down", return_path="carol@acme.example",
)  # fmt: skip

AUTOMATIC = {
    "out of office": {"headers": {"auto-submitted": ("auto-replied",)}},
    "generated": {"headers": {"auto-submitted": ("auto-generated; owner-email=x",)}},
    "Exchange": {"headers": {"x-auto-response-suppress": ("DR, OOF, AutoReply",)}},
    "an old autoresponder": {"headers": {"x-autoreply": ("yes",)}},
    "bulk": {"headers": {"precedence": ("Bulk",)}},
    "a newsletter": {"headers": {"list-unsubscribe": ("<mailto:x@y.example>",)}},
    "a mailing list": {"headers": {"list-id": ("<it.acme.example>",)}},
    "a bounce": {"return_path": ""},
    "a delivery report": {"headers": {"content-type": ("multipart/report; report-type=delivery-status",)}},
    "the daemon": {"sender": "MAILER-DAEMON@acme.example"},
    "postmaster": {"sender": "postmaster@acme.example"},
    "ourselves": {"sender": "emergency@in.portal.example"},
    "ourselves, by a reply address": {"sender": "Emergency+k7q4m-x@in.portal.example"},
}


@pytest.mark.parametrize("signs", AUTOMATIC.values(), ids=AUTOMATIC.keys())
def test_a_programs_mail_is_told_with_a_reason(signs: dict):
    assert automatic(replace(CAROLS, **signs), OWN)


PERSONAL = {
    "nothing said": {},
    "said to be a person's": {"headers": {"auto-submitted": ("no",)}},
    "no suppression": {"headers": {"x-auto-response-suppress": ("None",)}},
    "first class": {"headers": {"precedence": ("first-class",), "x-priority": ("1",)}},
    "no return path told": {"return_path": None},
    "a name that only begins like it": {"sender": "bouncer@acme.example"},
    "a monitoring system": {"sender": "no-reply@acme.example"},
}


@pytest.mark.parametrize("signs", PERSONAL.values(), ids=PERSONAL.keys())
def test_a_persons_mail_is_none(signs: dict):
    assert automatic(replace(CAROLS, **signs), OWN) == ""


@pytest.mark.parametrize(
    "sender", ["no-reply@acme.example", "noreply@acme.example", "do_not_reply@acme.example", "carol", ""]
)
def test_nobody_reads_an_answer_there(sender: str):
    assert not replace(CAROLS, sender=sender).is_read_by_somebody
    assert CAROLS.is_read_by_somebody


@pytest.mark.parametrize(
    ("checks", "is_confirmed"),
    [
        ({"spf": "pass"}, True),
        ({"spf": "pass", "return_path": "b@bounces.acme.example"}, True),
        ({"spf": "pass", "return_path": "b@mailer.example"}, False),
        ({"spf": "softfail", "dkim": (("acme.example", "pass"),)}, True),
        ({"spf": "fail", "dkim": (("mailer.example", "pass"),)}, False),
        ({"spf": "fail", "dkim": (("mailer.example", "pass"), ("acme.example", "pass"))}, True),
        ({"spf": "fail", "dkim": (("acme.example", "fail"),)}, False),
        ({"dkim": (("example", "pass"),)}, False),
        ({"spf": "none"}, False),
    ],
)
def test_a_sender_is_confirmed_by_checks_of_their_own_domain(checks: dict, is_confirmed: bool):
    assert replace(CAROLS, **checks).is_confirmed is is_confirmed
