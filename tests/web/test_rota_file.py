"""A calendar's file at the desk: looked at, put on call when that is confirmed, and taken back with one press."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.demo import PASSWORD
from app.web.manager.customers_import import FILE_BYTES
from tests.test_cli_rota import ALL_DAY, HEAD, WEEKLY, imported
from tests.web.seen import kept, memory
from tests.web.test_rota_pages import primary_ends
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Page

ORIGIN = "http://127.0.0.1:8000"
CONFIRM = "Put them on call"
BACK = "Take the import back"


def calendar(*events: str) -> bytes:
    return (HEAD + "".join(events) + "END:VCALENDAR\n").replace("\n", "\r\n").encode()


def import_page(world: World) -> Browser:
    browser = world.mo.signs_in()
    browser.open("/manage/rota")
    browser.open(browser.page.link("Import a calendar"))  # type: ignore[union-attr]
    return browser


def looks(browser: Browser, file: bytes, **changes: str) -> Page:
    """Chooses a file and looks at it; an empty one is none chosen."""
    assert browser.page is not None
    form = browser.page.form("Look at the file")
    sent = FileStorage(io.BytesIO(file), "rota.ics" if file else "")
    boundary, body = encode_multipart(dict(form.fields) | {"file": sent} | changes)
    kind = f'multipart/form-data; boundary="{boundary}"'
    answer = browser._client.post(form.action, data=body, content_type=kind, base_url=ORIGIN)
    browser.page = Page(
        status=answer.status_code, url=answer.request.path, html=answer.text, headers=dict(answer.headers)
    )
    return browser.page


def shifts(world: World) -> list[tuple[object, ...]]:
    return sorted(
        (row["layer"], row["staff_id"], row["starts_at"], str(row["ends_at"])) for row in kept(world, "shifts")
    )


def test_what_it_would_become_is_shown_and_nothing_is_done_yet(night: World):
    before = memory(night)

    page = looks(import_page(night), calendar(WEEKLY, ALL_DAY))

    assert page.status == 200
    assert page.headline == "What the file would become"
    assert page.shows("4 shifts in the next 400 days, 0 replaced.")
    assert page.shows("Eve Lindqvist primary, Mon 23 Nov 17:00 to Tue 24 Nov 08:30 line 4: Primary on call")
    assert page.shows("Mo Haddad primary, Mon 7 Dec 20:00 to Tue 8 Dec 08:30"), "an exception of the series"
    assert not page.shows("Mon 30 Nov 17:00"), "a date that was left out"
    assert page.shows("None in the next 14 days.")
    assert memory(night) == before


def test_gaps_that_would_be_left_are_named(night: World):
    primary_ends(night)

    page = looks(import_page(night), calendar(WEEKLY))

    assert page.shows("Nobody as primary Sat 21 Nov 02:10 to Mon 23 Nov 08:30")
    assert not page.shows("Nobody as primary Mon 23 Nov 17:00"), "then it would be Eve"


def test_it_is_put_on_call_when_that_is_confirmed_and_is_on_record(each_world: World):
    browser = import_page(each_world)
    looks(browser, calendar(WEEKLY, ALL_DAY))

    page = browser.presses(CONFIRM)

    assert page.url == "/manage/rota"
    assert page.shows("Imported 4 shifts; 0 were replaced.")
    assert page.shows("Mo Haddad Imported 4 shifts from a calendar's file; 0 were replaced")
    assert [name for name, *_ in imported(each_world)] == ["Eve", "Mo", "Eve", "Dana"]


def test_one_press_takes_it_back_and_what_it_replaced_is_there_again(each_world: World):
    browser = import_page(each_world)
    looks(browser, calendar(WEEKLY))
    browser.presses(CONFIRM)
    first = shifts(each_world)
    each_world.clock.move(timedelta(minutes=1))
    browser.open("/manage/rota/import")
    looks(browser, calendar(WEEKLY.replace("eve@example.com", "dana@example.com")))
    browser.presses(CONFIRM)
    assert shifts(each_world) != first

    page = browser.presses(BACK)

    assert page.shows("The import was taken back")
    assert page.shows("Took an import back: 3 shifts went, and 3 are there again")
    assert shifts(each_world) == first
    browser.presses(BACK)
    assert imported(each_world) == []
    assert not browser.open("/manage/rota").shows("The last import")


def test_a_shift_that_has_begun_by_it_ends_and_stays_in_the_past(night: World):
    browser = import_page(night)
    looks(browser, calendar(WEEKLY))
    browser.presses(CONFIRM)
    night.at("2026-11-23T20:00:00+00:00")
    browser = night.mo.signs_in()
    browser.open("/manage/rota")

    browser.presses(BACK)

    (eve,) = [row for row in kept(night, "shifts") if row["uid"]]
    assert (eve["starts_at"], eve["ends_at"]) == (datetime(2026, 11, 23, 17, tzinfo=UTC), night.clock.now())


def test_an_older_import_is_not_taken_back_from_under_a_newer_one(night: World):
    browser = import_page(night)
    looks(browser, calendar(WEEKLY))
    form = browser.presses(CONFIRM).form(BACK)
    night.clock.move(timedelta(minutes=1))
    browser.open("/manage/rota/import")
    looks(browser, calendar(ALL_DAY))
    browser.presses(CONFIRM)
    before = shifts(night)

    page = browser.sends(form, BACK)

    assert page.shows("Nothing was taken back")
    assert shifts(night) == before


def test_pressing_twice_imports_once(night: World):
    browser = import_page(night)
    form = looks(browser, calendar(WEEKLY)).form(CONFIRM)
    browser.sends(form, CONFIRM)
    before = memory(night)

    page = browser.sends(form, CONFIRM)

    assert page.status == 409
    assert page.shows("Somebody has changed the rota or the people since you looked")
    assert memory(night) == before


def test_an_event_that_is_not_understood_is_named_and_another_layer_needs_no_other_upload(night: World):
    browser = import_page(night)

    page = looks(browser, calendar(ALL_DAY.replace("(backup)", "")))
    assert page.status == 422
    assert page.shows("There is a problem")
    assert page.shows("line 4, 'Dana Okafor': its summary names no layer, or more than one")
    assert page.shows("the one that you sent is kept")

    page = looks(browser, b"", layer="primary")
    assert page.shows("Dana Okafor primary, Sun 28 Mar 00:00 to Mon 29 Mar 00:00")
    browser.presses(CONFIRM)
    assert [layer for _, layer, *_ in imported(night)] == ["primary"]


def test_nobody_is_guessed(night: World):
    page = looks(import_page(night), calendar(ALL_DAY.replace("Dana Okafor", "Quentin"), WEEKLY))

    assert page.shows("line 4, 'Quentin (backup)': nobody of the staff is meant")
    assert imported(night) == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "Choose a calendar file that is not empty"),
        (b"not a calendar", "That is no calendar that can be read"),
        (b"x" * (FILE_BYTES + 1), "The file is larger than 1 MB"),
        (calendar(WEEKLY.replace("FREQ=WEEKLY", "FREQ=SECONDLY")), "line 10: an event recurs by the hour or faster"),
        (calendar(*[WEEKLY] * 101), "more than 100 of its events recur"),
    ],
    ids=["nothing", "words", "large", "by the second", "many rules"],
)
def test_a_file_that_cannot_be_is_refused_at_its_field(night: World, file: bytes, words: str):
    page = looks(import_page(night), file)

    assert page.status == 422
    assert page.text.count(words) == 2
    assert page.title.startswith("Error: ")


def test_what_nobody_can_see_is_taken_out_of_a_name_and_a_summary(each_world: World):
    browser = import_page(each_world)
    looks(browser, calendar(ALL_DAY.replace("UID:day", "UID:day\0\x1b").replace("Okafor", "Oka\0for")))

    page = browser.presses(CONFIRM)

    assert page.shows("Imported 1 shifts")
    assert [row["uid"] for row in kept(each_world, "shifts") if row["uid"]] == ["day@other"]


def test_a_proof_that_is_asked_for_keeps_the_file(night: World):
    browser = import_page(night)
    looks(browser, calendar(WEEKLY))
    night.clock.move(timedelta(minutes=11))
    assert browser.presses(CONFIRM).headline == "Is it still you?"

    browser.presses("Go on", proof_password=PASSWORD)

    assert len(imported(night)) == 3
