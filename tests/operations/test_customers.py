"""The directory's changes: by hand and by file, all or nothing, and who is known because of them."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import NoResultFound

from app.domain.customer_file import read, written
from app.domain.directory import Choices, Entry
from app.domain.policy import Question
from app.domain.rulebook import Rulebook
from app.operations import customers, intake
from app.operations.customers import EntryError, EntryMoved
from app.operations.intake import NewReport
from app.store import customers as kept_customers
from tests.web.seen import kept, memory
from tests.world import World

PLAIN = Choices(tiers={}, regions={})
NOVA = Entry(
    name="Nova", account_code="NOVA", email_domains=("nova.example",), tier="gold", region="uk",
    term_from=date(2026, 1, 1), term_until=date(2026, 12, 31), notes="Ring\nthe “office”",
)  # fmt: skip


def entries(world: World) -> dict[str, Entry]:
    with world.desk.database.reading() as session:
        return kept_customers.entries(session)


def add(world: World, entry: Entry) -> str:
    with world.desk.database.writing() as session:
        return customers.add(session, entry, mint=world.desk.mint)


def change(world: World, customer_id: str, entry: Entry) -> None:
    with world.desk.database.writing() as session:
        customers.change(session, customer_id, entry, seen=kept_customers.entries(session)[customer_id].digest)


def takes_in(world: World, text: str, seen: str | None = None) -> bool:
    with world.desk.database.writing() as session:
        return customers.take_in(session, read(text.encode(), PLAIN), seen=seen, mint=world.desk.mint)[1]


def id_of(world: World, name: str) -> str:
    return next(customer_id for customer_id, entry in entries(world).items() if entry.name == name)


def test_what_is_added_is_kept_word_for_word(each_world: World) -> None:
    nova = add(each_world, NOVA)

    assert entries(each_world)[nova] == NOVA


def test_a_change_replaces_all_of_the_entry(each_world: World) -> None:
    nova = add(each_world, NOVA)
    after = Entry(name="Nova Ltd", email_domains=("a.example", "nova.example"))

    change(each_world, nova, after)

    assert entries(each_world)[nova] == after


def test_what_is_anothers_is_refused_and_nothing_is_kept(each_world: World) -> None:
    before = memory(each_world)

    with pytest.raises(EntryError) as error:
        add(each_world, replace(NOVA, name="ACME foods", email_domains=("nova.example", "acme.example")))

    assert [fault.column for fault in error.value.faults] == ["name", "email_domains"]
    assert memory(each_world) == before


def test_an_entry_that_somebody_changed_meanwhile_is_not_replaced(world: World) -> None:
    nova = add(world, NOVA)
    change(world, nova, replace(NOVA, notes="Moved"))

    with pytest.raises(EntryMoved), world.desk.database.writing() as session:
        customers.change(session, nova, replace(NOVA, notes="Mine"), seen=NOVA.digest)

    assert entries(world)[nova].notes == "Moved"


def test_a_customer_who_is_not_there_cannot_be_archived(world: World) -> None:
    with pytest.raises(NoResultFound), world.desk.database.writing() as session:
        customers.archive(session, "nobody", world.clock.now())


def test_ten_who_add_the_same_customer_at_once_have_one_winner(each_world: World) -> None:
    refused = []

    def adds() -> None:
        try:
            add(each_world, NOVA)
        except EntryError as error:
            refused.append(error)

    threads = [threading.Thread(target=adds) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 9
    assert [entry.name for entry in entries(each_world).values()].count("Nova") == 1


# -- by file


def test_a_file_adds_changes_and_leaves_alone(each_world: World) -> None:
    world = each_world
    acme, before = id_of(world, "Acme Foods"), entries(world)

    assert takes_in(
        world, "name,account_code,email_domains,term_until\nAcme,ACME,acme.example a.example,2027-01-01\nNova,,,\n"
    )

    after = entries(world)
    assert after[acme] == replace(
        before[acme], name="Acme", email_domains=("a.example", "acme.example"), term_until=date(2027, 1, 1)
    )
    assert after[id_of(world, "Nova")] == Entry(name="Nova")
    assert {key: entry for key, entry in after.items() if key in before and key != acme} == {
        key: entry for key, entry in before.items() if key != acme
    }


def test_one_bad_line_imports_nothing(each_world: World) -> None:
    before = memory(each_world)

    assert not takes_in(each_world, "name,email_domains\nNova,nova.example\nAcme Foods,new.example\nBad,gmail.com\n")
    assert not takes_in(each_world, "name,email_domains\nNova,nova.example\nOther,nova.example\n")

    assert memory(each_world) == before


def test_domains_and_names_may_change_hands_within_a_file(each_world: World) -> None:
    world = each_world
    acme, bright = id_of(world, "Acme Foods"), id_of(world, "Brightwater Brewing")

    assert takes_in(
        world,
        "account_code,name,email_domains\n"
        "ACME,Brightwater Brewing,brightwater.example\n"
        "BRIGHT,Acme Foods,acme.example\n",
    )

    after = entries(world)
    assert (after[acme].name, after[acme].email_domains) == ("Brightwater Brewing", ("brightwater.example",))
    assert (after[bright].name, after[bright].email_domains) == ("Acme Foods", ("acme.example",))


def test_the_export_imports_as_nothing_new(each_world: World) -> None:
    world = each_world
    add(world, Entry(name="=1+1", account_code="-1", notes="@all\n+44, “x”\n'=", email_domains=("nova.example",)))
    with world.desk.database.reading() as session:
        text = "".join(written(kept_customers.active(session)))
        plan = customers.plan(session, read(text.encode(), PLAIN))

    assert (plan.new, plan.changed, plan.faults) == ((), (), ())
    assert plan.unchanged == len(entries(world))


def test_a_plan_that_is_not_the_one_seen_is_not_carried_out(world: World) -> None:
    text = "name,notes\nAcme Foods,New words\n"
    with world.desk.database.reading() as session:
        seen = customers.plan(session, read(text.encode(), PLAIN)).digest
    acme = id_of(world, "Acme Foods")
    change(world, acme, replace(entries(world)[acme], notes="Somebody was quicker"))

    assert not takes_in(world, text, seen)
    assert entries(world)[acme].notes == "Somebody was quicker"


# -- who is known


def asking_for_the_code(world: World) -> Rulebook:
    question = Question(field="account_code", label="Your account code", hint="", clause="", required=False)
    policy = world.desk.policy
    return Rulebook.of(replace(policy, questions=(*policy.questions, question)))


def customer_of(world: World, email: str, code: str = "") -> str | None:
    """The customer that a report is kept as one of."""
    new = NewReport(
        intent=world.desk.mint.id(), source="form", services=("crm",), affected="everyone", started="Just now",
        started_at=None, errors="none", company="Whoever", name="Carol", phone="", email=email,
        extra={"Your account code": code},
    )  # fmt: skip
    with world.desk.database.writing() as session:
        rules = asking_for_the_code(world)
        [filed] = intake.receive(session, [new], rules=rules, mint=world.desk.mint, now=world.clock.now())
    customer_id = world.report(filed.reference).customer_id
    return entries(world)[customer_id].name if customer_id else None


@pytest.mark.parametrize(
    ("email", "code", "known"),
    [
        ("carol@acme.example", "", "Acme Foods"),
        ("carol@night.acme.example", "", "Acme Foods"),
        ("carol@nowhere.example", "", None),
        ("carol@nowhere.example", " acme ", "Acme Foods"),
        ("", "east  01", "Eastgate Engineering"),
        ("carol@acme.example", "BRIGHT", "Brightwater Brewing"),
        ("carol@acme.example", "no idea", "Acme Foods"),
        ("carol@nowhere.example", "no idea", None),
    ],
)
def test_a_reporter_is_known_by_code_else_by_mail(each_world: World, email: str, code: str, known: str | None) -> None:
    each_world.at("Saturday 02:10")

    assert customer_of(each_world, email, code) == known


def test_an_archived_customers_people_are_strangers_until_they_are_brought_back(world: World) -> None:
    world.at("Saturday 02:10")
    acme = id_of(world, "Acme Foods")
    with world.desk.database.writing() as session:
        customers.archive(session, acme, world.clock.now())

    assert customer_of(world, "carol@acme.example", "ACME") is None

    with world.desk.database.writing() as session:
        customers.bring_back(session, acme)
    assert customer_of(world, "carol@acme.example") == "Acme Foods"


def test_archiving_twice_keeps_the_first_instant(world: World) -> None:
    acme, first = id_of(world, "Acme Foods"), world.clock.now()
    for _ in range(2):
        with world.desk.database.writing() as session:
            customers.archive(session, acme, world.clock.now())
        world.passes(minutes=1)

    assert [row["archived_at"] for row in kept(world, "customers") if row["id"] == acme] == [first]
