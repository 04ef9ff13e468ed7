"""Webhooks: told with the event or not at all, again until they are taken, and never in the way of a page."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.channels.webhooks import Webhooks
from app.dispatcher import Dispatcher
from app.domain.webhooks import EVENTS, WAITS
from app.operations import privacy, record, retention, webhook_sending
from app.operations import webhooks as operations
from app.operations.chores import Setting
from app.operations.webhooks import Wanted
from app.store import webhooks
from app.store.staff import Staff
from app.store.webhooks import WebhookDelivery, WebhookEndpoint
from tests.channels.conftest import provider
from tests.channels.providers import HANG, Answer, Asked, HttpProvider
from tests.stories.test_drills import of
from tests.web.seen import kept
from tests.world import World

__all__ = ["provider"]


class Listener:
    """Another system, with an endpoint that Mo made."""

    def __init__(self, world: World, system: HttpProvider, **changes: Any) -> None:
        self.world, self.system = world, system
        usual = {"name": "Team chat", "url": f"{system.url}/in", "events": list(EVENTS), "with_contact": False}
        with world.desk.database.writing() as session:
            made, self.secret = operations.make(
                session,
                Wanted(**{**usual, **changes}),
                by=self.mo(session),
                mint=world.desk.mint,
                now=world.clock.now(),
            )
            self.id = made.id

    def mo(self, session: Any) -> Staff:
        return session.get_one(Staff, of(self.world, "Mo").id)  # type: ignore[no-any-return]

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(asked.body) for asked in self.system.asked]

    @property
    def types(self) -> list[str]:
        return [one["type"] for one in self.told]

    @property
    def ids(self) -> list[str]:
        return [asked.headers["webhook-id"] for asked in self.system.asked]

    def endpoint(self) -> WebhookEndpoint:
        with self.world.desk.database.reading() as session:
            return session.get_one(WebhookEndpoint, self.id)

    def messages(self) -> list[WebhookDelivery]:
        with self.world.desk.database.reading() as session:
            return list(reversed(webhooks.newest(session, self.id, 100)))


def opened(url: str, open_world: Callable[..., World]) -> World:
    world = open_world(url, WEBHOOKS_TO_PRIVATE="yes")
    world.at("Saturday 02:10")
    return world


@pytest.fixture
def night(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """Saturday, ten past two; webhooks may go to this machine."""
    return opened(sqlite_url, open_world)


@pytest.fixture
def each_night(database_url: str, open_world: Callable[..., World]) -> World:
    """The same on each engine in turn."""
    return opened(database_url, open_world)


def holds(asked: Asked, secret: str) -> bool:
    """Whether one of the signatures is by that secret: checked as the standard tells receivers to."""
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one, f"v1,{right}") for one in asked.headers["webhook-signature"].split(" "))


def test_a_whole_night_is_told_signed_and_without_who_reported(each_night: World, provider: HttpProvider):
    world, chat = each_night, Listener(each_night, provider)
    report = world.carol.reports("crm", "Nobody can log in")
    dana = world.dana.phone.receives_text("CRM down").opens_link()
    dana.presses("Acknowledge")
    world.settles()
    dana.presses("Reply to the customer", words="A full disk.")
    dana.presses("It's fixed", words="Made room")
    world.settles()
    report.page()
    report.browser.presses("Yes, it works")
    world.settles()

    assert chat.types == [
        "incident.opened", "incident.acknowledged", "incident.replied", "incident.resolved", "incident.closed",
    ]  # fmt: skip
    assert chat.told[1] == {
        "type": "incident.acknowledged",
        "timestamp": "2026-11-21T02:10:00Z",
        "data": {
            "reference": report.reference,
            "policy": "prospect365",
            "services": ["crm"],
            "severity": "critical",
            "status": "acknowledged",
            "respond_by": "2026-11-21T04:10:00Z",
            "resolve_by": None,
            "acknowledged_by": "Dana Okafor",
            "actor": "Dana Okafor",
            "joined": None,
            "is_drill": False,
            "desk_url": f"http://127.0.0.1:8000/manage/incidents/{report.reference}",
        },
    }
    assert all(holds(asked, chat.secret) for asked in provider.asked)
    assert not holds(replace(provider.asked[0], body=b"{}"), chat.secret)
    assert "carol" not in str(provider.asked).lower()
    assert "Acme" not in str(provider.asked)


def test_who_asks_for_it_is_told_who_reported_until_that_is_erased(night: World, provider: HttpProvider):
    provider.answers = [Answer(body=b"Thank you, Carol")]
    chat = Listener(night, provider, with_contact=True, events=["incident.opened"])
    night.carol.reports("crm")
    dana = night.dana.phone.receives_text("CRM down").opens_link()
    dana.presses("Acknowledge")
    dana.presses("It's fixed", words="Made room")
    night.settles()
    assert chat.told[0]["data"]["contact"] == {
        "company": "Acme Foods", "name": "Carol", "phone": "07700 900982", "email": "carol@acme.example",
    }  # fmt: skip

    with night.desk.database.writing() as session:
        privacy.erase(session, "carol@acme.example", by="Mo", mint=night.desk.mint, now=night.clock.now())

    assert "arol" not in str(kept(night, "webhook_deliveries"))
    with night.desk.database.writing() as session:
        operations.again(
            session, webhooks.held(session, chat.id), webhooks.newest(session, chat.id, 1), by=chat.mo(session),
            now=night.clock.now(),
        )  # fmt: skip
    night.settles()
    assert chat.told[1]["data"]["contact"] is None


def test_what_was_told_is_kept_for_as_long_as_what_messages_said(night: World, provider: HttpProvider):
    chat = Listener(night, provider, events=["incident.opened"])
    night.files_alone()
    night.settles()
    left = []
    for days in (89, 2):
        night.clock.move(timedelta(days=days))
        with night.desk.database.writing() as session:
            now = night.clock.now()
            retention.remove(session, Setting(rules=night.desk.rules, mint=night.desk.mint, now=now))
        left.append(len(chat.messages()))

    assert left == [1, 0]


def test_only_what_is_asked_for_is_told(night: World, provider: HttpProvider):
    chat = Listener(night, provider, events=["incident.target_missed"])
    night.files()

    night.passes(hours=2, minutes=1)

    assert chat.types == ["incident.target_missed"]


def test_work_that_was_rolled_back_is_not_told(night: World, provider: HttpProvider):
    chat = Listener(night, provider)

    def fails() -> None:
        with night.desk.database.writing() as session:
            record.append(session, [record.event("acknowledged", "Dana has it", night.clock.now())])
            assert webhooks.next_due(session) == night.clock.now()
            raise RuntimeError("a fault of our own")

    with pytest.raises(RuntimeError):
        fails()
    night.settles()

    assert (chat.told, chat.messages()) == ([], [])


def test_two_dispatchers_tell_each_once(each_night: World, provider: HttpProvider):
    world, chat = each_night, Listener(each_night, provider)
    second = Dispatcher(world.desk, senders=1)
    for _ in range(5):
        world.files_alone()
    threads = [threading.Thread(target=one.tick, args=(world.clock.now(),)) for one in (world.dispatcher, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    world.settles()
    second.close()

    assert chat.types == ["incident.opened"] * 5
    assert len(set(chat.ids)) == 5


def test_killed_between_sending_and_writing_it_down_is_sent_again_with_the_same_id(
    night: World, provider: HttpProvider
):
    chat, desk = Listener(night, provider), night.desk
    night.files()
    with desk.database.writing() as session:
        (call,) = webhook_sending.claim(session, 4, (), desk.settings.public_url, desk.mint, night.clock.now())
    desk.webhooks.send(call.url, {"webhook-id": call.message_id}, call.body)
    night.settles()
    assert len(chat.ids) == 1, "the one that was killed still has its lease"

    night.passes(minutes=2)

    assert len(chat.ids) == 2
    assert len(set(chat.ids)) == 1
    assert provider.asked[0].body == provider.asked[1].body
    assert [row.state for row in chat.messages()] == ["sent"]


def test_it_is_tried_for_three_days_with_growing_waits(night: World, provider: HttpProvider):
    provider.answers = [Answer(status=503, body=b"busy")]
    chat = Listener(night, provider, events=["incident.opened"])
    night.files_alone()
    tried = []
    for wait in (timedelta(), *WAITS):
        night.clock.move(wait - timedelta(seconds=1) if wait else wait)
        night.dispatcher._herald.tell()
        before = len(chat.ids)
        night.clock.move(timedelta(seconds=1) if wait else wait)
        night.dispatcher._herald.tell()
        tried.append((before, len(chat.ids)))

    assert tried == [(1, 1), *((number, number + 1) for number in range(1, 10))]
    (row,) = chat.messages()
    assert (row.state, row.status, row.answer, row.attempts) == ("exhausted", 503, "busy", 10)
    assert len(set(chat.ids)) == 1


def test_a_410_ends_the_endpoint_and_the_managers_are_told(night: World, provider: HttpProvider):
    provider.answers = [Answer(status=410)]
    chat = Listener(night, provider)
    night.files()
    night.settles()
    night.files_alone()
    night.settles()

    assert len(chat.told) == 1
    assert chat.endpoint().ended_at == night.clock.now()
    assert "the webhook Team chat is off" in night.mo.mailbox.receives("Team chat").words
    assert "The webhook Team chat is off: it answered 410, which says that it is gone for good" in [
        event["text"] for event in kept(night, "timeline")
    ]


def test_after_five_days_of_nothing_but_failure_it_is_turned_off(night: World, provider: HttpProvider):
    provider.answers = [Answer(status=500)]
    chat = Listener(night, provider)
    night.files_alone()
    night.dispatcher._herald.tell()
    for days in (3, 1.9):
        night.clock.move(timedelta(days=days))
        night.dispatcher._herald.tell()
        assert chat.endpoint().ended_at is None
    with night.desk.database.writing() as session:
        operations.again(
            session, webhooks.held(session, chat.id), webhooks.newest(session, chat.id, 1), by=chat.mo(session),
            now=night.clock.now(),
        )  # fmt: skip

    night.clock.move(timedelta(days=0.1))
    night.dispatcher._herald.tell()

    assert chat.endpoint().ended_because == "it has taken nothing for 5 days"


def test_one_success_in_between_starts_the_count_anew(night: World, provider: HttpProvider):
    provider.answers = [Answer(status=500), Answer(status=200), Answer(status=500)]
    chat = Listener(night, provider)
    night.files_alone()
    night.dispatcher._herald.tell()
    assert chat.endpoint().failing_since == night.clock.now()

    night.clock.move(WAITS[0])
    night.dispatcher._herald.tell()

    assert chat.endpoint().failing_since is None


def test_for_a_day_both_secrets_hold(night: World, provider: HttpProvider):
    chat = Listener(night, provider)
    with night.desk.database.writing() as session:
        endpoint = webhooks.held(session, chat.id)
        assert endpoint is not None
        other = operations.rotate(session, endpoint, by=chat.mo(session), mint=night.desk.mint, now=night.clock.now())
    signed = []
    for hours in (0, 24):
        night.clock.move(timedelta(hours=hours))
        night.files_alone()
        night.dispatcher._herald.tell()
        signed.append((holds(provider.asked[-1], other), holds(provider.asked[-1], chat.secret)))

    assert signed == [(True, True), (True, False)]
    assert chat.secret not in str(kept(night, "webhook_endpoints"))


def test_an_endpoint_that_hangs_holds_up_no_page(night: World, provider: HttpProvider):
    quick = replace(night.desk, webhooks=Webhooks(to_private=True, timeout=20))
    Listener(night, provider)
    Listener(night, provider, name="Second")
    begun = threading.Event()
    provider.answers = [lambda _: begun.set() or HANG]  # type: ignore[func-returns-value]
    hanging = night.files_alone()
    dispatcher = Dispatcher(quick, senders=2)
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    try:
        assert begun.wait(30), "the webhook is on its way, and hangs"
        sent = night.files_alone()
        waited = threading.Event()
        for _ in range(300):
            if night.pages(sent.reference) and all(page.state == "sent" for page in night.pages(sent.reference)):
                break
            waited.wait(0.1)
        still_hanging = not provider.released.is_set()
        pages = night.pages(sent.reference)
    finally:
        provider.released.set()
        dispatcher.stop()
        thread.join(30)

    assert still_hanging
    assert pages
    assert {page.state for page in pages + night.pages(hanging.reference)} == {"sent"}
