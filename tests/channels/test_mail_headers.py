"""The headers that keep a talk together leave as they were given, by either way."""

import json
from dataclasses import replace

import pytest
from openapi_core import OpenAPI

from app.channels.mail import SendGridMail
from app.domain import mail_threads
from app.domain.delivery import Message, Refused, Sent
from app.mint import SecretMint
from tests.channels.providers import Answer, HttpProvider, MailServer
from tests.channels.test_contracts import AsSent, sendgrid
from tests.channels.test_mail import received, smtp

__all__ = ["sendgrid"]

BOX = "emergency@inbound.mail.portal.example"
TOKEN = SecretMint("a" * 32).token("reply", "one")
THEIRS = f"<CA+{'x' * 180}@mail.acme.example>"
HEADERS = {
    "Message-ID": mail_threads.message_id(BOX, "K7Q4M", TOKEN, "0" * 32),
    "In-Reply-To": THEIRS,
    "References": THEIRS,
    "Auto-Submitted": "auto-replied",
}


@pytest.fixture
def threaded(mail: Message) -> Message:
    return replace(mail, headers=HEADERS, reply_to=mail_threads.reply_address(BOX, "K7Q4M", TOKEN))


def test_they_are_sent_by_sendgrid_as_it_describes(sendgrid: OpenAPI, provider: HttpProvider, threaded: Message):
    provider.answers = [Answer(status=202, headers={"X-Message-Id": "m1"})]

    SendGridMail("SG.key", "night@portal.example", base_url=provider.url).send(threaded)

    assert json.loads(provider.asked[0].body)["headers"] == HEADERS
    sendgrid.validate_request(AsSent(provider.asked[0], "https://api.sendgrid.com"))


def test_they_are_sent_by_smtp_unbroken_however_long(mail_server: MailServer, threaded: Message):
    assert smtp(mail_server).send(threaded) == Sent(provider_id=HEADERS["Message-ID"])

    got = received(mail_server)
    assert {name: got[name] for name in HEADERS} == HEADERS
    assert got["Reply-To"] == threaded.reply_to
    assert b"=?" not in b"".join(line for line in mail_server.mails[0].splitlines() if b"acme" in line)


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_line_break_in_one_is_refused(mail_server: MailServer, provider: HttpProvider, threaded: Message, end: str):
    broken = replace(threaded, headers={"In-Reply-To": f"<x@acme.example>{end}Bcc: evil@example.com"})

    for channel in (smtp(mail_server), SendGridMail("SG.key", "night@portal.example", base_url=provider.url)):
        assert isinstance(channel.send(broken), Refused)
    assert (mail_server.mails, provider.asked) == ([], [])
