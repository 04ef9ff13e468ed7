"""What customers and staff read of maintenance: on the home page, in the form, and about a report in a window."""

import csv
import io
from datetime import timedelta

from app.store.database import Database
from app.web.customer.maintenance import Notices
from tests.web.seen import PAGE_2
from tests.web.test_maintenance import NIGHTLY, NOW, announces
from tests.world import World


def test_the_home_page_shows_what_runs_and_what_comes(night: World):
    announces(night)
    announces(night, **(NOW | {"services": "website", "note": "Pages may be slow."}))

    page = night.carol.browser().open("/")

    assert page.shows("Emergency maintenance of Website is going on until 4:00am (UK time). Pages may be slow.")
    assert page.shows("You can report a problem with it all the same.")
    assert page.shows("Maintenance in the next 7 days")
    assert page.shows("Planned maintenance from 10:00pm tomorrow until Monday 2:00am (UK time).")
    assert page.shows(NIGHTLY["note"])


def test_while_the_gate_is_closed_the_home_page_shows_it_too(noon: World):
    announces(noon, kind="emergency", starts_at="2026-11-17T11:00", ends_at="2026-11-17T13:00")

    for path in ("/", "/report"):
        assert noon.carol.browser().open(path).shows("maintenance of Prospect 365 CRM is going on until 1:00pm")


def test_a_window_further_off_is_not_shown_yet(night: World):
    announces(night, starts_at="2026-11-28T02:11", ends_at="2026-11-28T03:00")

    assert not night.carol.browser().open("/").shows("Maintenance")
    night.at("Saturday 02:20")
    assert night.carol.browser().open("/").shows("Maintenance in the next 7 days")


def test_the_form_says_so_beside_the_service(night: World):
    announces(night, **NOW)

    page = night.carol.browser().open("/report")

    assert page.shows("Prospect 365 CRM Emergency maintenance until 4:00am")
    assert page.text.count("Emergency maintenance until") == 1
    assert page.shows("report it all the same")


def test_a_report_in_a_window_is_taken_as_ever_and_says_so(night: World):
    announces(night, **NOW)

    sent = night.carol.reports(["crm", "website"], "Nobody can log in")

    page = sent.page()
    said = "emergency maintenance of Prospect 365 CRM, until 4:00am"
    assert page.shows(f"You reported it during {said} (UK time). We look after it all the same.")
    assert page.text.count(f"You reported it during {said}") == 2, "above, and among the steps"
    assert night.report(sent.reference).verdict == "accepted"
    assert night.dana.phone.receives_text("CRM")
    desk = night.mo.signs_in()
    assert desk.open("/manage/").shows("during maintenance")
    assert desk.open(f"/manage/incidents/{sent.reference}").shows(f"Reported during {said}")
    (row,) = csv.DictReader(io.StringIO(desk.fetches("/manage/log.csv").text, newline=""))
    assert row["during maintenance"] == "yes"


def test_whoever_is_paged_in_a_window_reads_of_it_in_text_and_mail_and_on_the_page(night: World):
    announces(night, **NOW)
    said = "emergency maintenance of Prospect 365 CRM, until 4:00am"

    night.carol.reports("crm", "Nobody can log in")

    text = night.dana.phone.receives_text("in maintenance until 04:00")
    assert f"Inside:     {said} (UK time)" in night.dana.mailbox.receives("EMERGENCY").words
    page = text.opens_link().page
    assert page is not None
    assert page.shows(f"Inside the {said} (UK time).")
    mail = night.carol.mailbox.receives("We've got your emergency report")
    assert f"There is {said} (UK time). We look after your report all the same." in mail.words


def test_what_is_sent_after_the_window_is_over_says_nothing_of_it(night: World):
    announces(night, **NOW)
    night.carol.reports("crm")
    night.dana.phone.reads_all()

    night.passes(hours=2)

    text = night.dana.phone.all()[-1]
    assert "STILL OPEN" in text.words
    assert "maintenance" not in text.words
    assert not text.opens_link().page.shows("maintenance")  # type: ignore[union-attr]


def test_work_that_is_announced_after_the_report_is_on_its_page_until_it_is_over(night: World):
    sent = night.carol.reports("crm")
    announces(night, **NOW)
    said = "There is emergency maintenance of Prospect 365 CRM, until 4:00am (UK time)."

    night.passes(minutes=2)
    assert sent.page_shows(said)
    assert not night.nadia.reports("website").page_shows(said)

    night.passes(hours=2)
    assert not sent.page_shows(said)


def test_a_report_of_something_else_says_nothing_of_it(night: World):
    announces(night, **NOW)

    sent = night.carol.reports("website")

    assert not sent.page_shows("maintenance")
    assert not night.mo.signs_in().open("/manage/").shows("during maintenance")


def test_refused_and_closed_reports_say_it_too(night: World):
    announces(night, **NOW)

    assert night.carol.reports("crm", affected="some").page_shows("You reported it during emergency maintenance")

    night.at("Tuesday 12:00")
    announces(night, kind="emergency", starts_at="2026-11-17T11:00", ends_at="2026-11-17T13:00")
    browser = night.carol.browser()
    browser.open("/report?anyway=yes")
    browser.presses("Continue", services="crm", affected="everyone")
    page = browser.presses("Send to the daytime team", **PAGE_2)
    assert page.shows("You reported it during emergency maintenance of Prospect 365 CRM, until 1:00pm")


def test_the_home_page_does_without_a_database(night: World, tmp_path):
    """One that was read once keeps its windows; a portal that never reached its database shows none, and the form."""
    announces(night, **NOW)
    kept_notices: Notices = night.app.extensions["maintenance"]
    known = kept_notices.known(night.desk.database, night.clock.now())
    away = Database(f"sqlite:///{tmp_path}/away.db")  # without tables: every question is an error

    later = night.clock.now() + timedelta(minutes=1)
    assert kept_notices.known(away, later) == known != ()
    assert Notices().known(away, later) == ()
    away.close()
