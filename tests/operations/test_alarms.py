"""Alarms: a manager hears of what is broken by a way that works, once an hour, and the desk shows it meanwhile."""

from datetime import timedelta

from sqlalchemy import select

from app.domain.delivery import Medium
from app.operations import alarms
from app.store import alarms as kept
from app.store.deliveries import Delivery
from tests.world import World

KIND = "account:texts"
WORDS = "texts are refused"


def sounds(
    world: World, words: str = WORDS, kind: str = KIND, detail: str = "", broken: tuple[Medium, ...] = ()
) -> bool:
    with world.desk.database.writing() as session:
        return alarms.sound(session, kind, words, world.clock.now(), world.desk.mint, detail=detail, broken=broken)


def clears(world: World, *kinds: str) -> None:
    with world.desk.database.writing() as session:
        alarms.clear(session, kinds, world.clock.now())


def standing(world: World) -> list[str]:
    with world.desk.database.reading() as session:
        return [alarm.kind for alarm in kept.standing(session)]


def test_the_manager_hears_by_text_and_mail_and_nobody_else_does(each_world: World):
    world = each_world

    assert sounds(world, detail="Account +447700900999 is suspended")
    world.settles()

    text = world.mo.phone.receives_text("P365 ALARM: texts are refused.")
    assert "suspended" not in text.words
    mail = world.mo.mailbox.receives("alarm: texts are refused")
    assert "The provider says: Account" in mail.words
    assert "noticed first at 2:00am, Saturday" in mail.words
    assert world.dana.phone.is_quiet()
    assert world.dana.mailbox.is_quiet()


def test_an_alarm_that_the_release_before_queued_is_mailed_as_it_was(each_world: World):
    """Its facts do not say of which kind it is."""
    world = each_world
    sounds(world, detail="Account +447700900999 is suspended")
    with world.desk.database.writing() as session:
        for row in session.scalars(select(Delivery).where(Delivery.wording == "alarm")):
            row.facts = {name: fact for name, fact in row.facts.items() if name != "kind"}

    world.settles()

    mail = world.mo.mailbox.receives("alarm: texts are refused")
    assert "Something that the portal reaches people by is broken: texts are refused." in mail.words
    assert "The provider says: Account" in mail.words


def test_a_medium_that_is_broken_is_not_used(world: World):
    sounds(world, broken=(Medium.SMS, Medium.VOICE))
    world.settles()

    world.mo.mailbox.receives("alarm")
    assert world.mo.phone.is_quiet()


def test_where_all_is_broken_all_is_tried(world: World):
    sounds(world, broken=tuple(Medium))
    world.settles()

    world.mo.mailbox.receives("alarm")
    world.mo.phone.receives_text("ALARM")


def test_it_is_told_once_an_hour_while_it_is_noticed(world: World):
    assert sounds(world)
    world.clock.move(timedelta(minutes=59))
    assert not sounds(world)
    world.clock.move(timedelta(minutes=1))
    assert sounds(world)
    assert sounds(world, kind="balance:texts")

    assert standing(world) == [KIND, "balance:texts"]


def test_it_is_over_when_it_works_again_and_flapping_is_no_flood(world: World):
    sounds(world)
    clears(world, KIND, "never raised")
    assert standing(world) == []

    world.clock.move(timedelta(minutes=5))
    assert not sounds(world)

    assert standing(world) == [KIND]


def test_without_a_manager_on_call_every_manager_hears_and_without_managers_everybody(world: World):
    world.goes_off_call(world.mo)
    sounds(world)
    world.settles()
    world.mo.phone.receives_text("ALARM")

    world.leaves(world.mo)
    sounds(world, kind="another")
    world.settles()
    world.dana.phone.receives_text("ALARM")
    world.eve.phone.receives_text("ALARM")


def test_a_fault_of_the_set_up_fades_after_a_day_and_others_do_not(world: World):
    sounds(world, kind=f"{alarms.SET_UP}texts:21408")
    sounds(world)
    world.clock.move(timedelta(days=1, seconds=1))

    with world.desk.database.writing() as session:
        alarms.fade(session, world.clock.now())

    assert standing(world) == [KIND]


def test_the_longest_alarm_fits_into_one_text(world: World):
    sounds(world, words="texts are refused " * 20)
    world.settles()

    (text,) = world.mo.phone.new()
    assert len(text.words) <= 160


def test_every_page_of_the_desk_shows_it_while_it_lasts(world: World):
    sounds(world, detail="<b>suspended</b>")
    browser = world.mo.signs_in()

    for path in ("/manage/", "/manage/rota", "/manage/policy"):
        page = browser.open(path)
        assert page.shows("Alarm: texts are refused"), path
        assert page.shows("The provider says: <b>suspended</b>")
    clears(world, KIND)

    assert not browser.open("/manage/").shows("Alarm:")


def test_a_stranger_sees_no_alarm(world: World):
    sounds(world)

    assert "Alarm" not in world.app.test_client().get("/manage/sign-in").text
