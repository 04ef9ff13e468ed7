"""Customers at the desk: the list, one of them with their reports, the form and its errors, and the archive."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import html5lib
import pytest

from app.domain.directory import Entry
from app.operations import customers
from tests.web.seen import filled, kept, memory
from tests.web.test_any_words import POLYGLOTS, is_harmless
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

NOVA = {
    "name": "Nova", "account_code": "nova 1", "email_domains": "nova.example, @n.example", "term_from": "2026-01-01",
    "term_until": "2027-12-31", "notes": "Ring the office.\nThen Nora.",
}  # fmt: skip


def id_of(world: World, name: str) -> str:
    return next(row["id"] for row in kept(world, "customers") if row["name"] == name)


def desk(world: World, path: str = "/manage/customers") -> Browser:
    browser = world.mo.signs_in()
    browser.open(path)
    return browser


def names(page: Page) -> list[str]:
    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    return ["".join(cell.itertext()) for cell in root.findall(".//tbody//th")]


def links(page: Page) -> dict[str, str]:
    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    return {"".join(one.itertext()): one.get("href") or "" for one in root.iter("a")}


# -- the list


def test_it_shows_everybody_by_name_with_what_the_directory_says(night: World):
    page = desk(night).page

    assert page is not None
    assert names(page) == [
        "Acme Foods", "Brightwater Brewing", "Cobalt Cycles", "Dunmore Dairy", "Eastgate Engineering",
    ]  # fmt: skip
    for words in ("ACME", "brightwater.example, taproom.example", "1 April 2024 to 31 March 2028", "term over"):
        assert page.shows(words), words
    assert not page.shows("Tier"), "the policy has none"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=BRIGHT", ["Brightwater Brewing"]),
        ("search=taproom", ["Brightwater Brewing"]),
        ("search=on+the+farm", ["Dunmore Dairy"]),
        ("search=%25", []),
        ("search=%00", None),
        ("show=archived", []),
        ("show=nonsense", None),
        ("after=nonsense", None),
        ("after=%00", None),
    ],
)
def test_it_is_searched_by_its_address_on_either_engine(each_world: World, query: str, found: list[str] | None):
    page = desk(each_world, f"/manage/customers?{query}").page

    assert page is not None
    assert page.status == 200
    assert names(page) == (found if found is not None else sorted(row["name"] for row in kept(each_world, "customers")))
    if found == []:
        assert page.shows("No customer matches")


def test_more_customers_follow_without_a_gap_or_a_repeat(night: World):
    with night.desk.database.writing() as session:
        for number in range(98):
            customers.add(session, Entry(name=f"Customer {number:03}"), mint=night.desk.mint)
    mo = desk(night, "/manage/customers?search=e")
    pages = []
    while mo.page:
        pages.append(names(mo.page))
        more = links(mo.page).get("More customers")
        if not more:
            break
        assert "search=e" in more
        mo.open(more)

    assert [len(found) for found in pages] == [50, 50, 3]
    assert [name for found in pages for name in found] == sorted(row["name"] for row in kept(night, "customers"))


def test_an_engineer_reads_it_and_changes_nothing(night: World):
    dana = night.dana.signs_in()
    listed = dana.open("/manage/customers")
    shown = dana.open(f"/manage/customers/{id_of(night, 'Acme Foods')}")

    assert shown.shows("Ring Carol before anybody else")
    for page in (listed, shown):
        assert page.status == 200
        assert [form.action for form in page.forms if form.method == "post"] == ["/manage/sign-out"]
        assert not {"New customer", "Import", "Edit"} & set(links(page))
    assert dana.open(f"/manage/customers/{id_of(night, 'Acme Foods')}/edit").status == 403


# -- one customer


def test_a_customers_page_has_their_reports_and_an_incident_leads_there(night: World):
    sent = night.carol.reports("crm")
    night.nadia.reports("crm")
    mo = night.mo.signs_in()

    page = mo.open(links(mo.open(f"/manage/incidents/{sent.reference}"))["Acme Foods"])

    assert page.headline == "Acme Foods"
    assert names(page) == [sent.reference]
    for words in ("Prospect 365 CRM", "Carol", "Paging", "on track"):
        assert page.shows(words), words
    assert desk(night, f"/manage/customers/{id_of(night, 'Cobalt Cycles')}").page.shows("never reported")  # type: ignore[union-attr]


def test_only_the_newest_twenty_reports_are_shown_and_it_says_so(night: World):
    for _ in range(21):
        night.files(services=("version-6",), email="x@night.acme.example")

    page = desk(night, f"/manage/customers/{id_of(night, 'Acme Foods')}").page

    assert page is not None
    assert len(names(page)) == 20
    assert page.shows("The newest 20.")


@pytest.mark.parametrize("path", ["", "/edit"])
@pytest.mark.parametrize("customer_id", ["0" * 32, "nonsense", "%00", "A" * 3000])
def test_a_customer_who_is_not_there_has_no_page(each_world: World, customer_id: str, path: str):
    page = desk(each_world, f"/manage/customers/{customer_id}{path}").page

    assert page is not None
    assert page.status == 404


@pytest.mark.parametrize("path", ["", "/archive", "/archive/end"])
def test_a_customer_who_is_not_there_cannot_be_changed(night: World, path: str):
    mo = desk(night, "/manage/customers/new")
    assert mo.page is not None
    form = replace(mo.page.form("Save"), action=f"/manage/customers/{'0' * 32}{path}")
    before = memory(night)

    assert mo.sends(form, "Save", **NOVA).status == 404
    assert memory(night) == before


# -- the form


def test_a_new_customer_is_shown_and_known_from_then_on(night: World):
    mo = desk(night, "/manage/customers/new")

    page = mo.presses("Save", **NOVA)

    assert page.url == f"/manage/customers/{id_of(night, 'Nova')}"
    for words in ("NOVA 1", "n.example, nova.example", "1 January 2026 to 31 December 2027", "Then Nora."):
        assert page.shows(words), words
    night.nadia.email = "nadia@it.nova.example"
    assert not mo.open(f"/manage/incidents/{night.nadia.reports('crm').reference}").shows("unverified")


def test_the_form_opens_with_what_is_known_and_saves_what_is_changed(night: World):
    bright = id_of(night, "Brightwater Brewing")
    mo = desk(night, f"/manage/customers/{bright}/edit")
    assert mo.page is not None
    before = filled(mo.page.form("Save"))
    assert before["email_domains"] == ["brightwater.example taproom.example"]
    assert before["term_until"] == ["2028-03-31"]

    page = mo.presses("Save", email_domains="brightwater.example", term_until="")

    assert page.shows("from 1 April 2024")
    assert not page.shows("taproom.example")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "There is no name: every customer has one"),
        ({"name": "acme foods"}, "acme foods is the name of Acme Foods (ACME)"),
        ({"account_code": "acme"}, "ACME is the code of Acme Foods (ACME)"),
        ({"email_domains": "nova.example gmail.com"}, "gmail.com is a public mail domain"),
        ({"email_domains": "acme.example"}, "acme.example belongs to Acme Foods (ACME)"),
        ({"term_from": "soon"}, "soon is not a date such as 2026-03-31"),
        ({"term_until": "2025-12-31"}, "2025-12-31 is before the term's first day, 2026-01-01"),
        ({"notes": "x" * 10_001}, "This has 10001 characters; at most 10000 are kept"),
    ],
)
def test_what_cannot_be_is_an_error_at_its_field_and_keeps_what_was_typed(
    night: World, changes: dict[str, str], words: str
):
    before, typed = kept(night, "customers"), NOVA | changes

    for path in ("/manage/customers/new", f"/manage/customers/{id_of(night, 'Cobalt Cycles')}/edit"):
        page = desk(night, path).presses("Save", **typed)

        assert page.status == 422
        assert page.title.startswith("Error: ")
        assert page.shows("There is a problem")
        assert page.text.count(words) == 2, "in the summary and at the field"
        again = filled(page.form("Save"))
        assert {name: again[name][0].strip() for name in typed} == {name: typed[name].strip() for name in typed}
    assert kept(night, "customers") == before


def test_everything_that_is_wrong_is_said_at_once(night: World):
    wrong = {"name": "Acme Foods", "account_code": "ACME", "email_domains": "gmail.com co.uk", "term_from": "soon"}

    page = desk(night, "/manage/customers/new").presses("Save", **wrong)

    for words in ("is the name of", "is the code of", "gmail.com is a public", "co.uk belongs to many", "soon is not"):
        assert page.shows(words), words


def test_two_managers_who_edit_at_once_lose_no_words(night: World):
    acme = f"/manage/customers/{id_of(night, 'Acme Foods')}"
    one, two = desk(night, f"{acme}/edit"), desk(night, f"{acme}/edit")
    one.presses("Save", notes="The first manager's words")

    page = two.presses("Save", notes="The second manager's words")

    assert page.status == 409
    assert page.shows("Not saved yet. Somebody has changed this customer since you opened the form")
    assert filled(page.form("Save"))["notes"] == ["The second manager's words"]
    assert desk(night, acme).page.shows("The first manager's words")  # type: ignore[union-attr]
    assert two.presses("Save").shows("The second manager's words")


# -- the archive


def test_an_archived_customer_is_out_of_the_list_and_nobody_is_taken_for_them(night: World):
    sent = night.carol.reports("crm")
    mo = desk(night, f"/manage/customers/{id_of(night, 'Acme Foods')}")

    page = mo.presses("Archive")

    assert page.shows("Archived 2:10am, Saturday 21 November")
    assert names(page) == [sent.reference], "what names them stays"
    assert "Acme Foods" not in names(mo.open("/manage/customers"))
    assert names(mo.open("/manage/customers?show=archived")) == ["Acme Foods"]
    assert mo.open(f"/manage/incidents/{night.carol.reports('sites').reference}").shows("unverified")

    mo.open(f"/manage/customers/{id_of(night, 'Acme Foods')}")
    assert not mo.presses("Bring back").shows("Archived")
    assert "Acme Foods" in names(mo.open("/manage/customers"))


# -- a policy with tiers and regions


@pytest.fixture
def tiered(sqlite_url: str, open_world: Callable[..., World]) -> World:
    """A night under a policy with tiers and regions."""
    world = open_world(sqlite_url, POLICY="pugpig")
    world.at("Saturday 02:10")
    return world


def test_tier_and_region_are_chosen_where_the_policy_has_them(tiered: World):
    mo = desk(tiered, "/manage/customers/new")

    page = mo.presses("Save", **NOVA, tier="enterprise", region="us")

    assert page.shows("Tier Enterprise Region United States")
    listed = mo.open("/manage/customers")
    assert listed.shows("Enterprise")
    assert listed.shows("the policy's default")
    assert desk(tiered, "/manage/customers/new").presses("Save", name="x", tier="bronze").shows("bronze is no tier")


def test_a_tier_that_the_policy_has_no_more_is_not_lost_behind_anybodys_back(tiered: World):
    with tiered.desk.database.writing() as session:
        old = customers.add(session, Entry(name="Old", tier="platinum"), mint=tiered.desk.mint)
    mo = desk(tiered, f"/manage/customers/{old}/edit")

    assert mo.presses("Save", notes="x").shows("platinum is no tier of the policy, which has standard")
    assert mo.presses("Save", tier="enterprise").shows("Enterprise")


def test_without_tiers_an_edit_keeps_the_one_that_was_there(night: World):
    with night.desk.database.writing() as session:
        old = customers.add(session, Entry(name="Old", tier="platinum"), mint=night.desk.mint)

    assert desk(night, f"/manage/customers/{old}/edit").presses("Save", notes="x").shows("Tier platinum")


@pytest.mark.parametrize("words", POLYGLOTS)
def test_no_screen_runs_what_was_typed(night: World, words: str):
    mo = desk(night, "/manage/customers/new")
    wrong = mo.presses(
        "Save", name=words[:190], account_code=words[:40], email_domains=words, notes=words, term_from=words
    )
    sent = mo.presses("Save", name=words[:190], account_code=words[:40], email_domains="", notes=words, term_from="")
    pages = [wrong, sent, mo.open("/manage/customers"), mo.open(f"/manage/customers?search={quote(words)}")]

    assert sent.status == 200
    for page in pages:
        assert is_harmless(page.html), page.url


# -- the record


def test_who_changed_what_stands_on_the_customers_page(night: World):
    mo = night.mo.signs_in()
    mo.open(f"/manage/customers/{id_of(night, 'Acme Foods')}/edit")
    assert mo.presses("Save", notes="Ring Dave first").shows("Mo changed notes")

    assert mo.presses("Archive").shows("Mo put them into the archive")
    page = mo.presses("Bring back")

    assert page.shows("Mo brought them back from the archive")
    events = [row for row in kept(night, "timeline") if row["kind"] == "customer.changed"]
    assert [row["actor"] for row in events] == ["Mo Haddad"] * 3
    assert "Dave" not in str(events), "values stay out of a record that is never changed"
