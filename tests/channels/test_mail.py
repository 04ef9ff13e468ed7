import json
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from app.channels.mail import SendGridMail, SmtpMail
from app.domain.delivery import Message, Refused, Sent, Unavailable

from .providers import CUT_SHORT, HANG, HANG_UP, RESET, Answer, HttpProvider, MailServer, running

KEY = "SG.canary-key"
NEW_YEAR = "Thu, 01 Jan 2099 00:00:00 GMT"


def sendgrid(url: str, timeout: float = 5) -> SendGridMail:
    return SendGridMail(KEY, "Support <night@portal.example>", base_url=url, timeout=timeout)


def queued(provider_id: str = "mail-1") -> Answer:
    return Answer(status=202, headers={"X-Message-Id": provider_id})


def declined(status: int, words: str = "no", **headers: str) -> Answer:
    return Answer(status=status, body={"errors": [{"message": words, "field": None}]}, headers=headers)


def test_a_mail_that_is_queued_is_sent_by_its_message_id(provider: HttpProvider, mail: Message):
    provider.answers = [queued("abc")]

    assert sendgrid(provider.url + "/").send(mail) == Sent(provider_id="abc")

    asked = provider.asked[0]
    assert (asked.method, asked.path) == ("POST", "/v3/mail/send")
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert json.loads(asked.body) == {
        "personalizations": [
            {"to": [{"email": mail.to, "name": "Dána, on primary"}], "custom_args": {"delivery": mail.id}}
        ],
        "from": {"email": "night@portal.example", "name": "Support"},
        "reply_to": {"email": "inbox@example.com"},
        "subject": mail.subject,
        "content": [{"type": "text/plain", "value": mail.body}],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
    }


def test_a_mail_without_names_or_a_reply_address_has_none(provider: HttpProvider, mail: Message):
    provider.answers = [queued()]

    SendGridMail(KEY, "night@portal.example", base_url=provider.url).send(replace(mail, to_name=" ", reply_to=""))

    asked = json.loads(provider.asked[0].body)
    assert asked["personalizations"][0]["to"] == [{"email": mail.to}]
    assert asked["from"] == {"email": "night@portal.example"}
    assert "reply_to" not in asked


