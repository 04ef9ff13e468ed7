"""What a file would do: who is new, what changes, and what two customers would share once it had happened."""

import sys

from app.domain.customer_file import read
from app.domain.customer_plan import Plan, plan
from app.domain.directory import Choices, Entry

PLAIN = Choices(tiers={}, regions={})
KNOWN = {
    "a": Entry(name="Acme Foods", account_code="ACME", email_domains=("acme.example",), notes="Ring Carol"),
    "b": Entry(name="Brightwater Brewing", account_code="BRIGHT", email_domains=("brightwater.example",)),
    "d": Entry(name="Dunmore Dairy"),
}


def planned(text: str, archived: tuple[str, ...] = ()) -> Plan:
    return plan(read(text.encode(), PLAIN), KNOWN, archived)


def said(text: str, archived: tuple[str, ...] = ()) -> list[str]:
    return [str(fault) for fault in planned(text, archived).faults]


def test_it_tells_new_from_changed_from_unchanged():
    found = planned("account_code,name\nACME,Acme Foods\nBRIGHT,Brightwater\n,Cobalt Cycles\n")

    assert [change.after.name for change in found.new] == ["Cobalt Cycles"]
    assert [(change.line, change.differences()) for change in found.changed] == [
        (3, [("name", "Brightwater Brewing", "Brightwater")])
    ]
    assert found.unchanged == 1
    assert found.faults == ()


def test_the_order_of_domains_is_no_change():
    two = {"a": Entry(name="Acme", email_domains=("a.example", "b.example"))}

    assert plan(read(b"name,email_domains\nAcme,b.example a.example\n", PLAIN), two, ()).unchanged == 1


def test_a_column_that_is_missing_changes_nothing_and_an_empty_cell_empties():
    [change] = planned("name,notes\nAcme Foods,\n").changed

    assert change.differences() == [("notes", "Ring Carol", "")]


def test_a_customer_without_a_code_gets_one_by_name():
    [change] = planned("name,account_code\ndunmore dairy,DUN\n").changed

    assert change.key == "d"
    assert change.differences() == [("name", "Dunmore Dairy", "dunmore dairy"), ("account_code", "", "DUN")]


def test_a_name_with_another_code_is_another_customer_and_so_a_fault():
    assert said("name,account_code\nAcme Foods,ACME2\n") == [
        "Line 2, name: Acme Foods is the name of Acme Foods (ACME)"
    ]


def test_a_name_may_be_given_up_and_taken_in_one_file():
    found = planned("name,account_code\nAcme Foods,NEW\nAcme Foods Ltd,ACME\n")

    assert found.faults == ()
    assert ([change.line for change in found.new], [change.line for change in found.changed]) == ([2], [3])


def test_a_domain_may_move_within_a_file():
    found = planned("name,email_domains\nAcme Foods,\nDunmore Dairy,acme.example\n")

    assert found.faults == ()


def test_the_same_customer_twice_is_a_fault():
    assert said("name,account_code\nAcme,ACME\nAcme Foods,\n")[:1] == ["Line 3: This is the same customer as on line 2"]


def test_what_two_lines_share_is_said_at_the_later_one():
    assert said("name,email_domains\nNova,nova.example\nStella,nova.example\nnova,x.example\n") == [
        "Line 3, email_domains: nova.example belongs to Nova, line 2",
        "Line 4, name: nova is the name of Nova, line 2",
    ]


def test_of_many_that_share_each_line_names_the_first_and_200_are_named():
    found = planned("name\n" + "Nova\n" * 20_000)

    assert [str(fault) for fault in found.faults] == [
        f"Line {line}, name: Nova is the name of Nova, line 2" for line in range(3, 203)
    ]
    assert found.unnamed == 19_799


def test_whoever_stays_as_they_are_is_named_before_another_line():
    lines = "name,email_domains\nNova,acme.example\nStella,acme.example\n"

    assert said(lines) == [f"Line {line}, email_domains: acme.example belongs to Acme Foods (ACME)" for line in (2, 3)]


def test_a_line_is_named_with_an_earlier_one_though_a_known_customer_follows():
    lines = "name,email_domains\nNova,x.example\nAcme Foods,x.example\nStella,x.example\n"

    assert said(lines) == [f"Line {line}, email_domains: x.example belongs to Nova, line 2" for line in (3, 4)]


def test_twice_as_many_lines_that_share_take_twice_the_work():
    def work(lines: int) -> int:
        calls = 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        before = sys.getprofile()
        sys.setprofile(count)
        try:
            planned("name,email_domains\n" + "Nova,nova.example\n" * lines)
        finally:
            sys.setprofile(before)
        return calls

    assert work(400) < 2.2 * work(200)


def test_anothers_domain_is_a_fault_whether_they_are_in_the_file_or_not():
    assert said("name,email_domains\nNova,acme.example\n") == [
        "Line 2, email_domains: acme.example belongs to Acme Foods (ACME)"
    ]
    assert said("name,email_domains\nNova,acme.example\nAcme Foods,acme.example\n") == [
        "Line 2, email_domains: acme.example belongs to Acme Foods (ACME)"
    ]


def test_an_archived_customer_is_not_changed_behind_anybodys_back():
    assert said("name,notes\nAcme Foods,New\n", archived=("a",)) == [
        "Line 2: Acme Foods is archived: bring it back at the desk first, or leave the line out"
    ]
    assert said("name,email_domains\nNova,acme.example\n", archived=("a",)) == [
        "Line 2, email_domains: acme.example belongs to Acme Foods (ACME), which is archived"
    ]


def test_a_term_that_ends_before_the_known_start_is_a_fault():
    started = {
        "a": Entry(
            name="Acme Foods", term_from=read(b"name,term_from\nx,2026-05-01\n", PLAIN).rows[0].fields["term_from"]
        )
    }

    [fault] = plan(read(b"name,term_until\nAcme Foods,2026-04-01\n", PLAIN), started, ()).faults

    assert str(fault) == "Line 2, term_until: 2026-04-01 is before the term's first day, 2026-05-01"


def test_reading_and_comparing_are_said_together_in_the_files_order():
    assert said("name,email_domains,term_from\nNova,gmail.com,\nStella,acme.example,tomorrow\n") == [
        "Line 2, email_domains: gmail.com is a public mail domain: anybody can have an address there",
        "Line 3, email_domains: acme.example belongs to Acme Foods (ACME)",
        "Line 3, term_from: tomorrow is not a date such as 2026-03-31",
    ]


def test_the_digest_is_of_what_would_be_done():
    first = planned("name,notes\nAcme Foods,x\n")

    assert planned("notes,name\r\nx,Acme Foods\r\n").digest == first.digest
    assert planned("name,notes\nAcme Foods,y\n").digest != first.digest
