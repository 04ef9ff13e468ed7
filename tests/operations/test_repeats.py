"""Reports that may not be changed by a repeat, and whose customer is proven: what a key's reports rest on."""

import pytest

from app.operations.repeats import OtherWords
from app.store import customers
from tests.web.seen import memory
from tests.world import World

PROVEN = {"intent": "api:1", "adds": False}


def id_of(world: World, code: str) -> str:
    with world.desk.database.reading() as session:
        return customers.ids_of_codes(session, [code])[code]


def test_the_same_words_again_are_the_same_report_and_not_a_new_one(each_world: World) -> None:
    first, again = each_world.files(**PROVEN), each_world.files(**PROVEN)

    assert again == first
    assert (first.is_new, again.is_new) == (True, False)


def test_just_now_is_still_just_now_a_minute_later(world: World) -> None:
    first = world.files(**PROVEN)
    world.sleeps(minutes=1)

    assert world.files(**PROVEN) == first


@pytest.mark.parametrize(
    "other",
    [
        {"errors": "HTTP 503"},
        {"errors": ""},
        {"services": ("website",)},
        {"services": ("crm", "website")},
        {"affected": "some"},
        {"started": "Not sure"},
        {"company": "Nova"},
        {"name": ""},
        {"phone": ""},
        {"email": "dave@acme.example"},
        {"extra": {"Anything else?": "No"}},
    ],
    ids=str,
)
def test_other_words_are_refused_and_change_nothing(world: World, other: dict[str, object]) -> None:
    world.files(**PROVEN)
    before = memory(world)

    with pytest.raises(OtherWords):
        world.files(**PROVEN, **other)

    assert memory(world) == before


def test_the_order_of_what_has_stopped_says_nothing(world: World) -> None:
    first = world.files(**PROVEN, services=("crm", "website"))

    assert world.files(**PROVEN, services=("website", "crm")) == first


def test_a_proven_customer_is_the_reports_whatever_it_says(each_world: World) -> None:
    world = each_world
    cobalt = id_of(world, "COBALT")

    filed = world.files(customer_id=cobalt, company="Acme Foods", email="carol@acme.example")

    assert world.report(filed.reference).customer_id == cobalt


def test_one_that_is_proven_does_not_hide_one_that_is_recognised_in_the_same_moment(world: World) -> None:
    proven = world.files(customer_id=id_of(world, "COBALT"))
    recognised = world.files()

    assert world.report(proven.reference).customer_id != world.report(recognised.reference).customer_id
    assert world.report(recognised.reference).customer_id == id_of(world, "ACME")
