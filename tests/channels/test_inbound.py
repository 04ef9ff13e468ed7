"""Parsed mails as SendGrid posts them: any charset, any header, any body; never an error, never a letter lost."""

import json
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.channels.inbound import LONGEST_TEXT, decoded, sendgrid_mail
from app.domain.inbound_mail import InboundMail
from tests.world.mail import BOX, Letter


def read(letter: Letter) -> InboundMail:
    return sendgrid_mail(letter.posted(), letter.files)


def test_a_post_becomes_a_mail():
    mail = read(Letter(files=(("screen.png", b"\x89PNG"),), headers={"In-Reply-To": "<2@in.portal.example>"}))

    assert (mail.sender, mail.sender_name, mail.recipients) == ("carol@acme.example", "Carol Jones", (BOX,))
    assert mail.subject == "Nobody can log in"
    assert mail.text == "Nobody at our place can open the CRM since two."
    assert mail.message_id == "1@acme.example"
    assert mail.headers["in-reply-to"] == ("<2@in.portal.example>",)
    assert mail.return_path == "carol@acme.example"
    assert (mail.spf, mail.dkim, mail.spam_score) == ("pass", (("acme.example", "pass"),), 0.1)
    assert [(file.name, file.content) for file in mail.files] == [("screen.png", b"\x89PNG")]
    assert mail.is_confirmed


CHARSETS = [
    ("iso-8859-1", "Grüße, nichts läuft"),
    ("windows-1252", "“smart” – 20 €"),
    ("utf-8", "Ошибка 503 💥"),
    ("koi8-r", "Ничего не работает"),
    ("shift_jis", "障害です"),
    ("gb18030", "系统故障"),
    ("utf-16", "Zwei Bytes"),
]


@pytest.mark.parametrize(("charset", "words"), CHARSETS)
def test_each_field_is_read_in_its_own_charset(charset: str, words: str):
    charsets = json.dumps({"text": charset, "subject": "utf-8"})

    mail = read(Letter(fields={"text": words.encode(charset), "charsets": charsets, "subject": "Störung"}))

    assert (mail.text, mail.subject) == (words, "Störung")


@pytest.mark.parametrize(
    "charset", ["", "x-unknown", "base64", "zlib", "rot13", "punycode", "idna", "us-ascii", "é", "\x00", "utf-8"]
)
def test_a_charset_that_is_wrong_or_none_loses_no_word(charset: str):
    assert decoded("Grüße".encode("cp1252"), charset) == "Grüße"
    assert decoded("Grüße".encode(), charset) == "Grüße"


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        ({"subject": None, "headers": "Subject: =?iso-8859-1?q?St=F6rung?=\n"}, "Störung"),
        ({"subject": None, "headers": "Subject: =?x-none?q?St=F6rung?=\n"}, "=?x-none?q?St=F6rung?="),
        ({"subject": "two\r\n lines"}, "two lines"),
        ({"subject": None, "headers": ""}, ""),
    ],
)
def test_a_subject_is_one_line(fields: dict, subject: str):
    assert read(Letter(fields=fields)).subject == subject


def test_html_stands_in_where_there_is_no_text():
    html = "<p>The <b>shop</b> is down</p><script>alert(1)</script>"

    assert read(Letter(text=None, html=html)).text == "The shop is down"
    assert read(Letter(text=" \n", html=html)).text == "The shop is down"
    assert read(Letter(text="Plain", html=html)).text == "Plain"


@pytest.mark.parametrize("fields", [{"text": None}, {"text": ""}, {"text": None, "html": ""}])
def test_an_empty_mail_is_a_mail(fields: dict):
    assert read(Letter(fields=fields)).text == ""


def test_a_huge_mail_is_cut_and_nothing_breaks():
    mail = read(Letter(text="a line of words\n" * 200_000, subject="x" * 100_000))

    assert len(mail.text) <= LONGEST_TEXT
    assert len(mail.subject) == 1_000


