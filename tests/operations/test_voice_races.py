"""The button and the telephone's key at the same instant: one of them has it, and both are told who."""

import threading
from collections.abc import Callable, Sequence

from app.operations.text_replies import Text
from tests.world import World
from tests.world.people import Call

RACES = 4  # one phone is rung for one incident a minute
EVE = "+447700900102"


def test_the_link_and_the_telephone_at_once_have_exactly_one_winner(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    references = [world.files_alone(email="").reference for _ in range(RACES)]
    world.passes(minutes=5)

    for reference in references:
        dana = Call(world, next(call for call in world.dana.calls.all() if _is_of(world, call, reference)))
        eve = world.eve.phone.receives_text(reference).opens_link()
        _at_once([dana.takes_it, lambda eve=eve: eve.presses("Acknowledge")])

        holder = world.incident(reference).acknowledged_by
        assert holder is not None
        assert world.kinds(reference).count("acknowledged") == 1
        assert eve.page is not None
        has_dana, has_eve = "You have it" in dana.says, "You have " + reference in eve.page.headline
        assert has_dana != has_eve
        assert has_dana or "Eve has it already" in dana.says
        assert has_eve or eve.page.headline.startswith("Dana has had this since")


def test_the_link_the_telephone_and_a_text_at_once_have_exactly_one_winner(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    references = [world.files_alone(email="").reference for _ in range(RACES)]
    world.passes(minutes=10)

    for reference in references:
        dana = Call(world, next(call for call in world.dana.calls.all() if _is_of(world, call, reference)))
        mo = world.mo.phone.receives_text(reference).opens_link()
        said: list[str] = []
        words = f"1 {reference}"
        _at_once([dana.takes_it, lambda mo=mo: mo.presses("Acknowledge"),
                  lambda words=words, said=said: said.append(_texts(world, EVE, words))])  # fmt: skip

        assert world.kinds(reference).count("acknowledged") == 1
        assert mo.page is not None
        winners = ["You have it" in dana.says, "You have " + reference in mo.page.headline, said == ["yours"]]
        assert winners.count(True) == 1
        assert said[0] in ("yours", "held")


def test_one_text_handed_in_eight_times_at_once_is_one_acknowledgement(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")

    _at_once([lambda: _texts(world, "+447700900101", "1", sid="SM1")] * 8)
    world.settles()

    assert world.kinds(report.reference).count("acknowledged") == 1
    assert len([text for text in world.dana.phone.all() if "You have" in text.words]) == 1


def test_the_same_key_pressed_eight_times_at_once_is_one_acknowledgement(each_world: World) -> None:
    world = each_world
    world.at("Saturday 02:10")
    report = world.carol.reports("crm")
    world.passes(minutes=2)
    (ringing,) = world.dana.calls.all()
    calls = [Call(world, ringing) for _ in range(8)]

    _at_once([call.takes_it for call in calls])

    assert all("You have it" in call.says for call in calls)
    assert world.kinds(report.reference).count("acknowledged") == 1


def _texts(world: World, sender: str, words: str, sid: str = "") -> str:
    """A text comes in as the web's door takes it."""
    from app.web import texting

    with world.app.app_context():
        return texting.received(Text(sid=sid or world.desk.mint.id(), sender=sender, words=words))


def _is_of(world: World, call: object, reference: str) -> bool:
    return call.delivery.incident_id == world.incident(reference).id  # type: ignore[attr-defined]


def _at_once(acts: Sequence[Callable[[], object]]) -> None:
    barrier = threading.Barrier(len(acts))
    faults: list[BaseException] = []

    def act(one: Callable[[], object]) -> None:
        try:
            barrier.wait(60)
            one()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert faults == []
