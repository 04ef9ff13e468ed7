"""The intake log: every report, filtered by its address, fifty a page, and as a CSV that no spreadsheet runs."""

import csv
import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cells import RUN, guarded, unguarded
from app.operations import intake
from app.operations.intake import NewReport
from tests.web.seen import PAGE_2, kept
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

NASTY = ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://evil.example")', 'a,b\n"c"', "＝1+1"]


def references(page: Page) -> list[str]:
    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    return ["".join(cell.itertext()) for cell in root.findall(".//tbody//th")]


def as_csv(browser: Browser, query: str = "") -> list[dict[str, str]]:
    answer = browser._client.get(f"/manage/log.csv{query}", base_url="http://127.0.0.1:8000")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def arrives(world: World, number: int, **changes: object) -> str:
    """A report written straight by its operation, a minute after the one before."""
    world.clock.move(timedelta(minutes=1))
    told = {name: value for name, value in PAGE_2.items() if name != "started_at"}
    asked = {"services": ("on-premise",), "affected": "everyone", "source": "form", **told, **changes}
    with world.desk.database.writing() as session:
        new = NewReport(intent=f"intent-{number}", started_at=None, extra={}, **asked)  # type: ignore[arg-type]
        now = world.clock.now()
        [filed] = intake.receive(session, [new], rules=world.desk.rules, mint=world.desk.mint, now=now)
    return filed.reference


@pytest.fixture
def several(night: World) -> World:
    """An incident that is resolved, one that is open, a refusal, and one of a stranger."""
    night.carol.reports("crm", "Disk full")
    engineer = night.dana.phone.receives_text("CRM down").opens_link()
    engineer.presses("Acknowledge")
    engineer.presses("Reply to the customer", words="A full disk")
    engineer.presses("It's fixed", words="Emptied it")
    night.clock.move(timedelta(days=2))
    arrives(night, 1, services=("sites",), errors="It says 100% _done_")
    arrives(night, 2)
    arrives(night, 3, services=("website",), company="Strangers & Co", email="x@elsewhere.example")
    return night


FILTERS = [
    ("", [4, 3, 2, 1]),
    ("?verdict=accepted", [4, 2, 1]),
    ("?verdict=declined", [3]),
    ("?verdict=closed", []),
    ("?status=open", [4, 2]),
    ("?status=waiting", [4, 2]),
    ("?status=resolved", [1]),
    ("?status=missed", []),
    ("?status=unverified", [4]),
    ("?service=sites", [2]),
    ("?service=crm&verdict=accepted", [1]),
    ("?when=night", [4, 3, 2]),
    ("?when=week", [4, 3, 2, 1]),
    ("?search=strangers", [4]),
    ("?search=disk+FULL", [1]),
    ("?search=100%25", [2]),
    ("?search=_done_", [2]),
    ("?search=done+SAYS", [2]),
    ("?search=don", []),
    ("?search=nothing+like+it", []),
    ("?verdict=nonsense&status=nonsense&service=nonsense&when=nonsense", [4, 3, 2, 1]),
    ("?before=nonsense", [4, 3, 2, 1]),
    ("?before=2026-11-21T02:10:00", [4, 3, 2, 1]),
    ("?before=0001-01-01T00:00:00%2B14:00+x", [4, 3, 2, 1]),
    ("?search=%00", [4, 3, 2, 1]),
]


def test_filters_are_the_address_and_the_csv_is_the_same_set(several: World):
    mo = several.mo.signs_in()
    in_order = sorted(kept(several, "reports"), key=lambda row: row["received_at"])

    for query, expected in FILTERS:
        page = mo.open(f"/manage/{query}")

        assert page.status == 200, query
        assert references(page) == [in_order[place - 1]["reference"] for place in expected], query
        if "before" not in query:
            assert [row["reference"] for row in as_csv(mo, query)] == references(page), query


def test_a_report_is_found_by_its_reference(several: World):
    mo = several.mo.signs_in()
    wanted = kept(several, "reports")[0]["reference"]

    assert references(mo.open(f"/manage/?search={wanted.lower()}")) == [wanted]