@pytest.mark.parametrize("field", ["subject", "to", "reply_to"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_line_break_in_a_header_is_refused_unasked(
    provider: HttpProvider, mail_server: MailServer, mail: Message, field: str, end: str
):
    broken = replace(mail, **{field: f"a{end}Bcc: everyone@example.com"})

    for channel in (sendgrid(provider.url), smtp(mail_server)):
        assert channel.send(broken) == Refused(code="content", words="a line break in a header")

    assert provider.asked == []
    assert mail_server.commands == []


def test_a_strange_space_does_not_stop_a_mail(provider: HttpProvider, mail_server: MailServer, mail: Message):
    provider.answers = [queued()]
    strange = replace(mail, subject="CRM\u2028down\x0bnow\x85", to_name="Dana\nBcc: everyone")

    outcomes = [channel.send(strange) for channel in (sendgrid(provider.url), smtp(mail_server))]

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert json.loads(provider.asked[0].body)["subject"] == "CRM down now"
    assert received(mail_server)["Subject"] == "CRM down now"
    assert received(mail_server)["Bcc"] is None


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_mail_that_sendgrid_will_not_take_is_refused(provider: HttpProvider, mail: Message, status: int):
    provider.answers = [declined(status, "bad address dana@example.com")]

    assert sendgrid(provider.url).send(mail) == Refused(code=str(status), words="bad address (address)")


@pytest.mark.parametrize("status", [401, 403, 404, 405, 415])
def test_what_is_wrong_with_our_set_up_is_refused_as_ours(provider: HttpProvider, mail: Message, status: int):
    provider.answers = [declined(status)]

    assert sendgrid(provider.url).send(mail) == Refused(code=str(status), words="no", ours=True, for_all=True)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "9"}, timedelta(seconds=9)),
        ({"Retry-After": "Thu, 01 Jan 2099 00:00:30 GMT", "Date": NEW_YEAR}, timedelta(seconds=30)),
        ({"X-RateLimit-Reset": "4070908860", "Date": NEW_YEAR}, timedelta(seconds=60)),
        ({"X-RateLimit-Reset": "1", "Date": NEW_YEAR}, timedelta(0)),
        ({"X-RateLimit-Reset": "4070908860"}, None),
        ({"X-RateLimit-Reset": "soon"}, None),
        ({}, None),
    ],
)
def test_too_many_mails_wait_as_long_as_asked(
    provider: HttpProvider, mail: Message, headers: dict[str, str], wait: timedelta | None
):
    provider.answers = [declined(429, "slow down", **headers)]

    assert sendgrid(provider.url).send(mail) == Unavailable(code="429", words="slow down", retry_after=wait)
    assert len(provider.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
@pytest.mark.parametrize("body", [b"", b"garbage", b"[]", b'{"errors": null}', b"\xff"])
def test_a_failing_sendgrid_is_unknown(provider: HttpProvider, mail: Message, status: int, body: bytes):
    provider.answers = [Answer(status=status, body=body)]

    outcome = sendgrid(provider.url).send(mail)

    assert outcome == Unavailable(code=str(status), words="no reason was given", unknown=True)


def test_a_mail_that_is_taken_without_an_id_is_sent_all_the_same(provider: HttpProvider, mail: Message):
    """Its events carry our own id, so a second copy would be for nothing."""
    provider.answers = [Answer(status=202)]

    assert sendgrid(provider.url).send(mail) == Sent(provider_id=mail.id)


@pytest.mark.parametrize("answer", [Answer(status=200), Answer(status=204)], ids=str)
def test_an_answer_that_is_none_of_sendgrids_is_unknown(provider: HttpProvider, mail: Message, answer: Answer):
    provider.answers = [answer]

    outcome = sendgrid(provider.url).send(mail)

    assert isinstance(outcome, Unavailable)
    assert (outcome.code, outcome.unknown) == ("garbled", True)


def test_a_hung_sendgrid_is_unknown(provider: HttpProvider, mail: Message):
    provider.answers = [HANG]

    outcome = sendgrid(provider.url, timeout=0.2).send(mail)

    assert outcome == Unavailable(code="timeout", words="the provider did not answer in time", unknown=True)


@pytest.mark.parametrize("broken", [RESET, HANG_UP, CUT_SHORT], ids=lambda answer: answer.how)
def test_a_mail_whose_exchange_breaks_off_is_unknown(provider: HttpProvider, mail: Message, broken: Answer):
    provider.answers = [broken]

    outcome = sendgrid(provider.url).send(mail)

    assert isinstance(outcome, Unavailable)
    assert (outcome.code, outcome.unknown) == ("interrupted", True)


def test_a_refused_connection_queued_nothing(closed_port: int, mail: Message):
    outcome = sendgrid(f"http://127.0.0.1:{closed_port}").send(mail)

    assert outcome == Unavailable(code="unreachable", words="no connection to the provider")


def test_a_name_that_is_not_found_queued_nothing(mail: Message):
    assert sendgrid("http://provider.invalid").send(mail) == Unavailable(
        code="unreachable", words="no connection to the provider"
    )


def test_each_thread_gets_the_answer_to_its_own_mail(provider: HttpProvider, mail: Message):
    provider.answers = [lambda asked: queued("id-" + json.loads(asked.body)["subject"])]
    channel = sendgrid(provider.url)

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(lambda n: channel.send(replace(mail, subject=str(n))), range(100)))

    assert outcomes == [Sent(provider_id=f"id-{n}") for n in range(100)]


