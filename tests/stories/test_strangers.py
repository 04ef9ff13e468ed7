"""Reports of nobody whom the directory knows: a few page by themselves, the others as one; and known ones as ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.policy_file import SHIPPED
from tests.stories.test_storms import HOUR, QUARTER, most_in, texts_to
from tests.world import ALONE, World

SERVICES = (("crm",), ("sites",), ("unsure",), ("website",))


def stranger(world: World, number: int, services: tuple[str, ...] = ALONE) -> str:
    """Somebody of no known company reports; the reference."""
    who = {"name": f"Ann {number}", "company": f"Firm {number}", "email": f"ann@firm{number}.example"}
    reference: str = world.files(services=services, **who).reference
    world.passes(seconds=1)
    return reference


def night_of(world: World) -> World:
    world.at("Saturday 02:10")
    return world


def test_three_strangers_page_by_themselves_and_the_fourth_goes_with_them(each_world: World) -> None:
    world = night_of(each_world)

    first, *others, fourth = [stranger(world, number) for number in range(4)]

    assert [len(world.pages(one)) for one in (first, *others, fourth)] == [2, 1, 1, 0], "the first has the count, too"
    assert world.incident(fourth).lead_id == world.incident(first).id
    assert [world.incident(one).lead_id for one in others] == [None, None]
    text = world.dana.phone.receives_text("now 2 unverified reports").words
    assert first in text
    assert world.incident(fourth).respond_by


def test_the_customer_of_a_grouped_report_has_a_reference_a_clock_and_a_page_that_is_true(world: World) -> None:
    night_of(world)
    for number in range(3):
        stranger(world, number)
    world.passes(minutes=1)

    report = world.nadia.reports("sites")

    incident = world.incident(report.reference)
    assert incident.lead_id
    assert incident.opened_at == world.clock.now()
    assert report.page_shows("Many reports are coming in, and engineers get yours with them: engineers are being")
    assert not report.page_shows("the same trouble")


def test_engineers_hear_of_two_five_ten_and_twenty_five_within_what_a_phone_gets(world: World) -> None:
    night_of(world)

    for number in range(40):
        stranger(world, number, SERVICES[number % len(SERVICES)])
        world.passes(seconds=15)
    world.passes(hours=1)

    counts = [words for words in texts_to(world, "dana") if "unverified reports" in words]
    assert "now 2 unverified reports" in counts[0]
    for colleague in (world.dana, world.eve, world.mo):
        sent = [message.delivery.sent_at for message in colleague.phone.all()]
        assert most_in(sent, QUARTER) <= 5
        assert most_in(sent, HOUR) <= 11


def test_a_known_customer_pages_at_once_in_the_middle_of_strangers(world: World) -> None:
    night_of(world)
    for number in range(30):
        stranger(world, number, SERVICES[number % len(SERVICES)])

    for services in SERVICES:
        reference = world.files(services=services).reference
        world.settles()

        assert world.incident(reference).lead_id is None
        (page,) = world.pages(reference)
        assert page.sent_at == world.clock.now()


def test_an_outage_that_a_stranger_made_up_keeps_no_known_customer_quiet(world: World) -> None:
    night_of(world)
    made_up = stranger(world, 1, ("crm",))
    world.dana.phone.receives_text(made_up).opens_link().presses("Acknowledge")

    real = world.carol.reports("crm")

    assert world.incident(real.reference).lead_id is None
    assert world.dana.phone.receives_text(real.reference)


def test_an_hour_later_strangers_page_by_themselves_again(world: World) -> None:
    night_of(world)
    for number in range(4):
        stranger(world, number)
    world.passes(hours=1)

    assert len(world.pages(stranger(world, 5))) == 1


def test_what_was_closed_in_between_brings_no_more_texts_than_a_phone_gets(world: World) -> None:
    """Who closes their own report, or has it closed, and sends another one, pages within the limits."""
    night_of(world)

    for number in range(30):
        reference = stranger(world, number)
        link = next(one for one in world.dana.mailbox.all() if reference in one.words).opens_link()
        link.presses("Acknowledge", person="yes")
        link.presses("It's fixed", words="Nothing was wrong")
        world.passes(seconds=20)

    sent = [message.delivery.sent_at for message in world.dana.phone.all()]
    assert most_in(sent, QUARTER) <= 6, "five, and one after five minutes of silence"


def test_many_who_say_still_broken_are_within_the_limits(world: World) -> None:
    night_of(world)
    sent = [world.nadia.reports("sites") for _ in range(14)]
    link = world.dana.phone.receives_text(sent[0].reference).opens_link()
    link.presses("Acknowledge")
    link.presses("It's fixed", words="Nothing was wrong")
    world.passes(minutes=20)

    for report in sent[1:]:
        report.page()
        report.browser.presses("Still broken")
        world.settles()

    texts = [message.delivery.sent_at for message in world.dana.phone.all()]
    assert most_in(texts, QUARTER) <= 5
    assert all(world.incident(report.reference).is_waiting for report in sent[1:])


def test_a_known_customers_name_used_a_hundred_times_is_within_the_limits_of_a_phone(
    sqlite_url: str, open_world: Callable[..., World], tmp_path: Path
) -> None:
    """A company's name and address are claims: after so many an hour their first texts keep to the limits, too."""
    policy = tmp_path / "strict.toml"
    text = (SHIPPED / "prospect365.toml").read_text(encoding="utf-8")
    policy.write_text(f"known_alone = 2\n{text}", encoding="utf-8")
    world = night_of(open_world(sqlite_url, POLICY=str(policy)))

    references = [world.files(services=ALONE, email="eve@acme.example").reference for _ in range(100)]
    world.settles()

    assert len(world.dana.phone.all()) == 5
    assert all(world.pages(reference, medium) for reference in references[:2] for medium in ("sms", "mail"))
    assert all(world.pages(reference, "mail") for reference in references), "each is paged for, by mail at the least"
    other = world.files(services=ALONE, email="ann@brightwater.example")
    world.settles()
    assert world.dana.phone.receives_text(other.reference), "another customer's first page knows no limit"


@pytest.mark.parametrize("minutes", [5, 10, 60])
def test_a_group_that_nobody_takes_is_never_silent(world: World, minutes: int) -> None:
    night_of(world)
    first, *_ = [stranger(world, number) for number in range(12)]

    world.passes(minutes=minutes)

    incident = world.incident(first)
    assert incident.next_page_at
    assert incident.next_page_at - world.clock.now() <= timedelta(minutes=5)