def test_the_page_keeps_the_filters_and_links_the_csv_of_exactly_those(several: World):
    page = several.mo.signs_in().open("/manage/?status=open&search=a%26b%22")

    root = html5lib.parse(page.html, namespaceHTMLElements=False)
    (link,) = [one.get("href") for one in root.iter("a") if "log.csv" in (one.get("href") or "")]
    assert parse_qs(urlsplit(link).query) == {"status": ["open"], "search": ['a&b"']}
    (search,) = [one for one in root.iter("input") if one.get("name") == "search"]
    assert search.get("value") == 'a&b"'


def test_older_reports_follow_without_a_gap_or_a_repeat(night: World):
    written = [arrives(night, number) for number in range(103)]
    mo = night.mo.signs_in()
    pages, page = [], mo.open("/manage/?verdict=declined")
    while True:
        pages.append(references(page))
        root = html5lib.parse(page.html, namespaceHTMLElements=False)
        older = [one.get("href") for one in root.iter("a") if "".join(one.itertext()) == "Older reports"]
        if not older:
            break
        assert parse_qs(urlsplit(older[0]).query)["verdict"] == ["declined"]
        page = mo.open(older[0])

    assert [len(found) for found in pages] == [50, 50, 3]
    assert [reference for found in pages for reference in found] == written[::-1]
    assert [row["reference"] for row in as_csv(mo)] == written[::-1]


def test_reports_of_the_same_instant_are_each_shown_once(night: World):
    with night.desk.database.writing() as session:
        for number in range(60):
            new = NewReport(
                intent=f"same-{number}", source="form", services=("version-6",), affected="everyone", started="",
                started_at=None, errors="", company="", name="", phone="", email="", extra={},
            )  # fmt: skip
            intake.receive(session, [new], rules=night.desk.rules, mint=night.desk.mint, now=night.clock.now())
    mo = night.mo.signs_in()

    first = mo.open("/manage/")
    root = html5lib.parse(first.html, namespaceHTMLElements=False)
    (older,) = [one.get("href") for one in root.iter("a") if "".join(one.itertext()) == "Older reports"]
    second = mo.open(older or "")

    assert len({*references(first), *references(second)}) == 60


def test_the_csv_tells_the_whole_story_in_local_time(several: World):
    row = as_csv(several.mo.signs_in(), "?status=resolved")[0]

    assert row["reported (Europe/London)"] == "2026-11-21 02:10:00"
    assert row["reply due (Europe/London)"] == "2026-11-21 04:10:00"
    assert (row["services"], row["affected"], row["verified"]) == ("Prospect 365 CRM", "everyone", "yes")
    assert (row["outcome"], row["clauses"], row["status"]) == ("accepted", "PS-3", "Resolved")
    assert (row["minutes to acknowledge"], row["minutes to reply"], row["target"]) == ("0.0", "0.0", "met")


@pytest.mark.parametrize("words", NASTY)
def test_what_a_customer_typed_is_no_formula(night: World, words: str):
    arrives(night, 1, company=words, name=words)

    (row,) = as_csv(night.mo.signs_in())

    assert unguarded(row["company"]) == words
    assert not row["company"].startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert not row["name"].startswith(tuple("=+-@\t\r\n＝＋－＠"))


@given(
    st.one_of(
        st.text(),
        st.text("=+-@;\t\r\n'＝a "),
        st.builds(str.__add__, st.sampled_from(RUN), st.text()),
    )
)
def test_no_cell_begins_a_formula_and_none_is_lost(words: str):
    cell = guarded(words)

    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert not [part for part in re.split("[;\t]", cell)[1:] if part.lstrip().startswith(tuple("=+-@＝＋－＠"))]
    assert unguarded(cell) == words
    if not re.search("[;\t]", words):
        assert cell in (words, "'" + words)
        assert cell == words or words.lstrip("'").startswith(RUN), "honest words stay as they are"


def test_an_empty_log_says_so(night: World):
    page = night.mo.signs_in().open("/manage/")

    assert page.shows("No report matches")
    assert page.shows("Tonight: nothing is open")
