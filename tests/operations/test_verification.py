"""The nightly verification: it walks the record in steps, and managers hear by mail what is wrong with it."""

from datetime import timedelta

from sqlalchemy import text

from app.domain.erasure import next_night
from app.operations import verification, verifying
from app.operations.chores import Setting
from app.store import alarms, chores, verifications
from app.store.timeline import Event
from app.store.verifications import Verification
from tests.tampering import Tamperer
from tests.world import World

SOUND = ""


def newest(world: World) -> Verification:
    with world.desk.database.reading() as session:
        found = verifications.newest(session)
    assert found
    return found


def standing(world: World) -> list[str]:
    with world.desk.database.reading() as session:
        return [alarm.words for alarm in alarms.standing(session)]


def first_event(world: World) -> int:
    with world.desk.database.reading() as session:
        return int(session.scalar(text("SELECT event_id FROM links WHERE seq = 1")))


def a_night_passes(world: World) -> None:
    """Until the minute after the walk, with whatever else is due."""
    world.clock.set(next_night(world.clock.now(), "Europe/London"))
    world.settles()
    world.passes(seconds=30)


def test_a_sound_record_is_walked_every_night_and_nobody_hears(each_world: World):
    world = each_world
    world.at("Friday 18:00")
    world.files(services=("crm",))
    world.settles()
    before = newest(world)

    a_night_passes(world)

    after = newest(world)
    assert after.began_at == next_night(before.began_at, "Europe/London")
    assert (after.fault, after.waiting, standing(world)) == (SOUND, 0, [])
    assert after.seq > before.seq
    with world.desk.database.reading() as session:
        assert chores.next_due(session)


def test_a_walk_of_many_steps_finds_what_one_finds(each_world: World):
    world = each_world
    world.at("Friday 18:00")
    for _ in range(4):
        world.files_alone()
    world.settles()
    setting = Setting(rules=world.desk.rules, mint=world.desk.mint, now=world.clock.now())

    def step() -> bool:
        with world.desk.database.writing() as session:
            return verification.look(session, setting, step=3) == setting.now + verification.PAUSE

    steps = 1
    while step():
        steps += 1

    found = newest(world)
    with world.desk.database.reading() as session:
        at_once = verifying.verify(session, None, world.clock.now())
    assert steps > found.seq / 3
    assert (found.seq, found.head, found.fault, found.erased) == (at_once.links, at_once.head, SOUND, 0)


def test_words_that_were_changed_are_told_to_the_managers_by_mail_and_on_every_page(each_world: World):
    world = each_world
    world.at("Friday 18:00")
    reference = world.files().reference
    world.passes(minutes=1)
    world.dana.phone.receives_text("EMERGENCY").opens_link().presses("Acknowledge")
    world.settles()
    changed = world.events(reference)[1].id
    Tamperer(world).does("UPDATE timeline SET text = 'nothing happened' WHERE id = :id", id=changed)

    a_night_passes(world)

    said = f"the record is not sound: the words of event {changed} were changed ({reference})"
    assert standing(world) == [said]
    mail = world.mo.mailbox.receives(f"P365 alarm: {said}")
    assert "Paging does not depend on it" in mail.words
    assert not [one for one in world.deliveries() if one.wording == "alarm" and one.medium == "sms"]
    assert world.mo.signs_in().open("/manage/").shows(said)


def test_it_is_over_once_the_record_is_as_it_was(world: World):
    world.at("Friday 18:00")
    world.files()
    world.settles()
    event = first_event(world)
    with world.desk.database.reading() as session:
        before = session.get_one(Event, event).text
    owner = Tamperer(world)
    owner.does("UPDATE timeline SET text = 'nothing' WHERE id = :id", id=event)
    a_night_passes(world)
    assert standing(world)

    owner.does("UPDATE timeline SET text = :words WHERE id = :id", id=event, words=before)
    a_night_passes(world)

    assert (standing(world), newest(world).fault) == ([], SOUND)


def test_what_was_put_in_later_is_found(world: World):
    world.at("Friday 18:00")
    world.files()
    world.passes(hours=1)
    Tamperer(world).puts_in(at=world.clock.now() - timedelta(minutes=50))

    a_night_passes(world)

    assert "was put in later: the chain was complete without it" in newest(world).fault


def test_a_removed_event_ends_the_walk_where_it_was(world: World):
    world.at("Friday 18:00")
    world.files()
    world.settles()
    event = first_event(world)
    Tamperer(world).does("DELETE FROM timeline WHERE id = :id", id=event)

    a_night_passes(world)

    assert (newest(world).fault, newest(world).seq) == (f"event {event} was removed", 0)


def test_an_event_that_nobody_links_is_looked_at_twice(world: World):
    """A dispatcher that was away comes back to more than it has linked yet: that is no fault."""
    world.at("Friday 18:00")
    world.settles()
    with world.desk.database.writing() as session:
        session.execute(
            text("UPDATE chores SET due_at = :at WHERE name = 'record'"), {"at": "2026-11-20 00:00:00.000000"}
        )
    world.files()
    world.clock.move(timedelta(minutes=6))
    setting = Setting(rules=world.desk.rules, mint=world.desk.mint, now=world.clock.now())
    with world.desk.database.writing() as session:
        session.execute(text("UPDATE beats SET at = :at"), {"at": "2026-11-20 18:06:00.000000"})

    with world.desk.database.writing() as session:
        assert verification.look(session, setting) == setting.now + verifying.OVERDUE
    assert newest(world).ended_at != setting.now, "the walk has not ended"
    with world.desk.database.writing() as session:
        verification.look(session, setting)

    assert "has no link, though a dispatcher is at work" in newest(world).fault


def test_the_second_look_finds_it_linked(world: World):
    world.at("Friday 18:00")
    world.files()
    world.clock.move(timedelta(minutes=6))
    setting = Setting(rules=world.desk.rules, mint=world.desk.mint, now=world.clock.now())
    with world.desk.database.writing() as session:
        session.execute(text("UPDATE beats SET at = :at"), {"at": "2026-11-20 18:06:00.000000"})
        assert verification.look(session, setting) == setting.now + verifying.OVERDUE

    world.settles()
    with world.desk.database.writing() as session:
        verification.look(session, setting)

    assert (newest(world).fault, newest(world).waiting) == (SOUND, 0)
