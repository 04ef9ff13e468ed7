"""Threads: what a reply brings along is found wherever programs put it, and nothing of it can be guessed or stored."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import mail_threads
from app.domain.inbound_mail import InboundMail
from app.domain.mail_answers import says_it_works
from app.domain.mail_threads import Claim
from app.mint import SecretMint

BOX = "emergency@in.portal.example"
MINT = SecretMint("a" * 32)
TOKEN = MINT.token("reply", "one")
ADDRESS = mail_threads.reply_address(BOX, "K7Q4M", TOKEN)
OURS = mail_threads.message_id(BOX, "K7Q4M", TOKEN, "0" * 32)
CLAIM = [Claim(reference="K7Q4M", token=TOKEN)]


def mail(**written) -> InboundMail:
    usual = {"recipients": (BOX,), "subject": "Re: We've got your emergency report K7Q4M"}
    return InboundMail(
        message_id="1@acme.example", sender="carol@acme.example", sender_name="Carol", text="", **(usual | written)
    )


@pytest.mark.parametrize(
    "written",
    [
        {"recipients": (ADDRESS,)},
        {"recipients": (ADDRESS.upper(),)},
        {"headers": {"to": (f"Support <{ADDRESS}>, other@acme.example",)}},
        {"headers": {"cc": (ADDRESS,)}},
        {"headers": {"in-reply-to": (OURS,)}},
        {"headers": {"references": (f"<x@acme.example> {OURS} <y@acme.example>",)}},
        {"subject": f"Re: K7Q4M [{ADDRESS.partition('+')[2].partition('@')[0]}]"},
    ],
)
def test_the_token_is_found_wherever_it_stands(written: dict):
    assert mail_threads.claims(mail(**written)) == CLAIM


def test_a_reference_by_itself_brings_nothing():
    assert mail_threads.claims(mail()) == []
    assert mail_threads.spoken(mail()) == ["K7Q4M"]


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26))
def test_any_tag_is_read_and_stands_for_nobodys_token(tag: str):
    found = mail_threads.claims(mail(recipients=(f"emergency+k7q4m-{tag}@in.portal.example",)))

    assert all(claim.token != TOKEN for claim in found)


@given(st.text(min_size=1, max_size=40))
def test_every_token_survives_the_way_there_and_back(owner: str):
    token = MINT.token("reply", owner)
    address = mail_threads.reply_address(BOX, "QQQQQ", token)

    assert len(address.partition("@")[0]) <= 64
    assert mail_threads.claims(mail(recipients=(address.lower(),))) == [Claim(reference="QQQQQ", token=token)]


def test_many_claims_are_not_all_asked():
    tags = [
        f"k7q4m-{MINT.token('reply', str(n)).lower().replace('_', 'a').replace('-', 'a')[:22]:a<26}" for n in range(500)
    ]
    tags = [re.sub("[^a-z2-7-]", "a", tag[6:]) for tag in tags]
    header = " ".join(f"<k7q4m-{tag}.x@in.portal.example>" for tag in tags)

    assert len(mail_threads.claims(mail(headers={"references": (header,)}))) <= mail_threads.MOST_CLAIMS


def test_what_is_stored_opens_nothing():
    links = f"> https://portal.example/reports/{TOKEN}\n> https://portal.example/a/{TOKEN}?by=mail"
    words = f"{links}\nReply-To: {ADDRESS}\n{OURS}"

    stored = mail_threads.without_secrets(words)

    assert TOKEN not in stored
    assert mail_threads.claims(mail(subject=stored)) == []
    assert "k7q4m-…@in.portal.example" in stored


@pytest.mark.parametrize("fit", ["1@acme.example", "CA+x=_y@mail.acme.example"])
def test_a_message_id_of_theirs_can_be_named(fit: str):
    assert mail_threads.is_message_id(fit)


@pytest.mark.parametrize("unfit", ["", "a b@x", "a>@x", "a\r\nBcc: x@y", "é@x", "x" * 300])
def test_one_that_breaks_a_header_is_not(unfit: str):
    assert not mail_threads.is_message_id(unfit)


@pytest.mark.parametrize(
    "words", ["Yes, it works", "Thanks!", "Thank you, all good now.", "Working again.", "It's fixed. Carol", "yes"]
)
def test_a_plain_yes_says_that_it_works(words: str):
    assert says_it_works(words)


@pytest.mark.parametrize(
    "words",
    [
        "", "No", "Still broken", "Thanks, but it is still down", "It doesn't work", "Works for some", "Is it fixed?",
        "Yes for me, not for Leeds", "Working, only very slow", "Thank you. " + "We wonder about the invoices. " * 10,
    ],
)  # fmt: skip
def test_whatever_leaves_a_doubt_does_not(words: str):
    assert not says_it_works(words)
