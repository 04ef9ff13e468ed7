"""The direct page: one text in our own words, and a mail that says it all."""

from datetime import UTC, datetime

import pytest

from app.domain import policy_file
from app.domain.direct_page import LONGEST, MOST_TOLD, Caught, words
from app.domain.gsm7 import SEGMENT, gsm7, septets

AT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
TYPED = (("Company", "Acme\r\nBcc: all@example.com"), ("Phone", "07700 900982"), ("What they see", "x" * 5000))


def caught(services: tuple[str, ...] = ("crm",), **changes: object) -> Caught:
    usual = {"intent": "a", "received_at": AT, "affected": "everyone", "is_kept": True, "typed": TYPED}
    return Caught(services=services, **{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["prospect365", "flatpeak", "informed", "kustomer", "pugpig"])
@pytest.mark.parametrize("count", [1, 2, 1000])
def test_a_text_is_one_segment_of_our_own_words(name: str, count: int):
    policy = policy_file.load(name)
    slugs = tuple(service.slug for service in policy.services)

    for services in (slugs[:1], slugs, ("unsure",)):
        said = words([caught(services)] * count, policy, "Dana")
        assert said.text == gsm7(said.text)
        assert septets(said.text) <= SEGMENT
        assert not {"\r", "\n"} & set(said.subject)
        assert "Acme" not in said.text + said.subject + said.call


def test_a_mail_says_who_to_ring_and_that_nothing_else_has_it():
    policy = policy_file.load("prospect365")

    said = words([caught(is_kept=False)], policy, "Dana").mail

    assert "Phone: 07700 900982" in said
    assert "Received: Saturday 21 November 2026 02:10 GMT" in said
    assert "kept NOWHERE" in said
    assert "x" * LONGEST in said
    assert "x" * (LONGEST + 1) not in said
    assert "NOWHERE" not in words([caught()], policy, "Dana").mail


def test_a_mail_about_a_storm_has_an_end():
    said = words([caught()] * (MOST_TOLD + 5), policy_file.load("prospect365"), "Dana").mail

    assert said.count("Phone:") == MOST_TOLD
    assert "And 5 more." in said
