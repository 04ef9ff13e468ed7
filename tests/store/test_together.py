"""What is written at the same moment is one transaction, and nobody pays for somebody else's mistake."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.store.base import put
from app.store.customers import Customer
from app.store.database import Database
from app.store.together import Together


def test_those_who_wait_are_written_in_one_transaction(database_url: str) -> None:
    database = Database(database_url)
    first, go_on = threading.Event(), threading.Event()
    sizes: list[int] = []

    def write(session: Session, names: Sequence[str]) -> Sequence[str]:
        sizes.append(len(names))
        first.set()
        go_on.wait()
        put(session, Customer, [row(name) for name in names])
        return [f"{name} is in" for name in names]

    together = Together(database, write)
    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(together.write, "leader")]
        first.wait()
        written += [pool.submit(together.write, f"follower {number}") for number in range(7)]
        while together.waiting < 7:
            pass
        go_on.set()
        told = [one.result() for one in written]

    assert told == ["leader is in", *(f"follower {number} is in" for number in range(7))]
    assert sizes == [1, 7]
    assert names_in(database) == {"leader", *(f"follower {number}" for number in range(7))}


@pytest.mark.parametrize(
    ("bad", "refusal"), [("taken", IntegrityError), ("broken", LookupError)], ids=["refused", "broken"]
)
def test_one_that_cannot_be_written_takes_nobody_along(database_url: str, bad: str, refusal: type[Exception]) -> None:
    database = Database(database_url)
    first, go_on = threading.Event(), threading.Event()

    def write(session: Session, names: Sequence[str]) -> Sequence[str]:
        first.set()
        go_on.wait()
        put(session, Customer, [row(name) for name in names])
        if "broken" in names:
            raise LookupError("broken")
        return names

    together = Together(database, write)
    with ThreadPoolExecutor(4) as pool:
        leader = pool.submit(together.write, "taken")
        first.wait()
        refused, fine = pool.submit(together.write, bad), pool.submit(together.write, "fine")
        while together.waiting < 2:
            pass
        go_on.set()
        leader.result()

        with pytest.raises(refusal):
            refused.result()
        assert fine.result() == "fine"

    assert names_in(database) == {"taken", "fine"}


def test_an_error_is_everybodys_own_to_hear_and_nothing_is_kept(database_url: str) -> None:
    database = Database(database_url)

    def write(session: Session, names: Sequence[str]) -> Sequence[str]:
        put(session, Customer, [row(name) for name in names])
        raise LookupError("afterwards")

    with pytest.raises(LookupError):
        Together(database, write).write("lost")

    assert names_in(database) == set()


def row(name: str) -> dict[str, str]:
    return {"id": name, "name": name}


def names_in(database: Database) -> set[str]:
    with database.reading() as session:
        names = set(session.connection().exec_driver_sql("SELECT name FROM customers").scalars())
    database.close()
    return names
