"""Proof of delivery: a text without a receipt is asked about, and gone around; receipts change nothing wrongly."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.domain.delivery import Medium, State
from tests.channels.providers import RESET, Answer
from tests.faults import providers
from tests.faults.providers import DANA, DANAS_OTHER, EVE, Twilio, says
from tests.web.seen import kept
from tests.world import World


@dataclass(frozen=True, kw_only=True)
class Night:
    """Ten past two on a Saturday, with texts and calls by a Twilio of our own. Nothing is delivered by itself."""

    world: World
    twilio: Twilio

    def texts(self, reference: str) -> list[str]:
        """What staff read in the timeline."""
        return [event.text for event in self.world.events(reference)]

    def calls_to(self, number: str) -> int:
        """How often somebody was rung."""
        return len(self.twilio.took_for(number, "Calls"))


@pytest.fixture
def night(sqlite_url: str, open_world: Callable[..., World]) -> Iterator[Night]:
    """On SQLite."""
    with providers.twilio() as server:
        yield _night(sqlite_url, open_world, server)


@pytest.fixture
def each_night(database_url: str, open_world: Callable[..., World]) -> Iterator[Night]:
    """On each engine in turn."""
    with providers.twilio() as server:
        yield _night(database_url, open_world, server)


def _night(url: str, open_world: Callable[..., World], server: Twilio) -> Night:
    world = open_world(url, **providers.settings(server))
    world.at("Saturday 02:10")
    return Night(world=world, twilio=server)


def test_after_a_minute_without_a_receipt_twilio_is_asked_once_and_its_answer_counts(each_night: Night):
    world, twilio = each_night.world, each_night.twilio
    twilio.says[DANA] = "delivered"
    report = world.carol.reports("crm")

    world.passes(seconds=59)
    assert twilio.questions == []
    world.passes(seconds=1)

    (text,) = twilio.took_for(DANA)
    assert twilio.questions == [text.sid]
    (page,) = world.pages(report.reference)
    assert (page.state, page.delivered_at) == (State.DELIVERED, world.clock.now())
    world.passes(seconds=59)
    assert each_night.calls_to(DANA) == 0
    assert twilio.questions == [text.sid]


def test_the_receipt_that_comes_after_the_answer_is_the_same_receipt(night: Night):
    world, twilio = night.world, night.twilio
    twilio.says[DANA] = "delivered"
    report = world.carol.reports("crm")
    world.passes(seconds=60)
    (text,) = twilio.took_for(DANA)

    assert says(world, text, "delivered") == 204
    assert says(world, text, "sent") == 204

    assert world.kinds(report.reference).count("delivery.delivered") == 1
    assert sorted(row["status"] for row in kept(world, "receipts")) == ["delivered", "sent"]
    assert world.pages(report.reference)[0].state == State.DELIVERED


def test_the_desk_shows_what_the_provider_said_and_when(night: Night):
    world, twilio = night.world, night.twilio
    report = world.carol.reports("crm")
    says(world, twilio.took_for(DANA)[0], "sent")
    world.passes(seconds=20)
    says(world, twilio.took_for(DANA)[0], "undelivered", "30005")

    page = world.mo.signs_in().open(f"/manage/incidents/{report.reference}")

    assert page.shows("2:10:00am, twilio: sent")
    assert page.shows("2:10:20am, twilio: the number is unknown or no longer in use (30005)")


def test_after_90_seconds_of_silence_dana_is_rung_though_the_provider_says_sent(each_night: Night):
    world, twilio = each_night.world, each_night.twilio
    report = world.carol.reports("crm")

    world.passes(seconds=89)
    assert each_night.calls_to(DANA) == 0
    world.passes(seconds=1)

    assert each_night.calls_to(DANA) == 1
    assert "No receipt for the text to Dana in 90 s: calling" in each_night.texts(report.reference)
    assert len(twilio.questions) == 1
    assert report.page_shows("Calling the on-call engineer")
    assert not report.page_shows("No receipt")


def test_a_second_number_goes_before_a_call_and_nothing_follows_it(night: Night):
    world, twilio = night.world, night.twilio
    world.gets_second_phone(world.dana, DANAS_OTHER)
    report = world.carol.reports("crm")

    world.passes(seconds=90)
    assert [one.to for one in twilio.took] == [DANA, DANAS_OTHER]
    assert "No receipt for the text to Dana in 90 s: texting their other number" in night.texts(report.reference)

    with_ladder = world.incident(report.reference).next_page_at
    world.passes(seconds=29)
    assert night.calls_to(DANA) == 0
    assert world.incident(report.reference).next_page_at == with_ladder


def test_a_receipt_in_time_leaves_it_at_the_text(night: Night):
    world, twilio = night.world, night.twilio
    world.carol.reports("crm")
    world.passes(seconds=30)

    says(world, twilio.took_for(DANA)[0], "delivered")
    world.passes(seconds=89)

    assert twilio.questions == []
    assert night.calls_to(DANA) == 0


def test_nobody_is_asked_about_or_rung_for_what_somebody_has(night: Night):
    world, twilio = night.world, night.twilio
    report = world.carol.reports("crm")
    world.passes(seconds=30)
    browser = world.eve.signs_in()
    browser.open(f"/manage/incidents/{report.reference}")
    browser.presses("Acknowledge")

    world.passes(minutes=3)

    assert twilio.questions == []
    assert night.calls_to(DANA) == 0
    assert "unproven" not in world.kinds(report.reference)


def test_silence_does_not_hold_up_or_hurry_the_steps(night: Night):
    world, twilio = night.world, night.twilio
    world.carol.reports("crm")

    world.passes(minutes=4, seconds=59)
    assert twilio.took_for(EVE) == []
    world.passes(seconds=1)

    assert len(twilio.took_for(EVE)) == 1


def test_a_night_without_any_receipt_rings_each_person_once_more_for_each_round_at_most(night: Night):
    """A wrong PUBLIC_URL, or a provider that never says more than "sent"."""
    world, twilio = night.world, night.twilio
    report = world.carol.reports("crm")

    world.passes(minutes=30)

    rounds = {page.facts["round"] for page in world.pages(report.reference)}
    for number in (DANA, EVE):
        by_steps = [page for page in world.pages(report.reference, Medium.VOICE) if page.address == number]
        instead = [page for page in by_steps if page.facts.get("instead")]
        assert len({page.facts["round"] for page in instead}) == len(instead) <= len(rounds)
    assert night.calls_to(DANA) <= 2 * len(rounds)
    assert len(twilio.questions) == len(set(twilio.questions))


def test_who_passed_it_on_is_left_alone(night: Night):
    world, twilio = night.world, night.twilio
    world.carol.reports("crm")
    world.dana.mailbox.receives("EMERGENCY").opens_link().presses("I can't: ask somebody else", person="yes")

    world.passes(minutes=3)

    assert night.calls_to(DANA) == 0
    assert len(twilio.took_for(EVE)) == 1


def test_where_no_other_way_is_known_it_is_said(night: Night):
    world = night.world
    reference = world.files().reference
    world.settles()
    _knows_no_calls(world, reference)

    world.passes(seconds=90)

    said = [event.text for event in world.events(reference) if event.kind == "unproven"]
    assert said == ["No receipt for the text to Dana in 90 s, and no other way to them is known"]


def test_a_provider_that_cannot_be_asked_is_let_go(night: Night):
    world, twilio = night.world, night.twilio
    report = world.carol.reports("crm")
    twilio.server.answers = [lambda asked: RESET if asked.method == "GET" else twilio._answer(asked)]

    world.passes(seconds=90)

    assert night.calls_to(DANA) == 1
    assert world.pages(report.reference)[0].state == State.SENT


def test_a_text_that_no_provider_takes_is_gone_around_after_20_seconds(each_night: Night):
    world, twilio = each_night.world, each_night.twilio
    twilio.reacts(DANA, Answer(status=500))
    report = world.carol.reports("crm")

    world.passes(seconds=19)
    assert each_night.calls_to(DANA) == 0
    world.passes(seconds=1)

    assert each_night.calls_to(DANA) == 1
    assert "The text to Dana has not gone for 20 s: calling" in each_night.texts(report.reference)
    twilio.reacts(DANA, Answer(status=201, body={"sid": "SM1", "status": "queued"}))
    world.passes(seconds=60)
    assert len(twilio.took_for(DANA)) == 1, "the text is tried further meanwhile"


def _knows_no_calls(world: World, reference: str) -> None:
    with world.desk.database.writing() as session:
        incident = session.merge(world.incident(reference))
        steps = [{**step, "calls": None} for step in incident.promise["escalation"]["steps"] if not step["only_calls"]]
        incident.promise = {**incident.promise, "escalation": {**incident.promise["escalation"], "steps": steps}}
