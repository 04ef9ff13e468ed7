"""The log's filters and its search on both databases, and that its files hold what its pages show."""

import csv
import io
from datetime import timedelta
from urllib.parse import quote

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain import log_marks
from app.store import log
from app.store.log import LogFilter
from tests.web.seen import kept
from tests.web.test_corrections import corrects
from tests.web.test_intake_log import arrives, as_csv, references
from tests.world import World
from tests.world.browser import Browser


@pytest.fixture
def years(each_world: World) -> World:
    """One report that Dana answered late, two that nobody has, and one of a stranger, which is refused."""
    night = each_world
    night.at("Saturday 02:10")
    night.carol.reports("crm", "Disk full: Übergröße 0x80070057")
    night.clock.move(timedelta(hours=5))
    engineer = night.dana.phone.receives_text("CRM down").opens_link()
    engineer.presses("Acknowledge")
    engineer.presses("Reply to the customer", words="Late, and sorry")
    arrives(night, 1, services=("sites",), errors="Nothing_but noise")
    night.clock.move(timedelta(days=2))
    arrives(night, 2, company="Strangers & Co", email="x@elsewhere.example", source="mail")
    arrives(night, 3, services=("website",), errors="ÜBERGRÖSSE again")
    return night


def asks(world: World) -> dict[str, list[int]]:
    """Each question of the log, and which of the reports answer it, the newest first."""
    people = {
        row["first_name"] if "first_name" in row else row["name"].split()[0]: row["id"] for row in kept(world, "staff")
    }
    customers = {row["customer_id"] for row in kept(world, "reports")} - {None}
    (carols,) = customers
    first = min(row["received_at"] for row in kept(world, "reports"))
    began = (first - timedelta(hours=12)).date()
    return {
        "": [4, 3, 2, 1],
        "sort=oldest": [1, 2, 3, 4],
        "sort=service": [3, 1, 2, 4],
        "sort=customer": [4, 2, 1, 3],
        "sort=status": [4, 2, 1, 3],
        "sort=acknowledged": [2, 1, 4, 3],
        "sort=replied": [2, 1, 4, 3],
        "sort=target": [2, 1, 4, 3],
        "sort=acknowledged&service=sites": [2],
        "sort=weight": [4, 3, 2, 1],
        "status=open": [4, 2, 1],
        "status=paging": [4, 2],
        "status=replied": [1],
        "status=acknowledged": [],
        "status=handed-over": [3],
        "status=not-covered": [],
        "standing=missed": [1],
        "standing=running": [4, 2],
        "standing=met": [],
        f"engineer={people['Dana']}": [1],
        f"engineer={people['Eve']}": [],
        "source=mail": [3],
        "source=form": [4, 2, 1],
        f"customer={carols}": [4, 2, 1],
        "customer=nobody": [3],
        f"night={began}": [2, 1],
        f"night={began + timedelta(days=1)}": [],
        "verdict=declined": [3],
        "service=sites": [2],
        "search=ubergrosse": [4, 1],
        "search=0X80070057": [1],
        "search=noise+nothing": [2],
        "search=again&service=website": [4],
        "search=again&service=crm": [],
        "status=open&verdict=accepted&source=form&customer=" + carols: [4, 2, 1],
        "drills=yes": [],
        "status=missed": [1],
        "status=unverified": [3],
        "status=waiting": [4, 2],
        "status=drills": [],
    }


def test_each_filter_finds_what_it_says_on_both_databases(years: World):
    mo = years.mo.signs_in()
    ordered = [row["reference"] for row in sorted(kept(years, "reports"), key=lambda row: row["received_at"])]

    for query, expected in asks(years).items():
        page = mo.open(f"/manage/?{query}")

        assert references(page) == [ordered[place - 1] for place in expected], query
        assert page.shows(f"{len(expected)} report{'' if len(expected) == 1 else 's'}"), query
        assert [row["reference"] for row in as_csv(mo, f"?{query}")] == references(page), query


def test_the_marks_follow_the_incident_and_say_what_is_true_of_it(years: World):
    mo = years.mo.signs_in()
    (reference,) = references(mo.open("/manage/?status=replied"))
    mo.open(f"/manage/incidents/{reference}")

    mo.presses("It's fixed", words="Emptied it")

    assert len(references(mo.open("/manage/?status=resolved"))) == 1
    assert references(mo.open("/manage/?status=replied")) == []
    assert _true_marks(years) == _kept_marks(years)


