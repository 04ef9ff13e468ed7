"""The log by a column: its heads lead there and back, all are one page, and too many stay in the order of time."""

import html5lib

from tests.web.seen import kept
from tests.web.test_intake_log import arrives, as_csv, references
from tests.world import World
from tests.world.page import Page

NOTE = "Too many reports for “Customer, A to Z”: it works for up to 200. They stand newest first."


def heads(page: Page) -> dict[str, tuple[str | None, str | None]]:
    """Each column's words, with how the reports run by it and where its head leads."""
    found = {}
    for head in html5lib.parse(page.html, namespaceHTMLElements=False).iter("th"):
        if head.get("scope") == "col":
            links = [link.get("href") for link in head.iter("a")]
            found["".join(head.itertext()).strip()] = (head.get("aria-sort"), links[0] if links else None)
    return found


def test_each_head_leads_to_its_order_and_says_when_it_is_the_one(night: World):
    for number in range(3):
        arrives(night, number)
    mo = night.mo.signs_in()
    first = heads(mo.open("/manage/?verdict=declined"))

    assert first["Reference"] == (None, None)
    assert first["Reported"] == ("descending", "/manage/?verdict=declined&sort=oldest")
    assert [name for name, (runs, _) in first.items() if runs] == ["Reported"]
    assert heads(mo.open(first["Reported"][1] or ""))["Reported"] == ("ascending", "/manage/?verdict=declined")
    for name, runs in {"Service": "ascending", "Status": "ascending", "Acknowledged": "descending"}.items():
        there = heads(mo.open(first[name][1] or ""))
        assert there[name] == (runs, None)
        assert there["Reported"] == (None, "/manage/?verdict=declined")
        assert [one for one, (way, _) in there.items() if way] == [name]


def test_by_a_column_all_are_one_page(night: World):
    for number in range(60):
        arrives(night, number, company=f"Company {number * 7 % 60:02}")
    mo = night.mo.signs_in()

    page = mo.open("/manage/?sort=customer")

    by_company = [row["reference"] for row in sorted(kept(night, "reports"), key=lambda row: row["company"])]
    assert references(page) == by_company
    assert not page.shows("Older reports")
    assert page.shows("60 reports")
    assert [row["reference"] for row in as_csv(mo, "?sort=customer")] == by_company


def test_too_many_stand_by_time_and_the_page_says_why(night: World):
    written = [arrives(night, number, company=f"Company {number % 2}") for number in range(201)]
    mo = night.mo.signs_in()

    page = mo.open("/manage/?sort=customer")

    assert NOTE in page.text
    assert references(page) == written[:-51:-1]
    assert [link for _, link in heads(page).values() if link] == ["/manage/?sort=oldest"]
    assert page.shows("Older reports")
    assert [row["reference"] for row in as_csv(mo, "?sort=customer")] == written[::-1]
    assert NOTE not in mo.open("/manage/?sort=customer&search=nobody").text


def test_a_head_leads_nowhere_where_nothing_matches(night: World):
    mo = night.mo.signs_in()

    assert mo.open("/manage/?sort=target").shows("No report matches")
