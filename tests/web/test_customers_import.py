"""Importing customers at the desk: a look at what would happen, every bad line, and the file out again."""

import base64
import csv
import io

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.web.manager.customers_import import FILE_BYTES
from tests.web.seen import filled, kept, memory
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

FILE = (
    "name,account_code,email_domains,notes\n"
    "Nova,NOVA,nova.example,\n"
    'Acme Foods,ACME,acme.example,"Ring <Dave>\nfirst"\n'
    "Cobalt Cycles,COBALT,cobalt-cycles.example,\n"
)


def import_page(world: World) -> Browser:
    browser = world.mo.signs_in()
    browser.open("/manage/customers/import")
    return browser


def looks(browser: Browser, file: str | bytes) -> Page:
    """Chooses a file and looks at it. The test client would leave a large one open on the disk."""
    assert browser.page is not None
    form = browser.page.form("Look at the file")
    sent = FileStorage(io.BytesIO(file.encode() if isinstance(file, str) else file), "customers.csv")
    boundary, body = encode_multipart(dict(form.fields) | {"file": sent})
    kind, origin = f'multipart/form-data; boundary="{boundary}"', "http://127.0.0.1:8000"
    answer = browser._client.post(form.action, data=body, content_type=kind, base_url=origin)
    browser.page = Page(
        status=answer.status_code, url=answer.request.path, html=answer.text, headers=dict(answer.headers)
    )
    return browser.page


def test_what_would_happen_is_shown_and_nothing_is_done_yet(night: World):
    before = memory(night)

    page = looks(import_page(night), FILE)

    assert page.status == 200
    assert page.shows("1 new, 1 changed, 1 unchanged.")
    assert page.shows("Nova line 2 account_code NOVA email_domains nova.example")
    assert page.shows("Acme Foods line 3 notes Takes its orders by CRM all night.")
    assert page.shows("becomes Ring <Dave> first")
    assert not page.shows("Cobalt")
    assert memory(night) == before


def test_it_is_imported_when_that_is_confirmed(each_world: World):
    browser = import_page(each_world)
    looks(browser, FILE)

    page = browser.presses("Import 2 customers")

    assert page.url == "/manage/customers"
    assert page.shows("Imported: 1 new, 1 changed, 1 unchanged.")
    notes = {row["name"]: row["notes"] for row in kept(each_world, "customers")}
    assert (notes["Nova"], notes["Acme Foods"]) == ("", "Ring <Dave>\nfirst")


def test_pressing_twice_imports_once(night: World):
    browser = import_page(night)
    form = looks(browser, FILE).form("Import 2 customers")
    browser.sends(form, "Import")
    before = memory(night)

    page = browser.sends(form, "Import")

    assert page.status == 409
    assert page.shows("0 new, 0 changed, 3 unchanged.")
    assert page.shows("there is nothing to import")
    assert memory(night) == before


def test_every_bad_line_is_named_and_nothing_is_imported(night: World):
    before = memory(night)

    page = looks(
        import_page(night), "name,email_domains\nNova,gmail.com\nGood,good.example\n,x.example\nX,acme.example\n"
    )

    assert page.status == 422
    assert page.title.startswith("Error: ")
    assert page.shows("There is a problem")
    assert page.shows("Nothing was imported: 3 things are wrong")
    for words in (
        "Line 2, email_domains: gmail.com is a public mail domain",
        "Line 4, name: There is no name",
        "Line 5, email_domains: acme.example belongs to Acme Foods (ACME)",
    ):
        assert page.shows(words), words
    assert memory(night) == before