@pytest.mark.parametrize(
    ("sender", "read_as"),
    [
        ('"Jones, Carol" <Carol@Acme.Example>', ("Jones, Carol", "carol@acme.example")),
        ("carol@acme.example", ("", "carol@acme.example")),
        ("=?utf-8?q?J=C3=BCrgen?= <j@acme.example>", ("Jürgen", "j@acme.example")),
        ("<>", ("", "")),
        ("nobody", ("", "nobody")),
        ("", ("", "")),
    ],
)
def test_a_sender_is_a_name_and_an_address(sender: str, read_as: tuple[str, str]):
    mail = read(Letter(fields={"from": sender, "headers": ""}))

    assert (mail.sender_name, mail.sender) == read_as


@pytest.mark.parametrize(
    ("fields", "return_path", "recipients"),
    [
        ({"envelope": '{"to":["a@in.example"],"from":""}', "to": "b@in.example"}, "", ("a@in.example", "b@in.example")),
        ({"envelope": None, "to": "A <a@in.example>, b@in.example"}, None, ("a@in.example", "b@in.example")),
        ({"envelope": "[[[", "to": "", "headers": ""}, None, ()),
        ({"envelope": '{"to": "x", "from": 7}', "to": "", "headers": ""}, None, ()),
    ],
)
def test_the_envelope_says_where_it_went_and_where_bounces_go(fields: dict, return_path: str | None, recipients: tuple):
    mail = read(Letter(fields=fields))

    assert (mail.return_path, mail.recipients) == (return_path, recipients)


@pytest.mark.parametrize(
    ("said", "results"),
    [
        ("{@acme.example : pass}", (("acme.example", "pass"),)),
        ("{@acme.example : fail, @mailer.example : pass}", (("acme.example", "fail"), ("mailer.example", "pass"))),
        ("none", ()),
        ("", ()),
    ],
)
def test_dkim_has_a_result_for_each_signature(said: str, results: tuple):
    assert read(Letter(fields={"dkim": said})).dkim == results


@pytest.mark.parametrize(
    ("said", "score"), [("7.2", 7.2), ("-1", -1.0), ("nan", None), ("inf", None), ("x", None), (None, None)]
)
def test_a_spam_score_is_a_number_or_none(said: str | None, score: float | None):
    assert read(Letter(fields={"spam_score": said})).spam_score == score


def test_a_mail_that_is_handed_in_whole_is_read_too():
    whole = EmailMessage()
    whole["From"], whole["To"], whole["Subject"] = "Carol <carol@acme.example>", BOX, "Störung"
    whole["Message-ID"], whole["Auto-Submitted"] = "<7@acme.example>", "auto-replied"
    whole.set_content("Grüße, nichts läuft", charset="iso-8859-1")
    whole.add_alternative("<p>Grüße</p>", subtype="html")
    whole.add_attachment(b"log", maintype="text", subtype="plain", filename="server.log")
    fields = {"email": whole.as_bytes(), "text": None, "headers": None, "subject": None}

    mail = read(Letter(fields=fields))

    assert (mail.subject, mail.text, mail.message_id) == ("Störung", "Grüße, nichts läuft", "7@acme.example")
    assert mail.headers["auto-submitted"] == ("auto-replied",)
    assert [(file.name, file.content) for file in mail.files] == [("server.log", b"log")]


FIELD = st.sampled_from(
    ["headers", "from", "to", "subject", "text", "html", "envelope", "charsets", "dkim", "SPF", "spam_score", "email"]
)


@given(st.dictionaries(FIELD, st.binary(max_size=60) | st.text(max_size=60).map(str.encode)))
@example({"from": b"\x00", "headers": b""})
def test_whatever_is_posted_is_read(fields: dict[str, bytes]):
    mail = sendgrid_mail(fields, [("\x00", b""), ("a\nb", b"x")])

    assert mail.key
    assert mail.checks
    assert not set("\x00\r\n") & set(mail.subject + mail.sender + mail.sender_name + mail.message_id)


def test_the_same_mail_has_the_same_key_and_no_other():
    keys = [read(Letter(**written)).key for written in ({}, {}, {"text": "else"}, {"message_id": "<2@acme.example>"})]

    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
