"""Several dispatchers on one database: nothing is sent twice, and nothing is left."""

import threading
from collections import Counter
from datetime import timedelta

from app.desk import Desk
from app.dispatcher import Dispatcher
from app.domain.delivery import Medium, State
from app.operations import outbox
from tests.dispatcher.conftest import Outside
from tests.world import World

MANY = 120
DISPATCHERS = 4


def test_several_dispatchers_never_send_the_same_message_twice(each_broken_world: World, outside: Outside) -> None:
    world = each_broken_world
    wanted = _mails_for_the_desk(world, MANY)
    start = threading.Barrier(DISPATCHERS)
    desks = [_another_desk(world, outside) for _ in range(DISPATCHERS)]

    def work(desk: Desk) -> None:
        dispatcher = Dispatcher(desk, senders=4)
        start.wait()
        dispatcher.tick(world.clock.now())
        dispatcher.close()

    _all_at_once(work, desks)

    sent = Counter(message.id for message in outside.mails.took)
    assert set(sent) == wanted
    assert set(sent.values()) == {1}
    assert outside.second_mails.took == []


def test_several_dispatchers_take_each_turn_once(each_broken_world: World, outside: Outside) -> None:
    world = each_broken_world
    reports = [world.carol.reports("unsure") for _ in range(6)]
    world.clock.move(timedelta(minutes=5))
    start = threading.Barrier(DISPATCHERS)
    desks = [_another_desk(world, outside) for _ in range(DISPATCHERS)]

    def work(desk: Desk) -> None:
        dispatcher = Dispatcher(desk, senders=2)
        start.wait()
        dispatcher.tick(world.clock.now())
        dispatcher.close()

    _all_at_once(work, desks)
    world.settles()

    for report in reports:
        assert [(page.person, page.state) for page in world.pages(report.reference)] == [
            ("Dana Okafor", State.SENT),
            ("Eve Lindqvist", State.SENT),
        ]
        assert world.incident(report.reference).round == 2


def _mails_for_the_desk(world: World, many: int) -> set[str]:
    report = world.report(world.carol.reports("crm").reference)
    now = world.clock.now()
    rows = [
        outbox.to_address(world.desk.mint, "Desk", f"desk-{n}@example.com", "desk-handover", now, report_id=report.id)
        for n in range(many)
    ]
    with world.desk.database.writing() as session:
        outbox.post(session, rows)
    world.desk.channels[Medium.MAIL][0].took.clear()  # type: ignore[attr-defined]
    return {row["id"] for row in rows}


def _another_desk(world: World, outside: Outside) -> Desk:
    channels = {Medium.SMS: (outside.texts,), Medium.MAIL: (outside.mails, outside.second_mails)}
    return Desk.open(world.desk.settings, clock=world.clock, channels=channels)


def _all_at_once(work, desks: list[Desk]) -> None:  # type: ignore[no-untyped-def]
    faults: list[BaseException] = []

    def guarded(desk: Desk) -> None:
        try:
            work(desk)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for desk in desks:
        desk.database.close()
    assert faults == []
