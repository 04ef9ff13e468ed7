"""The requests that the real clients send, held against the providers' own descriptions."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError

from app.channels.mail import SendGridMail
from app.domain.delivery import Message, Sent

from .providers import Answer, Asked, HttpProvider
from .test_sms import texting

MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
FORM = "application/x-www-form-urlencoded"
CONTRACTS = Path(__file__).parents[2].parent / "shared" / "contracts"


class AsSent:
    """What the provider was asked, as if it had been asked at its own address."""

    def __init__(self, asked: Asked, host_url: str) -> None:
        self.host_url = host_url
        self.path = asked.path
        self.method = asked.method.lower()
        self.body = asked.body
        self.content_type = asked.headers.get("Content-Type", "")
        self.parameters = RequestParameters(header=asked.headers)


def contract(name: str) -> OpenAPI:
    file = CONTRACTS / name
    if not file.exists():
        pytest.skip(f"the provider's description is not beside the project: ../shared/contracts/{name}")
    return OpenAPI.from_dict(json.loads(file.read_text()))


@pytest.fixture(scope="module")
def twilio() -> OpenAPI:
    return contract("twilio_messages_strict.json")


@pytest.fixture(scope="module")
def sendgrid() -> OpenAPI:
    return contract("tsg_mail_strict.json")


@pytest.fixture
def text_asked(provider: HttpProvider, text: Message) -> Asked:
    provider.answers = [Answer(status=201, body={"sid": "SM1"})]
    sent = texting(provider.url).send(replace(text, lasts=timedelta(minutes=5), body="CRM down £ € [K7Q4M]"))
    assert isinstance(sent, Sent)
    return provider.asked[0]


@pytest.fixture
def mail_asked(provider: HttpProvider, mail: Message) -> Asked:
    provider.answers = [Answer(status=202, headers={"X-Message-Id": "m1"})]
    sent = SendGridMail("SG.key", "Support <night@portal.example>", base_url=provider.url).send(mail)
    assert isinstance(sent, Sent)
    return provider.asked[0]


def test_a_text_is_what_twilio_describes(twilio: OpenAPI, text_asked: Asked):
    twilio.validate_request(AsSent(text_asked, "https://api.twilio.com"))


def test_a_text_has_no_field_that_twilio_does_not_know(twilio: OpenAPI, text_asked: Asked):
    # The validator overlooks unknown fields in a form, although the description forbids them.
    fields = (
        twilio.spec / "paths" / MESSAGES / "post" / "requestBody" / "content" / FORM / "schema" / "properties"
    ).str_keys()

    assert {name for name, _ in parse_qsl(text_asked.body.decode())} <= set(fields)
    assert "Extra" not in fields


@pytest.mark.parametrize(
    "change",
    [
        {"To": None},
        {"To": "07700900123"},
        {"From": "a name that is too long"},
        {"ValidityPeriod": "soon"},
    ],
    ids=str,
)
def test_a_text_that_is_wrong_would_be_noticed(twilio: OpenAPI, text_asked: Asked, change: dict[str, str | None]):
    form = {**dict(parse_qsl(text_asked.body.decode())), **change}
    body = urlencode({name: value for name, value in form.items() if value is not None}).encode()

    with pytest.raises(OpenAPIError):
        twilio.validate_request(AsSent(replace(text_asked, body=body), "https://api.twilio.com"))


def test_a_text_to_nowhere_or_without_credentials_would_be_noticed(twilio: OpenAPI, text_asked: Asked):
    nowhere = replace(text_asked, path=text_asked.path.replace("AC", "ZZ"))
    without = {name: value for name, value in text_asked.headers.items() if name != "Authorization"}

    for wrong in (nowhere, replace(text_asked, headers=without)):
        with pytest.raises(OpenAPIError):
            twilio.validate_request(AsSent(wrong, "https://api.twilio.com"))


def test_a_mail_is_what_sendgrid_describes(sendgrid: OpenAPI, mail_asked: Asked):
    sendgrid.validate_request(AsSent(mail_asked, "https://api.sendgrid.com"))


def test_a_mail_with_nothing_optional_is_what_sendgrid_describes(
    sendgrid: OpenAPI, provider: HttpProvider, mail: Message
):
    provider.answers = [Answer(status=202, headers={"X-Message-Id": "m1"})]
    SendGridMail("SG.key", "night@portal.example", base_url=provider.url).send(replace(mail, to_name="", reply_to=""))

    sendgrid.validate_request(AsSent(provider.asked[0], "https://api.sendgrid.com"))


@pytest.mark.parametrize(
    "change",
    [
        {"personalizations": None},
        {"extra": 1},
        {"personalizations": [{"to": [{"name": "Dana"}]}]},
        {"from": "night@portal.example"},
        {"content": [{"type": "text/plain"}]},
        {"tracking_settings": {"click_tracking": {"enable": "no"}}},
        {"subject": None},
    ],
    ids=str,
)
def test_a_mail_that_is_wrong_would_be_noticed(sendgrid: OpenAPI, mail_asked: Asked, change: dict[str, Any]):
    body = json.dumps({**json.loads(mail_asked.body), **change}).encode()

    with pytest.raises(OpenAPIError):
        sendgrid.validate_request(AsSent(replace(mail_asked, body=body), "https://api.sendgrid.com"))
