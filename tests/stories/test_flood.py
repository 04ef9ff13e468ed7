"""Robots at the customers' door, and a known customer in the middle.

`ROBOTS=1000 pytest tests/stories/test_flood.py` lets more of them come.
"""

from __future__ import annotations

import os
from datetime import timedelta

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from app.store import reports
from tests.flood.robots import Answer, Fields, Outcome, Send, attack, robots
from tests.stories.test_storms import HOUR, QUARTER, most_in
from tests.world import World

ROBOTS = int(os.environ.get("ROBOTS", "120"))


def door(client: FlaskClient) -> Send:
    """A robot's own browser, in front of the application."""

    def send(path: str, form: Fields | None, address: str) -> Answer:
        answer = client.open(
            path,
            method="GET" if form is None else "POST",
            data=MultiDict(form) if form else None,
            environ_overrides={"REMOTE_ADDR": address},
            follow_redirects=True,
        )
        return Answer(status=answer.status_code, text=answer.text)

    return send


def test_a_flood_of_robots_delays_no_known_customer_and_floods_no_phone(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    outcome = Outcome()
    carol = ""

    for robot in robots(ROBOTS):
        attack(robot, door(world.app.test_client()), outcome)
        if robot.number == ROBOTS // 2:
            carol = world.carol.reports("crm").reference
        elif robot.number % 10 == 0:
            world.passes(seconds=1)
    world.settles()

    assert outcome.lost == []
    assert outcome.asked >= ROBOTS // 5
    first, *_ = world.pages(carol)
    assert first.sent_at is not None
    assert first.sent_at - world.report(carol).received_at <= timedelta(seconds=10)
    with world.desk.database.reading() as session:
        assert all(reports.by_reference(session, reference) for reference in outcome.references)
    assert len(outcome.references) == len(set(outcome.references)) > ROBOTS // 2
    assert sum(world.incident(one).lead_id is None for one in outcome.references) == 3

    world.passes(hours=1)
    for colleague in (world.dana, world.eve, world.mo):
        sent = [message.delivery.sent_at for message in colleague.phone.all()]
        assert most_in(sent, QUARTER) <= 5, colleague.name
        assert most_in(sent, HOUR) <= 11, colleague.name
