"""What the people's pages say of each number, and of each second step: verified, last delivered, stopped, none yet."""

from __future__ import annotations

from datetime import datetime

from app.domain.delivery import Receipt
from app.operations import receipts
from app.store import deliveries, second_steps, staff
from tests.store.test_on_call import counted
from tests.web.seen import kept
from tests.web.test_people import NEW, PLAIN, adds, of, opens
from tests.web.test_resets import takes_role
from tests.web.test_second_factor import code, gives_password, sets_up
from tests.world import World

DANA = "+447700900101"
DANA_MAIL = "dana@example.com"
PLACES = ("/manage/people", "/manage/rota")


def arrives(world: World, *addresses: str) -> None:
    """Dana is paged, and receipts say that it came to these addresses."""
    world.carol.reports("crm")
    with world.desk.database.writing() as session:
        for one in [one for one in world.deliveries() if one.address in addresses]:
            receipt = Receipt(
                delivery_id=one.id, provider="demo", provider_id="x", event_key=one.id, status="delivered"
            )  # fmt: skip
            receipts.take(session, receipt, now=world.clock.now(), mint=world.desk.mint)


def test_each_number_says_that_nothing_has_come_yet_and_then_when_it_last_did(night: World):
    mo = night.mo.signs_in()
    for place in PLACES:
        assert mo.open(place).shows(f"Texts {DANA} verified, nothing delivered yet"), place

    arrives(night, DANA)

    for place in PLACES:
        page = mo.open(place)
        assert page.shows(f"Texts {DANA} verified, last delivered Sat 21 Nov 02:10"), place
        assert page.shows(f"Mail {DANA_MAIL} verified, no receipt yet"), "that it was sent says nothing"
    assert opens(night, mo, "Dana").shows(f"{DANA} verified, last delivered Sat 21 Nov 02:10")


def test_a_number_that_is_not_verified_says_so_everywhere(night: World):
    mo = night.mo.signs_in()
    adds(night, mo, "Dana", NEW)

    for place in PLACES:
        assert mo.open(place).shows(f"Texts {PLAIN} not verified: not used"), place
    assert opens(night, mo, "Dana").shows(f"{PLAIN} not verified: not used")


def test_a_stop_is_said_everywhere(night: World):
    night.texts(DANA, "STOP")
    mo = night.mo.signs_in()

    for place in PLACES:
        assert mo.open(place).shows(f"Texts {DANA} STOP texted Sat 21 Nov 02:10"), place
    assert opens(night, mo, "Dana").shows(f"{DANA} STOP texted Sat 21 Nov 02:10")


def test_the_second_step_of_each_is_on_the_list(production: World):
    secret = sets_up(production)
    mo = gives_password(production)
    mo.presses("Sign in", code=code(production, secret))
    mo.open("/manage/recovery")
    mo.presses("Make ten new codes")
    production.joins("Gina", "+447700900105")
    takes_role(production, "gina", "manager")

    page = mo.open("/manage/people")

    assert page.shows("second step: app, 10 recovery codes left")
    assert '<span class="warning">second step: none yet</span>' in page.html
    assert page.html.count('<span class="warning">second step') == 1, "of an engineer none is asked"
    assert page.text.count("second step: none yet") == 3
    gina = mo.open(f"/manage/people/{of(production, 'Gina').id}")
    assert gina.shows("Second step: none yet Managers set one up when they sign in")


def test_second_steps_are_for_managers_to_see(night: World):
    assert night.mo.signs_in().open("/manage/people").shows("second step")
    assert not night.dana.signs_in().open("/manage/people").shows("second step")


def test_everybodys_are_read_in_two_questions(each_world: World):
    each_world.at("Saturday 02:10")
    arrives(each_world, DANA, DANA_MAIL)

    with each_world.desk.database.reading() as session:
        people = staff.everybody(session)
        methods = staff.kept_methods_of(session, [who.id for who in people])
        with counted(each_world) as said:
            arrivals = deliveries.last_arrivals(session, [one.id for one in methods])
            steps = second_steps.of(session, [who.id for who in people])

    newest = {one.id: max(_arrived(each_world, one.id), default=None) for one in methods}
    assert arrivals == newest
    assert any(newest.values())
    assert not all(newest.values())
    assert set(steps) == {who.id for who in people}
    assert len(said) == 2


def _arrived(world: World, method_id: str) -> list[datetime]:
    rows = kept(world, "deliveries")
    return [row["delivered_at"] for row in rows if row["method_id"] == method_id and row["delivered_at"]]
