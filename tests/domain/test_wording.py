"""Texts fit into one segment with exactly one link, whatever the company, the services and the address."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.gsm7 import SEGMENT, gsm7, septets, shortened
from app.domain.wording import Emergency, first_page, grown, later_page, stand_down, warning
from config import LONGEST_PUBLIC_URL

SHORT = "https://e365.example/a/" + "x" * 22
LINK = re.compile(r"[a-z]+://\S+")
GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)
CRM = Emergency(
    brand="P365", reference="K7Q4M", services=("CRM",), affected="everyone", company="Acme Foods", since="02:10",
    due="05:02",
)  # fmt: skip
STANDINGS = ("Nobody has it", "No word from Bartholomew", "Wilhelmina handed it back",
             "the customer says it is still broken")  # fmt: skip

emergencies = st.builds(
    Emergency,
    brand=st.just("P365"),
    reference=st.just("K7Q4M"),
    services=st.lists(st.sampled_from(["CRM", "Sites", "Website", "Cloud orders"]), unique=True, max_size=4).map(tuple),
    affected=st.sampled_from(["everyone", "unsure"]),
    company=st.text(max_size=200),
    since=st.sampled_from(["", "02:10", "Fri 23:59"]),
    due=st.sampled_from(["", "05:02", "Mon 09:00"]),
    work_until=st.sampled_from(["", "04:00", "Sun 12:00"]),
)
links = st.integers(len("https://a.b"), LONGEST_PUBLIC_URL).map(
    lambda length: "https://" + "h" * (length - 12) + ".com/a/" + "x_-X" * 5 + "99"
)


def fits(text, link):
    assert septets(text) <= SEGMENT, f"{septets(text)} septets: {text}"
    assert set(text) <= GSM7
    assert "\n" not in text
    assert LINK.findall(text) == [link]
    assert not text.startswith(link)


@given(emergency=emergencies, link=links)
@example(emergency=replace(CRM, company="[" * 200), link=SHORT)
@example(emergency=replace(CRM, company="see https://evil.example/a/1"), link=SHORT)
@example(emergency=replace(CRM, company="https：／／evil.example"), link=SHORT)
@example(emergency=replace(CRM, company="Acme\nFoods\r"), link=SHORT)
def test_the_first_page_is_one_segment_with_one_link(emergency, link):
    text = first_page(emergency, link)

    fits(text, link)
    assert text.startswith("P365 EMERGENCY K7Q4M")


@given(emergency=emergencies, link=links, minutes=st.integers(0, 100_000), standing=st.sampled_from(STANDINGS))
@example(
    emergency=replace(CRM, services=("CRM", "Sites", "Website", "Cloud orders")),
    link="https://" + "h" * (LONGEST_PUBLIC_URL - 8) + "/a/" + "x" * 22,
    minutes=1440,
    standing="the customer says it is still broken",
)
def test_a_later_page_is_one_segment_with_one_link(emergency, link, minutes, standing):
    text = later_page(emergency, link, minutes_open=minutes, standing=standing)

    fits(text, link)
    assert text.startswith("P365 EMERGENCY K7Q4M")


@given(emergency=emergencies, words=st.text(max_size=60))
def test_texts_without_a_link_are_one_segment_too(emergency, words):
    late = warning(emergency, trouble=words, left="30 min left", due=words)
    for text in (stand_down(emergency, name=words, at="03:06"), late):
        assert septets(text) <= SEGMENT
        assert set(text) <= GSM7


def test_where_there_is_room_everything_is_said():
    assert first_page(CRM, SHORT) == (
        f"P365 EMERGENCY K7Q4M: CRM down, ALL users, Acme Foods, since 02:10. "
        f"Ack: {SHORT} or reply 1. Reply to customer due 05:02"
    )
    assert later_page(CRM, SHORT, minutes_open=5, standing="Nobody has it") == (
        f"P365 EMERGENCY K7Q4M STILL OPEN 5 min: CRM down, ALL users, Acme Foods, since 02:10. Nobody has it. "
        f"Ack: {SHORT} Due 05:02"
    )


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("Acme Foods", "Acme Foods, since 02:10, in maintenance until 04:00. Ack"),
        ("The Acme Foods and Beverages Company Ltd", "Beverages Company Ltd, since 02:10. Ack"),
    ],
)
def test_maintenance_is_mentioned_where_there_is_room_and_takes_the_place_of_nothing_but_the_words(company, said):
    text = first_page(replace(CRM, company=company, work_until="04:00"), SHORT)

    assert said in text
    assert text.endswith("ue 05:02")


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("Acme Foods", "Acme Foods, since 02:10. Ack"),
        ("The Acme Foods and Beverages Company Ltd", "Beverages Company Ltd, since 02:10. Ack"),
        ("The Acme Foods and Beverages Company of Yarmouth Ltd", "Beverages Company of Yarmouth Ltd. Ack"),
        ("The Acme Foods and Beverages Company of Great Yarmouth Ltd", "The Acme Foods and Beverages Company of Great"),
    ],
)
def test_a_long_company_loses_first_the_words_then_since_then_its_own_end(company, said):
    text = first_page(replace(CRM, company=company), SHORT)

    assert said in text
    assert text.endswith("ue 05:02")


@given(st.text(max_size=300), st.integers(0, 200))
def test_what_is_shortened_fits_and_is_a_beginning(words, room):
    plain = gsm7(words)
    short = shortened(plain, room)

    assert septets(short) <= room
    assert plain.startswith(short)


@given(st.text(max_size=300))
def test_whatever_was_typed_becomes_letters_that_a_text_can_carry(words):
    assert set(gsm7(words)) <= GSM7
    assert gsm7(gsm7(words)) == gsm7(words)


def test_letters_that_a_text_lacks_become_their_plain_ones():
    assert gsm7("Café – “naïve” Ł 李") == 'Café - "naive" ? ?'


@given(
    emergency=emergencies,
    link=links,
    customers=st.integers(2, 100_000),
    was=st.integers(1, 99_999),
    standing=st.sampled_from(STANDINGS),
    unverified=st.booleans(),
)
def test_a_growing_count_is_one_segment_with_one_link(emergency, link, customers, was, standing, unverified):
    text = grown(emergency, link, customers=customers, was=was, standing=standing, unverified=unverified)

    fits(text, link)
    assert f"now {customers} {'unverified' if unverified else 'customers'}" in text