def test_no_key_address_or_body_is_logged_or_kept(
    provider: HttpProvider, mail_server: MailServer, mail: Message, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    provider.answers = [queued(), declined(400, f"{mail.to} is bad"), declined(401), RESET, HANG]
    mail_server.says["RCPT"] = f"550 <{mail.to}>: unknown"
    channels = [sendgrid(provider.url, timeout=0.2)] * 5 + [smtp(mail_server, "dana:canary-password@")]

    outcomes = [channel.send(mail) for channel in channels]

    said = caplog.text + repr(outcomes)
    assert [canary for canary in (KEY, "canary-password", mail.to, "Nobody can log in") if canary in said] == []


def smtp(server: MailServer, user: str = "", timeout: float = 5, scheme: str = "smtp") -> SmtpMail:
    return SmtpMail(f"{scheme}://{user}127.0.0.1:{server.port}", "Support <night@portal.example>", timeout=timeout)


def received(server: MailServer) -> EmailMessage:
    mail = message_from_bytes(server.mails[-1].replace(b"\r\n..", b"\r\n."), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_mail_by_smtp_is_sent_by_its_own_id(mail_server: MailServer, mail: Message):
    outcome = smtp(mail_server).send(mail)

    assert outcome == Sent(provider_id=f"<{mail.id}@portal.example>")
    assert mail_server.commands[1:4] == ["mail FROM:<night@portal.example>", "rcpt TO:<dana@example.com>", "data"]
    got = received(mail_server)
    assert got["Message-ID"] == f"<{mail.id}@portal.example>"
    assert got["X-Delivery"] == mail.id
    assert got["From"] == "Support <night@portal.example>"
    assert got["To"] == '"Dána, on primary" <dana@example.com>'
    assert got["Reply-To"] == "inbox@example.com"
    assert got["Subject"] == mail.subject
    assert got["Date"] is None
    assert got.get_content().replace("\r\n", "\n") == mail.body
    assert mail_server.mails[0].isascii()


def test_a_mail_by_smtp_is_dated_by_the_clock_it_is_given(mail_server: MailServer, mail: Message):
    instant = datetime(2026, 12, 25, 3, 0, tzinfo=UTC)
    url = f"smtp://127.0.0.1:{mail_server.port}"

    SmtpMail(url, "night@portal.example", now=lambda: instant).send(mail)

    assert received(mail_server)["Date"].datetime == instant


def test_it_signs_in_over_starttls(mail_server: MailServer, mail: Message, certified: ssl.SSLContext):
    mail_server.tls = certified

    outcome = smtp(mail_server, "dana%40x:p%3Aw@").send(mail)

    assert isinstance(outcome, Sent)
    assert mail_server.sign_ins == [("dana@x", "p:w", True)]


def test_it_signs_in_over_tls_from_the_start(mail_server: MailServer, mail: Message, certified: ssl.SSLContext):
    mail_server.tls, mail_server.implicit_tls = certified, True

    outcome = smtp(mail_server, "dana:pw@", scheme="smtps").send(mail)

    assert isinstance(outcome, Sent)
    assert mail_server.sign_ins == [("dana", "pw", True)]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_that_is_not_trusted_gets_no_mail(
    mail_server: MailServer, mail: Message, certified: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, scheme: str
):
    mail_server.tls, mail_server.implicit_tls = certified, scheme == "smtps"
    monkeypatch.delenv("SSL_CERT_FILE")

    outcome = smtp(mail_server, "dana:pw@", scheme=scheme).send(mail)

    assert outcome == Unavailable(code="unreachable", words="no connection to the provider")
    assert mail_server.sign_ins == []
    assert mail_server.mails == []


def test_a_password_does_not_travel_unencrypted(mail: Message):
    # An address of this machine that does not count as this machine.
    with running(MailServer("127.0.0.2")) as elsewhere:
        outcome = SmtpMail(f"smtp://dana:pw@127.0.0.2:{elsewhere.port}", "night@portal.example").send(mail)

    assert outcome == Refused(code="538", words="our password does not travel unencrypted", ours=True)
    assert elsewhere.sign_ins == []


@pytest.mark.parametrize("command", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_server_that_asks_to_come_back_is_unavailable(mail_server: MailServer, mail: Message, command: str):
    mail_server.says[command] = "451 try later"
    mail_server.says["HELO"] = "451 try later"

    assert smtp(mail_server).send(mail) == Unavailable(code="451", words="try later")


@pytest.mark.parametrize("command", ["RCPT", "DATA", "."])
def test_a_server_that_will_not_take_it_refuses(mail_server: MailServer, mail: Message, command: str):
    mail_server.says[command] = "550-5.1.1 <dana@example.com>\r\n550 is unknown"

    assert smtp(mail_server).send(mail) == Refused(code="550", words="5.1.1 <(address)> is unknown")


@pytest.mark.parametrize("command", ["greeting", "MAIL"])
def test_a_server_that_will_not_take_us_refuses_as_ours(mail_server: MailServer, mail: Message, command: str):
    mail_server.says[command] = "554 not you"

    assert smtp(mail_server).send(mail) == Refused(code="554", words="not you", ours=True)


def test_a_wrong_password_is_ours(mail_server: MailServer, mail: Message):
    mail_server.says["AUTH"] = "535 wrong"

    assert smtp(mail_server, "dana:pw@").send(mail) == Refused(code="535", words="wrong", ours=True)


def test_a_sign_in_that_is_down_is_unavailable(mail_server: MailServer, mail: Message):
    mail_server.says["AUTH"] = "454 later"

    assert smtp(mail_server, "dana:pw@").send(mail) == Unavailable(code="454", words="later")


def test_a_server_without_a_way_to_sign_in_is_ours(mail_server: MailServer, mail: Message):
    mail_server.offers = []

    outcome = smtp(mail_server, "dana:pw@").send(mail)

    assert isinstance(outcome, Refused)
    assert outcome.ours


@pytest.mark.parametrize("command", ["greeting", "EHLO", "MAIL", "RCPT"])
@pytest.mark.parametrize("how", [HANG, HANG_UP], ids=lambda answer: answer.how)
def test_a_server_lost_before_the_mail_has_not_sent_it(
    mail_server: MailServer, mail: Message, command: str, how: Answer
):
    mail_server.says[command] = how

    outcome = smtp(mail_server, timeout=0.2).send(mail)

    assert isinstance(outcome, Unavailable)
    assert not outcome.unknown


@pytest.mark.parametrize(("how", "code"), [(HANG, "timeout"), (HANG_UP, "interrupted")])
def test_a_server_lost_after_the_mail_is_unknown(mail_server: MailServer, mail: Message, how: Answer, code: str):
    mail_server.says["."] = how

    outcome = smtp(mail_server, timeout=0.2).send(mail)

    assert isinstance(outcome, Unavailable)
    assert (outcome.code, outcome.unknown) == (code, True)
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize("how", [HANG, HANG_UP], ids=lambda answer: answer.how)
def test_a_server_lost_after_its_yes_has_sent_it(mail_server: MailServer, mail: Message, how: Answer):
    mail_server.says["QUIT"] = how

    assert isinstance(smtp(mail_server, timeout=0.2).send(mail), Sent)


def test_a_server_that_talks_nonsense_is_unavailable(mail_server: MailServer, mail: Message):
    mail_server.says["."] = "what?"

    outcome = smtp(mail_server).send(mail)

    assert isinstance(outcome, Unavailable)
    assert outcome.unknown


def test_a_server_that_is_not_there_sent_nothing(closed_port: int, mail: Message):
    outcome = SmtpMail(f"smtp://127.0.0.1:{closed_port}", "night@portal.example").send(mail)

    assert outcome == Unavailable(code="unreachable", words="no connection to the provider")


@pytest.mark.parametrize("address", ["", "nobody", "a b@example.com", "dána@example.com", "a@b@c"])
def test_an_address_that_cannot_be_written_is_refused(mail_server: MailServer, mail: Message, address: str):
    outcome = smtp(mail_server).send(replace(mail, to=address))

    assert isinstance(outcome, Refused)
    assert mail_server.mails == []


@pytest.mark.parametrize("url", ["", "http://host", "smtp://", "smtp://host:port"])
def test_a_url_that_is_not_one_is_found_at_once(url: str):
    with pytest.raises(ValueError, match=r"SMTP|[Pp]ort"):
        SmtpMail(url, "night@portal.example")


@pytest.mark.parametrize(("key", "sender"), [("", "night@portal.example"), (KEY, "")])
def test_sendgrid_cannot_be_built_without_a_key_and_a_sender(key: str, sender: str):
    with pytest.raises(ValueError, match="SendGrid needs"):
        SendGridMail(key, sender)
