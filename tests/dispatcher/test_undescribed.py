"""A page whose facts cannot be put into words, by a fault of our own, goes all the same: that it is one is enough."""

from __future__ import annotations

import pytest

from app.domain.delivery import Medium
from app.store import incidents
from tests.dispatcher.conftest import Outside
from tests.web.programs import Program
from tests.world import World

LONG_AGO = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1/1/0001 00:00", "9999-12-31T23:59:59-14:00")


def nobody_can_say(world: World, reference: str) -> None:
    """Puts into the incident what no code of ours writes, so that composing a message about it fails."""
    with world.desk.database.writing() as session:
        incident = incidents.by_reference(session, reference)
        assert incident is not None
        incident.services = 5  # type: ignore[assignment]


def test_dana_is_paged_by_text_mail_and_call_and_takes_it_from_the_link(broken_world: World, outside: Outside) -> None:
    reference = broken_world.files().reference
    nobody_can_say(broken_world, reference)

    broken_world.settles()
    broken_world.passes(minutes=2)

    (text,) = outside.texts.took
    assert f"P365 EMERGENCY {reference}: we cannot say more here. Ack: http" in text.body
    assert "or reply 1" in text.body
    assert (
        next(mail.subject for mail in outside.mails.took if mail.to_name.startswith("Dana")) == f"EMERGENCY {reference}"
    )
    assert outside.calls.took
    states = {(page.medium, page.state) for page in broken_world.pages(reference)}
    assert states == {(Medium.SMS, "sent")}


def test_a_call_about_it_is_answered_and_takes_it(world: World) -> None:
    world.at("Saturday 02:10")
    reference = world.files().reference
    nobody_can_say(world, reference)
    world.passes(minutes=3)

    call = world.dana.picks_up()
    assert "A service is down" in call.says
    call.takes_it()

    assert world.incident(reference).acknowledged_by


@pytest.mark.parametrize("said", LONG_AGO)
def test_an_outage_of_long_ago_pages_and_every_page_about_it_can_be_read(each_world: World, said: str) -> None:
    world = each_world
    world.at("Saturday 02:10")
    sent = world.carol.reports("crm", started="at", started_at=said)

    world.dana.phone.receives_text(f"P365 EMERGENCY {sent.reference}: CRM down")
    assert sent.page_shows(said)
    desk = world.mo.signs_in()
    for way in ("", "/evidence"):
        assert desk.open(f"/manage/incidents/{sent.reference}{way}").status == 200
    answer = Program(world).reports(started="at", started_at=said)
    assert answer.status_code in (200, 201), answer.text
