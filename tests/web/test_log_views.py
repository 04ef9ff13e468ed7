"""Saved views of the log, kept by their owner or shared with all staff; and the line about tonight."""

from datetime import timedelta

from app.domain.log_marks import words
from app.operations.log_views import LONGEST_NAME
from tests.web.seen import kept
from tests.web.test_intake_log import arrives
from tests.world import World
from tests.world.browser import Browser

WANTED = "/manage/?status=open&search=a%26b&before=2026-11-21T02%3A10%3A00%2B00%3A00+x"


def saved(browser: Browser, name: str, **more: str) -> Browser:
    browser.open(WANTED)
    browser.presses("Save this view", name=name, **more)
    return browser


def test_a_view_is_saved_under_a_name_and_opens_the_same_filters(night: World):
    mo = saved(night.mo.signs_in(), "Missed & more")

    page = mo.open("/manage/")

    assert page.link("Missed & more") == "/manage/?status=open&search=a%26b"
    assert [row["is_shared"] for row in kept(night, "log_views")] == [False]


def test_a_view_is_the_owners_alone_until_it_is_shared(night: World):
    mo, dana = saved(night.mo.signs_in(), "Mine"), night.dana.signs_in()
    (view,) = kept(night, "log_views")
    assert not dana.open("/manage/").shows("Mine")

    mo.open(f"/manage/views/{view['id']}")
    mo.presses("Save", name="Everybody's", is_shared="yes")

    assert dana.open("/manage/").shows("Everybody's")
    assert dana.open("/manage/views").shows("by Mo")
    assert dana.open(f"/manage/views/{view['id']}").status == 404


def test_nobody_changes_or_removes_the_view_of_another(night: World):
    saved(night.mo.signs_in(), "Shared", is_shared="yes")
    (view,) = kept(night, "log_views")
    dana = saved(night.dana.signs_in(), "Own")
    own = next(row for row in kept(night, "log_views") if row["name"] == "Own")
    dana.open(f"/manage/views/{own['id']}")
    assert dana.page is not None
    (token,) = {value for form in dana.page.forms for name, value in form.fields if name == "csrf_token"}

    answers = [
        dana.open(f"/manage/views/{view['id']}{path}", method="POST", data={"csrf_token": token, "name": "Stolen"})
        for path in ("", "/removal")
    ]

    assert [answer.status for answer in answers] == [404, 404]
    assert {row["name"] for row in kept(night, "log_views")} == {"Shared", "Own"}


def test_a_view_is_removed_by_its_owner(night: World):
    mo = saved(night.mo.signs_in(), "Gone soon")
    (view,) = kept(night, "log_views")

    mo.open(f"/manage/views/{view['id']}")
    page = mo.presses("Remove this view")

    assert page.shows("The view is removed")
    assert kept(night, "log_views") == []


def test_a_view_without_a_name_is_asked_for_again_with_its_filters(night: World):
    mo = night.mo.signs_in()

    for name, problem in (("", "Give the view a name"), ("x" * (LONGEST_NAME + 1), "A name has at most")):
        mo.open(WANTED)
        page = mo.presses("Save this view", name=name)

        assert page.status == 422
        assert page.shows("There is a problem")
        assert page.shows(problem)
        assert 'value="a&amp;b"' in page.html
    assert kept(night, "log_views") == []


def test_tonight_says_what_is_open_with_whom_and_until_when(night: World):
    mo = night.mo.signs_in()
    assert mo.open("/manage/").shows("Tonight: nothing is open")

    night.carol.reports("crm", "Disk full")
    assert mo.open("/manage/").shows("Tonight: 1 open, with nobody, due 04:10")

    night.dana.phone.receives_text("CRM down").opens_link().presses("Acknowledge")
    assert mo.open("/manage/tonight").shows("Tonight: 1 open, with Dana, due 04:10")
    night.clock.move(timedelta(minutes=5))
    arrives(night, 1, services=("sites",))
    assert mo.open("/manage/tonight").shows("Tonight: 2 open")
    assert mo.page is not None
    assert mo.page.shows("1 with Dana")
    assert mo.page.shows("1 with nobody")
    assert mo.page.shows("first due 04:10")


def test_the_line_says_whether_paging_can_be_trusted(night: World):
    night.passes(minutes=1)

    page = night.mo.signs_in().open("/manage/")

    assert page.shows("Dispatcher:")
    assert page.shows("no drill yet")
    assert page.shows("rota covered to Sat 5 Dec 02:11")


def test_the_line_is_for_staff_alone(night: World):
    assert "Tonight" not in Browser(night.app, "http://127.0.0.1:8000").open("/manage/tonight").html


def test_words_are_kept_up_to_a_hundred_of_forty_letters():
    found = words(" ".join(f"w{number}" for number in range(300)), "x" * 80)

    assert len(found) == 100
    assert words("x" * 80) == ["x" * 40]