def _true_marks(world: World) -> dict[str, set[str]]:
    with world.desk.database.reading() as session:
        rows = log.page(session, LogFilter(), limit=100)
        return {
            report.id: set(
                log_marks.facets(
                    verdict=report.verdict, source=report.source, services=report.services,
                    customer_id=report.customer_id, handed_over_at=report.handed_over_at, incident=incident,
                )
            )
            for report, incident, _ in rows
        }  # fmt: skip


def _kept_marks(world: World) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in kept(world, "log_marks"):
        if not row["mark"].startswith("word:"):
            found.setdefault(row["report_id"], set()).add(row["mark"])
    return found


def test_what_a_customer_corrects_is_found_by_its_new_words_alone(each_world: World):
    each_world.at("Saturday 02:10")
    report = each_world.carol.reports("crm", "HTTP 503 everywhere")
    corrects(report, errors="HTTP 504 everywhere")
    mo = each_world.mo.signs_in()

    assert [len(references(mo.open(f"/manage/?search={words}"))) for words in ("503", "504", "everywhere")] == [0, 1, 1]
    kept_words = [row["mark"] for row in kept(each_world, "log_marks") if row["mark"].startswith("word:")]
    assert len(kept_words) == len(set(kept_words))


def test_a_customer_is_found_by_name_and_told_apart(years: World):
    mo = years.mo.signs_in()
    (customer,) = {row["customer_id"] for row in kept(years, "reports")} - {None}
    name = next(row["name"] for row in kept(years, "customers") if row["id"] == customer)

    assert len(references(mo.open(f"/manage/?customer={quote(name.upper())}"))) == 3

    page = mo.open("/manage/?customer=Nobody+of+that+name&verdict=accepted")
    assert page.shows("There is a problem")
    assert page.shows("There is no such customer")
    assert 'value="Nobody of that name"' in page.html
    assert references(page) == []


def test_what_cannot_be_asked_is_said_at_its_field_and_nothing_is_shown(years: World):
    mo = years.mo.signs_in()

    for query, words in (("night=2026-13-40", "Write the date"), ("search=%25%25", "signs alone")):
        page = mo.open(f"/manage/?{query}")

        assert page.shows("There is a problem"), query
        assert page.shows(words), query
        assert references(page) == [], query
        assert mo.fetches(f"/manage/log.csv?{query}").status_code == 404, query


def as_xlsx(browser: Browser, query: str) -> list[list[object]]:
    answer = browser.fetches(f"/manage/log.xlsx{query}")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_excel_file_is_the_csv_with_the_zone_in_its_first_line(years: World):
    mo = years.mo.signs_in()

    title, header, *rows = as_xlsx(mo, "?verdict=accepted")

    lines = list(csv.reader(io.StringIO(mo.fetches("/manage/log.csv?verdict=accepted").text, newline="")))
    assert title[0] == "Intake log. Times are Europe/London."
    assert header == lines[0]
    minutes = [place for place, column in enumerate(header) if str(column).startswith("minutes")]
    for row, line in zip(rows, lines[1:], strict=True):
        for place, cell in enumerate(row):
            said = "" if cell is None else f"{cell:.1f}" if place in minutes else cell
            assert said == line[place]
    assert isinstance(rows[-1][minutes[0]], (int, float))


def test_no_cell_of_the_excel_file_is_a_formula(night: World):
    arrives(night, 1, company='=HYPERLINK("http://evil.example")', name="@SUM(A1)")
    answer = night.mo.signs_in().fetches("/manage/log.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert "'=HYPERLINK" in str([cell.value for cell in sheet[3]])


def test_walking_the_pages_shows_what_the_csv_holds(night: World):
    for number in range(120):
        arrives(
            night, number, services=(("sites", "website", "on-premise")[number % 3],), errors=f"half{number % 2} all"
        )
    mo = night.mo.signs_in()

    for query in (
        "search=half1",
        "verdict=accepted&search=all",
        "sort=oldest&verdict=accepted",
        "status=open&search=half0",
    ):
        walked, page = [], mo.open(f"/manage/?{query}")
        while True:
            walked += references(page)
            more = [where for where, words in page.links if words in ("Older reports", "Newer reports")]
            if not more:
                break
            page = mo.open(more[0])

        assert walked == [row["reference"] for row in as_csv(mo, f"?{query}")], query
        assert len(walked) == len(set(walked)) > 30, query


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_every_word_of_a_text_is_found_by_itself(words: str):
    found = log_marks.words(words)

    assert log_marks.words(*reversed(found)) == list(reversed(found))
    assert all(log_marks.words(word.upper())[:1] == [word] for word in found if word.isascii())
