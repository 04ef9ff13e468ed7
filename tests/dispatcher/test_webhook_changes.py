"""A webhook that is changed: what was made for it before tells nobody what it should not."""

from __future__ import annotations

from typing import Any

from app.domain.webhooks import EVENTS
from app.operations import webhooks as operations
from app.operations.webhooks import Wanted
from app.store import webhooks
from tests.channels.conftest import provider
from tests.channels.providers import Answer, HttpProvider
from tests.dispatcher.test_webhooks import Listener, each_night, night
from tests.web.seen import kept
from tests.world import World

__all__ = ["each_night", "night", "provider"]


def changes(chat: Listener, **changed: Any) -> None:
    now = {"name": "Team chat", "url": chat.endpoint().url, "events": list(EVENTS), "with_contact": True}
    with chat.world.desk.database.writing() as session:
        endpoint = webhooks.held(session, chat.id)
        assert endpoint is not None
        wanted = Wanted(**{**now, **changed})
        operations.change(session, endpoint, wanted, by=chat.mo(session), now=chat.world.clock.now())


def test_without_contacts_nothing_that_was_made_before_tells_them(each_night: World, provider: HttpProvider):
    chat = Listener(each_night, provider, with_contact=True, events=["incident.opened"])
    each_night.carol.reports("crm")
    each_night.settles()
    provider.answers = [Answer(status=500)]
    each_night.carol.reports("sites")
    each_night.settles()
    assert str(kept(each_night, "webhook_deliveries")).count("arol") > 2
    heard = len(chat.told)

    changes(chat, with_contact=False)
    assert "arol" not in str(kept(each_night, "webhook_deliveries"))

    provider.answers = [Answer()]
    with each_night.desk.database.writing() as session:
        endpoint = webhooks.held(session, chat.id)
        assert endpoint is not None
        rows = webhooks.newest(session, chat.id, 2)
        operations.again(session, endpoint, rows, by=chat.mo(session), now=each_night.clock.now())
    each_night.passes(minutes=1)
    assert len(chat.told) == heard + 2
    assert "arol" not in str(chat.told[heard:])


def test_what_was_made_for_another_address_is_made_anew(night: World, provider: HttpProvider):
    provider.answers = [Answer(status=500)]
    chat = Listener(night, provider, with_contact=True, events=["incident.opened"])
    report = night.carol.reports("crm")
    night.settles()
    assert [one["data"]["status"] for one in chat.told] == ["paging"]
    night.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")

    changes(chat, url=f"{provider.url}/elsewhere")
    provider.answers = [Answer()]
    night.passes(minutes=1)

    assert chat.told[-1]["data"]["status"] == "acknowledged"
    assert chat.told[-1]["data"]["reference"] == report.reference


def test_another_name_leaves_what_was_made_as_it_is(night: World, provider: HttpProvider):
    chat = Listener(night, provider, with_contact=True, events=["incident.opened"])
    night.carol.reports("crm")
    night.settles()

    changes(chat, name="Wall")

    assert "arol" in str(kept(night, "webhook_deliveries"))
