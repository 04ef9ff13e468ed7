"""The chain: whatever is done to a link or its event, the walk stops at it or at the link that follows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.domain import chain
from app.domain.chain import Event, Link, Walk

NIGHT = datetime(2026, 11, 21, 2, 10, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MANY = 12

Pair = tuple[Link, Event | None]


def event(number: int, **changes) -> Event:
    usual = Event(id=number, report_id="r", incident_id=None, at=NIGHT + number * timedelta(seconds=1), kind="note",
                  actor="Dana", text=f"note {number}", facts={"round": number, "layers": ["primary"]})  # fmt: skip
    return replace(usual, **changes)


def forged(previous: str, seq: int, one: Event, at: datetime | None = None, completes: bool = True) -> Link:
    salt = f"salt {seq}"
    content = chain.content(one, salt)
    return chain.forged(previous, seq, one, salt=salt, content=content, linked_at=at or one.at, completes=completes)


def linked(*batches: list[Event], at: list[datetime] | None = None, last_completes: bool = True) -> list[Pair]:
    """Events linked batch by batch; without instants for the batches, at the time of each event."""
    pairs: list[Pair] = []
    head = chain.START
    for number, batch in enumerate(batches):
        for one in batch:
            completes = one is batch[-1] and last_completes
            link = forged(head, len(pairs) + 1, one, at[number] if at else None, completes)
            pairs.append((link, one))
            head = link.hash
    return pairs


def walked(pairs: list[Pair], noted: str | None = None) -> tuple[int, str | None]:
    """How many links stood, and what stopped the walk."""
    walk = Walk(noted)
    for pair in pairs:
        fault = walk.step(*pair)
        if fault:
            return walk.seq, fault
    return walk.seq, None


def test_a_chain_that_nobody_touched_stands():
    assert walked(linked([event(number) for number in range(1, MANY + 1)])) == (MANY, None)


EDITS = (
    {"text": "nothing happened"},
    {"actor": "Eve"},
    {"facts": {}},
    {"facts": {"round": "1", "layers": ["primary"]}},
    {"kind": "acknowledged"},
    {"at": NIGHT - HOUR},
    {"report_id": "another"},
    {"report_id": None},
    {"incident_id": "i"},
    {"at": None},
    {"at": "2026-11-21"},
    {"text": b"bytes"},
    {"facts": {"round": b"bytes"}},
)


@given(st.integers(0, MANY - 1), st.sampled_from(EDITS))
def test_an_edited_event_is_where_the_walk_stops(place: int, edit: dict):
    pairs = linked([event(number) for number in range(1, MANY + 1)])
    link, one = pairs[place]
    assert one is not None
    pairs[place] = (link, replace(one, **edit))

    stood, fault = walked(pairs)

    assert stood == place
    assert fault is not None
    assert f"event {one.id}" in fault


@given(
    st.integers(0, MANY - 1), st.sampled_from(("event_id", "salt", "content", "linked_at", "completes", "hash", "seq"))
)
def test_an_edited_link_is_where_the_walk_stops(place: int, name: str):
    pairs = linked([event(number) for number in range(1, MANY + 1)])
    link, one = pairs[place]
    changed = {"linked_at": NIGHT - HOUR, "completes": None, "seq": 99, "event_id": 99}.get(name, "0" * 64)
    pairs[place] = (replace(link, **{name: changed}), one)

    stood, fault = walked(pairs)

    if name == "event_id":  # an event is found by it: the one that it names is another
        assert fault is None
        pairs[place] = (replace(link, event_id=99), event(99))
        stood, fault = walked(pairs)
    assert (stood, fault is None) == (place, False)


@given(st.integers(0, MANY - 2))
def test_a_link_that_was_taken_out_is_missed(place: int):
    pairs = linked([event(number) for number in range(1, MANY + 1)])
    del pairs[place]

    assert walked(pairs) == (place, f"link {place + 1} is missing")


@given(st.integers(0, MANY - 1))
def test_an_event_that_was_removed_is_named(place: int):
    pairs = linked([event(number) for number in range(1, MANY + 1)])
    pairs[place] = (pairs[place][0], None)

    assert walked(pairs) == (place, f"event {place + 1} was removed")


@given(st.sets(st.integers(0, MANY - 1), min_size=2, max_size=2))
def test_two_events_that_changed_places_are_found_at_the_first(places: set[int]):
    first, second = sorted(places)
    pairs = linked([event(number) for number in range(1, MANY + 1)])
    pairs[first], pairs[second] = (pairs[first][0], pairs[second][1]), (pairs[second][0], pairs[first][1])

    stood, fault = walked(pairs)

    assert (stood, fault is None) == (first, False)


def test_a_link_forged_anew_for_an_edited_event_is_given_away_by_the_next():
    pairs = linked([event(number) for number in range(1, MANY + 1)])
    edited = event(5, text="nothing happened")
    pairs[4] = (forged(pairs[3][0].hash, 5, edited), edited)

    assert walked(pairs) == (5, "event 6 was changed or moved, or its link was")


def test_a_chain_made_anew_stands_but_not_beside_a_head_that_was_noted():
    pairs = linked([event(number) for number in range(1, MANY + 1)])
    noted = pairs[-1][0].hash
    anew = linked([event(number, actor="nobody") for number in range(1, MANY + 1)])

    was, is_now = Walk(noted), Walk(noted)
    for pair in pairs:
        assert was.step(*pair) is None
    for pair in anew:
        assert is_now.step(*pair) is None

    assert was.is_past_noted
    assert not is_now.is_past_noted


def test_words_that_are_erased_leave_the_rest_of_the_chain_standing():
    """What seals the words is their digest, which stays; what seals the chain does not need them."""
    (link, one), *rest = linked([event(number) for number in range(1, 4)])
    erased = replace(one, text="", actor="", facts={})

    again = chain.forged(chain.START, 1, erased, salt="", content=link.content, linked_at=link.linked_at,
                         completes=link.completes)  # fmt: skip

    assert again.hash == link.hash
    assert walked([(link, one), *rest]) == (3, None)


def test_an_event_the_chain_was_complete_without_came_late():
    complete = NIGHT + 3 * HOUR

    pairs = linked([event(1)], [event(2)], [event(3, at=NIGHT + HOUR)], at=[NIGHT, complete, complete + HOUR])

    assert walked(pairs) == (2, "event 3 was put in later: the chain was complete without it")
    assert walked(pairs, noted=pairs[-1][0].hash) == (3, None), "somebody has looked at it and noted a later head"


def test_after_hours_without_a_dispatcher_nothing_is_late():
    meanwhile = [event(2, at=NIGHT + HOUR), event(3, at=NIGHT + 2 * HOUR)]

    assert walked(linked([event(1)], meanwhile, at=[NIGHT, NIGHT + 5 * HOUR])) == (3, None)


def test_a_backlog_is_not_late_however_many_turns_it_takes():
    turns = [[event(number, at=NIGHT + number * HOUR)] for number in range(1, 5)]

    pairs = linked(*turns, at=[NIGHT + number * HOUR for number in range(9, 13)], last_completes=False)

    assert walked(pairs) == (4, None)


def test_a_clock_that_was_set_back_makes_nothing_late():
    ahead = NIGHT + 700 * HOUR

    assert walked(linked([event(1, at=ahead)], [event(2), event(3)], at=[ahead, NIGHT + 5 * MINUTE])) == (3, None)


def test_the_order_of_facts_and_the_clocks_zone_do_not_matter():
    one = event(1, facts={"a": 1, "b": 2})
    same = event(1, facts={"b": 2, "a": 1}, at=one.at.astimezone(ZoneInfo("Asia/Kolkata")))

    (pair,) = linked([one])

    assert walked([(pair[0], same)]) == (1, None)
