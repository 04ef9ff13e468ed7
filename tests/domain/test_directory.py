"""The directory's entries: how typed words are understood, what cannot be, and what two cannot share."""

from datetime import date

import pytest

from app.domain import policy_file
from app.domain.directory import Choices, Directory, Entry, choices, disorder, understood

TIERED = Choices(tiers={"gold": "Gold", "silver": "Silver"}, regions={"uk": "United Kingdom"})
PLAIN = Choices(tiers={}, regions={})


def test_every_column_is_understood():
    typed = {
        "name": "  Acme \n Foods ", "account_code": " ac  01 ", "email_domains": "ACME.example b.example",
        "tier": "gold", "region": "uk", "term_from": "2026-01-01", "term_until": "2026-12-31", 
        "notes": " Ring\r\nCarol ",
    }  # fmt: skip

    fields, faults = understood(typed, TIERED)

    assert faults == []
    assert Entry(**fields) == Entry(
        name="Acme Foods", account_code="AC 01", email_domains=("acme.example", "b.example"), tier="gold", region="uk",
        term_from=date(2026, 1, 1), term_until=date(2026, 12, 31), notes="Ring\nCarol",
    )  # fmt: skip


def test_only_the_columns_that_are_there_are_read():
    assert understood({"notes": "x"}, PLAIN) == ({"notes": "x"}, [])


@pytest.mark.parametrize(
    ("column", "typed", "words"),
    [
        ("name", " ", "There is no name: every customer has one"),
        ("name", "x" * 201, "This has 201 characters; at most 200 are kept"),
        ("account_code", "x" * 41, "This has 41 characters; at most 40 are kept"),
        ("email_domains", "a.example acme", "acme is not a domain such as acme.example"),
        ("tier", "bronze", "bronze is no tier of the policy, which has gold, silver"),
        ("tier", "Gold", "Gold is no tier of the policy, which has gold, silver"),
        ("region", "us", "us is no region of the policy, which has uk"),
        ("term_from", "31/03/2026", "31/03/2026 is not a date such as 2026-03-31"),
        ("term_from", "20260331", "20260331 is not a date such as 2026-03-31"),
        ("term_until", "2026-02-29", "2026-02-29 is not a date such as 2026-03-31"),
        ("term_until", "2026-W13-2", "2026-W13-2 is not a date such as 2026-03-31"),
        ("notes", "x" * 10_001, "This has 10001 characters; at most 10000 are kept"),
    ],
)  # fmt: skip
def test_what_cannot_be_says_what_it_was_and_is_left_out(column: str, typed: str, words: str):
    fields, [fault] = understood({"name": "Acme", column: typed}, TIERED)

    assert (fault.column, fault.words) == (column, words)
    assert column not in fields


def test_every_wrong_domain_is_named():
    _, faults = understood({"email_domains": "gmail.com acme"}, PLAIN)

    assert [fault.words.split()[0] for fault in faults] == ["acme", "gmail.com"]


def test_a_policy_without_tiers_wants_the_column_empty():
    assert understood({"tier": "", "region": ""}, PLAIN) == ({"tier": "", "region": ""}, [])
    _, [fault] = understood({"tier": "gold"}, PLAIN)
    assert fault.words == "gold cannot be: the policy has no tiers, so leave it empty"


def test_the_choices_are_the_policys():
    assert choices(policy_file.load("pugpig")) == Choices(
        tiers={"standard": "Standard", "enterprise": "Enterprise"},
        regions={"uk": "United Kingdom", "us": "United States"},
    )
    assert choices(policy_file.load("prospect365")) == PLAIN


def test_a_term_may_be_one_day_and_ends_no_earlier_than_it_starts():
    day, before = date(2026, 3, 31), date(2026, 3, 30)

    assert disorder(Entry(name="x", term_from=day, term_until=day)) == []
    [fault] = disorder(Entry(name="x", term_from=day, term_until=before))
    assert (fault.column, fault.words) == ("term_until", "2026-03-30 is before the term's first day, 2026-03-31")


def test_words_of_an_entry_are_understood_as_that_entry():
    entry = Entry(name="Acme", email_domains=("a.example", "b.example"), term_until=date(2026, 3, 31))

    assert Entry(**understood(entry.cells(), PLAIN)[0]) == entry


# -- what two cannot share

ACME = Entry(name="Acme Foods", account_code="ACME", email_domains=("acme.example",))
DAIRY = Entry(name="Dunmore Dairy")


def test_a_name_a_code_and_a_domain_are_one_customers():
    wanted = Entry(name="ACME FOODS", account_code="ACME", email_domains=("b.example", "acme.example"))
    directory = Directory({"1": ACME, "2": wanted}, archived={"1"})

    assert [(fault.column, fault.words, other) for fault, other in directory.clashes("2", wanted)] == [
        ("name", "ACME FOODS is the name of Acme Foods (ACME), which is archived", "1"),
        ("account_code", "ACME is the code of Acme Foods (ACME), which is archived", "1"),
        ("email_domains", "acme.example belongs to Acme Foods (ACME), which is archived", "1"),
    ]


def test_having_no_code_is_nothing_to_share():
    assert Directory({"1": DAIRY, "2": Entry(name="Other")}).clashes("1", DAIRY) == []


@pytest.mark.parametrize(
    ("name", "code", "key"),
    [
        ("Whatever", "ACME", "1"),
        ("acme foods", "", "1"),
        ("Dunmore Dairy", "DUN", "2"),
        ("Acme Foods", "OTHER", None),
        ("Nobody", "", None),
        ("", "", None),
    ],
)
def test_a_row_is_about_the_customer_of_its_code_else_of_its_name(name: str, code: str, key: str | None):
    assert Directory({"1": ACME, "2": DAIRY}).match(name, code) == key
