"""Webhooks: the signature as the standard has it, which events are told, and how long one is tried."""

from datetime import timedelta

import pytest

from app.domain import webhooks

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_standards_own_example_is_signed_as_it_says():
    message, at = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330

    signed = webhooks.signatures([SECRET], message, at, '{"test": 2432232314}')

    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_has_its_signature():
    other = webhooks.secret_of(b"x" * 32)

    both = webhooks.signatures([other, SECRET], "msg_1", 0, "{}").split(" ")

    assert both == [webhooks.signatures([other], "msg_1", 0, "{}"), webhooks.signatures([SECRET], "msg_1", 0, "{}")]


@pytest.mark.parametrize(
    ("kind", "facts", "event"),
    [
        ("verdict.accepted", {}, "incident.opened"),
        ("overturned", {}, "incident.opened"),
        ("verdict.declined", {}, None),
        ("acknowledged", {}, "incident.acknowledged"),
        ("lapsed", {}, "incident.released"),
        ("duplicate", {}, "incident.joined"),
        ("split", {}, "incident.split"),
        ("reopened", {"by_us": True}, "incident.reopened"),
        ("replied.mail", {}, "incident.replied"),
        ("customer.working", {"closes": True}, "incident.closed"),
        ("customer.working", {"closes": False}, None),
        ("customer.working", {}, None),
        ("note", {}, None),
    ],
)
def test_other_systems_are_told_what_moves_an_incident(kind: str, facts: dict[str, bool], event: str | None):
    assert webhooks.event_of(kind, facts) == event
    assert event is None or event in webhooks.EVENTS


def test_a_message_is_tried_ten_times_in_three_days_and_a_little():
    waits = [webhooks.wait_after(tries) for tries in range(1, 11)]

    assert waits[:3] == [timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)]
    assert waits[-1] is None
    assert timedelta(days=3) < sum(waits[:-1], timedelta()) < timedelta(days=3, hours=4)  # type: ignore[arg-type]
