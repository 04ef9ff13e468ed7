"""What can be downloaded as a spreadsheet: in no cell of any file stands a formula, whatever was typed in."""

import csv
import io

import pytest

from app.domain.cells import RUN
from tests.house.routes import ROUTES
from tests.web.seen import PAGE_2
from tests.world import World

NAMES = {"<name>": ("counts", "times", "breaches", "days", "nights"), "<subject>": ("services", "customers")}
FILES = [
    path.replace(hole, name)
    for (method, path) in ROUTES
    if method == "GET" and path.endswith(".csv")
    for hole, names in ({hole: names for hole, names in NAMES.items() if hole in path} or {"": ("",)}).items()
    for name in names
]
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\uff1d1+1", "'=1+1", '=HYPERLINK("//evil")')


@pytest.mark.parametrize("path", FILES)
def test_no_cell_of_any_file_is_a_formula(night: World, path: str):
    manager = night.mo.signs_in()
    for formula in FORMULAS:
        manager.open("/manage/customers/new")
        manager.presses("Save", name=formula)
        browser = night.carol.browser()
        browser.open("/report")
        browser.presses("Continue", services="crm", affected="everyone")
        browser.presses("Send", **(PAGE_2 | dict.fromkeys(("errors", "company", "name", "started_at"), formula)))
    night.passes(minutes=20)

    answer = manager.fetches(path)
    lines = list(csv.reader(io.StringIO(answer.text, newline="")))

    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert [cell for line in lines for cell in line if cell.startswith(RUN)] == []


def test_there_are_fourteen():
    assert len(FILES) == 14
