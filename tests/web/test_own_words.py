"""A portal shows the words of its own policy, and none that only another policy has: on no page and in no message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from app.domain import policy_file
from app.domain.policy import SupportPolicy
from app.store.customers import Customer
from app.web.customer.forms import own_questions
from tests.world import World
from tests.world.people import Sent

POLICIES = {name: policy_file.load(name) for name in policy_file.shipped()}


def words_of(policy: SupportPolicy) -> set[str]:
    """What a policy has names, numbers and sentences for."""
    hours = [policy.hours, *(region.hours for region in policy.regions if region.hours)]
    found = {policy.vendor, policy.product, policy.brand, policy.title, policy.telephone, policy.desk_mail}
    found |= {one.zone_name for one in hours} | {one.holiday_called for one in hours if one.holidays}
    found |= {*policy.clauses, *(clause.text for clause in policy.clauses.values())}
    found |= {words for service in policy.services for words in (service.name, service.hint)}
    found |= {words for one in policy.exclusions for words in (one.name, one.advice, one.hint)}
    found |= {words for one in policy.severities for words in (one.name, one.definition)}
    found |= {words for one in policy.questions for words in (one.label, one.hint)}
    found |= {choice.label for one in policy.questions for choice in one.choices if len(choice.label) > 3}
    found |= {route.value for route in policy.routes} | {way.address for way in policy.ways_in}
    found |= {one.name for one in (*policy.causes, *policy.tiers, *policy.regions)}
    return found - {""}


def strangers(words: str, policy: SupportPolicy) -> list[str]:
    """Of what only other policies say, what is said here."""
    own = words_of(policy)
    others = {word for other in POLICIES.values() for word in words_of(other)} - own
    own_text = "\n".join(own)
    return sorted(one for one in others if one not in own_text and re.search(rf"\b{re.escape(one)}(?!\w)", words))


def reports(world: World, service: str, affected: str = "everyone", last: bool = False) -> Sent:
    """Carol's report, with an answer to each of the policy's own questions: the first choice, or the last."""
    answers = {
        one.field: one.choices[-last].slug if one.choices else "none" for one in own_questions(world.desk.policy)
    }
    return world.carol.reports(service, affected=affected, **answers)


def seen(world: World) -> Iterator[tuple[str, str]]:
    """Everything that a night shows a customer and an engineer, each with where it was."""
    policy, visitor = world.desk.policy, world.carol.browser()
    for at in ("Tuesday 12:00", "Saturday 02:10"):
        world.at(at)
        for path in ("/", "/report", "/status", "/nowhere", "/a/" + "A" * 22):
            yield f"{at} {path}", visitor.open(path).html
        for path in ("/status.json", "/status.atom", "/api/openapi.json"):
            yield f"{at} {path}", visitor.fetches(path).text
    visitor.open("/report")
    yield "page 2", visitor.presses("Continue", services=policy.services[0].slug, affected="everyone").html
    yield "page 2, wrong", visitor.presses("Send").html
    for slug in (*(one.slug for one in policy.exclusions), "other"):
        yield slug, reports(world, slug).page().html
    yield "some people", reports(world, policy.services[0].slug, affected="some", last=True).page().html
    yield from seen_of_one(world, reports(world, policy.services[-1].slug))
    yield from ((f"{one.wording} by {one.medium}", world.words_of(one)) for one in world.deliveries())


def seen_of_one(world: World, report: Sent) -> Iterator[tuple[str, str]]:
    """A report that nobody answers for two hours; then it is taken, fixed and confirmed."""
    yield "received", report.page().html
    yield "files", report.browser.open(f"{report.url}/attachments").html
    world.passes(minutes=16)
    yield "struggling", report.page().html
    world.passes(hours=2)
    yield "late", report.page().html
    dana = [text for text in world.dana.phone.all() if report.reference in text.words][-1].opens_link()
    yield "acknowledged, to Dana", dana.presses("Acknowledge").html
    yield "acknowledged", report.page().html
    yield "fixed, to Dana", dana.presses("It's fixed").html
    yield "fixed", report.page().html
    yield "confirmed", report.browser.presses("Yes, it works").html
    world.settles()


@pytest.mark.parametrize("name", POLICIES)
def test_no_page_and_no_message_has_a_word_of_another_policy(
    name: str, sqlite_url: str, open_world: Callable[..., World]
) -> None:
    world = open_world(sqlite_url, POLICY=name)

    found = {where: said for where, words in seen(world) if (said := strangers(words, world.desk.policy))}

    assert not found


def test_a_stranger_is_known_when_it_is_seen() -> None:
    policy = POLICIES["kustomer"]

    assert strangers("Report it at help@prospectsoft.com by UK time, see PS-9", policy) == [
        "PS-9",
        "UK time",
        "help@prospectsoft.com",
    ]


def test_an_american_policy_says_times_as_americans_do(sqlite_url: str, open_world: Callable[..., World]) -> None:
    world = open_world(sqlite_url, POLICY="kustomer")
    world.at("Saturday 02:10")

    assert world.carol.browser().open("/").shows("It is 9:10 PM, Friday, November 20 (Eastern time).")
    report = reports(world, "platform")

    assert report.page_shows("by 11:10 PM (2 h left), Eastern time")
    assert "by 11:10 PM, Eastern time (2 h left)" in world.carol.mailbox.receives("emergency report").words
    assert world.dana.phone.receives_text("since 9:10 PM").words.endswith("ue 11:10 PM")


def test_a_customer_reads_the_times_of_their_own_region_and_an_engineer_those_of_the_policy(
    sqlite_url: str, open_world: Callable[..., World]
) -> None:
    world = open_world(sqlite_url, POLICY="pugpig")
    with world.desk.database.writing() as session:
        for customer in session.query(Customer):
            customer.region = "us"
    world.at("Monday 17:10")

    report = reports(world, "app")

    assert report.page_shows("by 12:40 PM (30 min left), Eastern time")
    assert not report.page_shows("UK time")
    assert "by 12:40 PM, Eastern time" in world.carol.mailbox.receives("emergency report").words
    assert "Due 17:40" in world.dana.phone.receives_text("EMERGENCY").words
    assert "(UK time)" in world.dana.mailbox.receives("EMERGENCY").words


def test_a_customer_whom_nobody_knows_reads_the_times_of_the_policy(
    sqlite_url: str, open_world: Callable[..., World]
) -> None:
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at("Monday 17:10")

    assert reports(world, "app").page_shows("by 5:40pm (30 min left), UK time")