def test_of_very_many_bad_lines_200_are_named(night: World):
    page = looks(import_page(night), "name\n" + "Nova\n" * 20_000)

    assert page.status == 422
    assert page.shows("Nothing was imported: 19,999 things are wrong")
    assert page.shows("Line 202, name: Nova is the name of Nova, line 2")
    assert page.shows("And 19799 more.")
    assert not page.shows("Line 203,")


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("", "Choose a CSV file that is not empty"),
        ("nmae\nx\n", "There is no column nmae: did you mean name?"),
        (b"name\n\xff\xfe\n", "Line 2: This is not UTF-8"),
        (b"name\n" + b"x" * FILE_BYTES, "The file is larger than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(night: World, file: str | bytes, words: str):
    page = looks(import_page(night), file)

    assert page.status == 422
    assert page.shows(words)


def test_no_file_at_all_is_an_error_at_its_field(night: World):
    browser = import_page(night)

    assert browser.presses("Look at the file").text.count("Choose a CSV file that is not empty") == 2


def test_a_large_directory_fits_and_a_larger_body_is_refused(night: World):
    lines = "".join(f"Customer {number},C{number},c{number}.example,{'x' * 60}\n" for number in range(6000))
    browser = import_page(night)

    page = looks(browser, "name,account_code,email_domains,notes\n" + lines)
    assert page.shows("6000 new, 0 changed, 0 unchanged.")
    assert page.shows("And 5800 more.")
    assert browser.presses("Import 6000 customers").shows("Imported: 6000 new")
    browser.open("/manage/customers/import")
    assert looks(browser, b"x" * (2 * FILE_BYTES)).status == 413


def test_a_stranger_may_send_no_more_than_a_form(night: World):
    browser = night.carol.browser()
    token = dict(browser.open("/report").form("Continue").fields)["csrf_token"]

    for path in ("/manage/customers/import", "/manage/customers/imports"):
        page = browser.open(path, method="POST", data={"csrf_token": token, "content": "x" * 70_000})
        assert page.status == 413


def test_only_a_file_may_be_larger_than_a_form(night: World):
    browser = import_page(night)
    browser.open("/manage/customers/new")

    assert browser.presses("Save", name="x", notes="x" * 70_000).status == 413


def test_what_changed_since_the_look_is_shown_before_anything_is_done(night: World):
    browser, other = import_page(night), night.mo.signs_in()
    looks(browser, FILE)
    acme = next(row["id"] for row in kept(night, "customers") if row["name"] == "Acme Foods")
    other.open(f"/manage/customers/{acme}/edit")
    other.presses("Save", notes="Somebody was quicker")
    before = memory(night)

    page = browser.presses("Import 2 customers")

    assert page.status == 409
    assert page.shows("Nothing was imported. Somebody has changed the directory since you looked.")
    assert page.shows("Somebody was quicker becomes Ring <Dave> first")
    assert memory(night) == before
    assert browser.presses("Import 2 customers").shows("Imported: 1 new, 1 changed, 1 unchanged.")


def test_what_became_wrong_since_the_look_is_said(night: World):
    browser, other = import_page(night), night.mo.signs_in()
    looks(browser, FILE)
    other.open("/manage/customers/new")
    other.presses("Save", name="Quick", email_domains="nova.example")

    page = browser.presses("Import 2 customers")

    assert page.status == 422
    assert page.shows("Line 2, email_domains: nova.example belongs to Quick")


@pytest.mark.parametrize("content", ["", "not base 64!", "\0", "AAA"])
def test_a_confirmation_without_its_file_asks_for_it_again(night: World, content: str):
    browser = import_page(night)
    form = looks(browser, FILE).form("Import 2")
    before = memory(night)

    page = browser.sends(form, "Import", content=content)

    assert page.status == 422
    assert page.shows("choose it again")
    assert memory(night) == before


# -- out again


def exported(browser: Browser, world: World) -> bytes:
    answer = browser._client.get("/manage/customers.csv", base_url=world.desk.settings.public_url)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="customers.csv"'
    return answer.data


def test_the_export_is_what_the_import_takes(each_world: World):
    browser = import_page(each_world)
    looks(browser, 'name,account_code,notes\n\'=SUM(A1),-1,"@x\n+y"\nÄrger & Co,,\n')
    browser.presses("Import 2 customers")

    data = exported(browser, each_world)

    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert data.startswith("\ufeff".encode()), "so that a spreadsheet takes it for what it is"
    assert (rows[0]["name"], rows[0]["account_code"], rows[0]["notes"]) == ("'=SUM(A1)", "'-1", "'@x\n+y")
    browser.open("/manage/customers/import")
    assert looks(browser, data).shows(f"0 new, 0 changed, {len(rows)} unchanged.")


def test_archived_customers_are_not_exported(night: World):
    acme = next(row["id"] for row in kept(night, "customers") if row["name"] == "Acme Foods")
    browser = night.mo.signs_in()
    browser.open(f"/manage/customers/{acme}")
    browser.presses("Archive")

    assert b"Acme Foods" not in exported(browser, night)


def test_the_preview_keeps_the_file_to_the_byte(night: World):
    page = looks(import_page(night), FILE)

    assert filled(page.form("Import 2"))["content"] == [base64.b64encode(FILE.encode()).decode()]
