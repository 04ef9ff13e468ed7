"""The migration that brings calls: who gets texts is rung at that number, and its way back takes only that away."""

import pytest
from sqlalchemy import func, select

from app.domain.delivery import Medium
from app.mint import SecretMint
from app.operations import people
from app.store import schema
from app.store.database import Database
from app.store.staff import ContactMethod, Staff
from tests.store.rows import NIGHT

MINT = SecretMint("a-secret-of-the-tests")


@pytest.fixture
def staffed(database: Database) -> Database:
    """Dana with one number, Eve with another one for calls, and Frank with none."""
    numbers = {"Dana": ("+447700900101", None), "Eve": ("+447700900102", "+441134960102"), "Frank": (None, None)}
    with database.writing() as session:
        for name, (telephone, voice) in numbers.items():
            people.add_staff(
                session, name=name, email=f"{name}@example.com", role="engineer", telephone=telephone, voice=voice,
                password_hash=None, mint=MINT, now=NIGHT,
            )  # fmt: skip
        dana = session.scalar(select(Staff.id).where(Staff.name == "Dana"))
        for method in session.scalars(select(ContactMethod).where(ContactMethod.staff_id == dana)):
            if method.medium == Medium.VOICE:
                session.delete(method)
    return database


def test_who_gets_texts_is_rung_at_the_same_number_and_a_number_given_by_hand_stays(staffed: Database):
    schema.downgrade(staffed, "0009")
    schema.upgrade(staffed)

    assert rung(staffed) == {"Dana": ["+447700900101"], "Eve": ["+441134960102"]}


def test_the_way_back_takes_away_what_it_brought(staffed: Database):
    schema.downgrade(staffed, "0009")
    schema.upgrade(staffed)

    schema.downgrade(staffed, "0009")

    assert rung(staffed) == {"Eve": ["+441134960102"]}
    with staffed.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContactMethod)) == 6


def rung(database: Database) -> dict[str, list[str]]:
    """By name, the numbers that are rung."""
    query = select(Staff.name, ContactMethod.address).join(ContactMethod, ContactMethod.staff_id == Staff.id)
    found: dict[str, list[str]] = {}
    with database.reading() as session:
        for name, address in session.execute(query.where(ContactMethod.medium == Medium.VOICE)):
            found.setdefault(name, []).append(address)
    return found
