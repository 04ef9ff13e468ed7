"""The directory in the database: whose address and code is known, and the pages of the list, on each engine."""

import pytest
from sqlalchemy.orm import Session

from app.domain.directory import Entry
from app.mint import SecretMint
from app.operations import customers as directory
from app.store import customers
from app.store.database import Database
from tests.store.rows import NIGHT

MINT = SecretMint("a-secret-of-the-tests")


def add(session: Session, name: str, *domains: str, **more: str) -> str:
    return directory.add(session, Entry(name=name, email_domains=domains, **more), mint=MINT)  # type: ignore[arg-type]


@pytest.fixture
def ids(database: Database) -> dict[str, str]:
    """Acme, its bakery below it, and Dunmore, who is archived."""
    with database.writing() as session:
        ids = {
            "Acme": add(session, "Acme Foods", "acme.example", account_code="ACME"),
            "Bakery": add(session, "Acme Bakery", "bakery.acme.example"),
            "Dunmore": add(session, "Dunmore Dairy", "dunmore.example", account_code="DUN"),
        }
        directory.archive(session, ids["Dunmore"], NIGHT)
        return ids


def test_an_address_is_known_by_its_domain_or_one_above_it_and_the_longest_wins(
    database: Database, ids: dict[str, str]
):
    asked = {
        "carol@acme.example": "Acme",
        " Carol@Mail.ACME.example": "Acme",
        "baker@bakery.acme.example": "Bakery",
        "baker@night.bakery.acme.example": "Bakery",
        "x@notacme.example": None,
        "x@acme.example.evil.example": None,
        "x@example": None,
        "x@dunmore.example": None,
        "acme.example": "Acme",
        "@": None,
        "": None,
        "x@" + "a." * 120 + "acme.example": "Acme",
    }

    with database.reading() as session:
        found = customers.ids_of_emails(session, asked)

    assert found == {email: ids[owner] for email, owner in asked.items() if owner}


def test_a_code_is_known_unless_its_customer_is_archived(database: Database, ids: dict[str, str]):
    with database.reading() as session:
        assert customers.ids_of_codes(session, ["ACME", "DUN", "", "NONE"]) == {"ACME": ids["Acme"]}
        assert customers.ids_of_codes(session, [""]) == {}


def names(session: Session, **asked: str | bool | None) -> list[str]:
    wanted = {"search": "", "archived": False, "after": None, "limit": 50} | asked
    return [entry.name for _, entry in customers.page(session, **wanted)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Acme Bakery", "Acme Foods"]),
        ("foods", ["Acme Foods"]),
        ("acm", ["Acme Bakery", "Acme Foods"]),
        ("BAKERY.acme", ["Acme Bakery"]),
        ("dun", []),
        ("%", []),
        ("_", []),
    ],
)
def test_the_list_is_searched_by_name_code_and_domain(
    database: Database, ids: dict[str, str], search: str, found: list[str]
):
    with database.reading() as session:
        assert names(session, search=search) == found


def test_the_archive_is_a_list_of_its_own(database: Database, ids: dict[str, str]):
    with database.reading() as session:
        assert names(session, archived=True) == ["Dunmore Dairy"]
        assert [entry.name for entry in customers.active(session)] == ["Acme Bakery", "Acme Foods"]


def test_pages_follow_without_a_gap_or_a_repeat_whatever_the_letters(database: Database):
    written = [
        "Zebra",
        "ärger",
        "Ärzte",
        "acme",
        "Acme 2",
        "ACME 3",
        "Éclair",
        "éclair 2",
        "0800 Taxi",
        "'t Hooft",
        "李",
    ]
    with database.writing() as session:
        for name in written:
            add(session, name)

    with database.reading() as session:
        seen, after = [], None
        while page := customers.page(session, search="", archived=False, after=after, limit=2):
            seen += [entry.name for _, entry in page]
            after = page[-1][0].id
        assert sorted(seen) == sorted(written)
        assert seen == names(session)
        assert seen.index("acme") < seen.index("Acme 2") < seen.index("ACME 3"), "whatever their case"


def test_a_page_after_somebody_unknown_is_the_first(database: Database, ids: dict[str, str]):
    with database.reading() as session:
        assert names(session, after="nobody") == names(session)
