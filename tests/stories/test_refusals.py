"""Reports that wake nobody: kept all the same, with a reference, and with a way on."""

import pytest

from tests.world import World
from tests.world.people import Sent

DECLINED = [
    (["on-premise"], "everyone", "PS-10"),
    (["version-6"], "everyone", "PS-11"),
    (["crm"], "some", "PS-5"),
    (["other"], "everyone", "PS-3"),
]


@pytest.mark.parametrize(("services", "affected", "clause"), DECLINED)
def test_what_is_not_covered_is_kept_and_wakes_nobody(
    world: World, services: list[str], affected: str, clause: str
) -> None:
    world.at("Saturday 02:10")

    report = world.carol.reports(services, affected=affected)
    world.passes(minutes=15)

    kept = world.report(report.reference)
    assert kept.verdict == "declined"
    assert [reason["clause"] for reason in kept.reasons if reason["outcome"] == "decides"] == [clause]
    assert report.page_shows("Nobody has been woken")
    assert _nobody_was_paged(world)
    assert world.desk_mails() == []


def test_the_daytime_team_gets_it_if_the_customer_wishes_once(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("on-premise")
    report.page()
    form = report.browser.page.form("Pass it to the daytime team")  # type: ignore[union-attr]
    told = {"name": "Carol", "company": "Acme Foods", "email": "carol@acme.example", "errors": "The server is off"}

    for _ in range(2):
        report.browser.sends(form, "Pass it to the daytime team", **told)
    world.settles()

    mails = world.desk_mails()
    assert len(mails) == 1
    assert report.reference in mails[0].words
    assert "The server is off" in mails[0].words
    assert _nobody_was_paged(world)


def test_some_users_can_become_everyone_without_typing_again(world: World) -> None:
    world.at("Saturday 02:10")
    report = world.carol.reports("crm", affected="some")
    report.page()

    page = report.browser.presses("It now affects everyone")
    page = report.browser.presses("Send", **world.carol.details())
    world.settles()

    again = Sent(report.browser, page)
    assert again.reference != report.reference
    world.dana.phone.receives_text(again.reference)


def test_covered_beside_not_covered_is_accepted_for_what_is_covered(world: World) -> None:
    world.at("Saturday 02:10")

    report = world.carol.reports(["crm", "on-premise"])

    world.dana.phone.receives_text("CRM down")
    assert world.incident(report.reference).services == ["crm"]


@pytest.mark.parametrize(("services", "affected"), [(["unsure"], "everyone"), (["crm"], "unsure")])
def test_not_sure_counts_as_urgent(world: World, services: list[str], affected: str) -> None:
    world.at("Saturday 02:10")

    report = world.carol.reports(services, affected=affected)

    world.dana.phone.receives_text(report.reference)


def test_the_gate_closed_meanwhile_so_it_is_kept_and_handed_over_at_once(each_world: World) -> None:
    world = each_world
    world.at("Monday 08:29")
    browser = world.carol.browser()
    browser.open("/report")
    browser.presses("Continue", services="crm", affected="everyone")

    world.at("Monday 08:31")
    page = browser.presses("Send", **world.carol.details("Nobody can log in"))
    world.settles()

    report = Sent(browser, page)
    assert "daytime team has your report" in page.headline
    assert world.report(report.reference).verdict == "closed"
    assert [report.reference in mail.words for mail in world.desk_mails()] == [True]
    assert "Nobody can log in" in world.desk_mails()[0].words
    world.passes(minutes=15)
    assert _nobody_was_paged(world)
    world.carol.mailbox.receives("We've kept your report")


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        ("2026-11-16T08:29:59+00:00", "accepted"),
        ("2026-11-16T08:29:59.999999+00:00", "accepted"),
        ("2026-11-16T08:30:00+00:00", "closed"),
        ("2026-11-20T16:29:59+00:00", "closed"),
        ("2026-11-20T16:30:00+00:00", "accepted"),
    ],
)
def test_the_verdict_is_that_of_the_moment_of_sending(world: World, at: str, verdict: str) -> None:
    world.at("Monday 08:00")
    browser = world.carol.browser()
    browser.open("/report?anyway=yes")
    browser.presses("Continue", services="crm", affected="everyone")

    world.at(at)
    report = Sent(browser, browser.presses("Send", **world.carol.details()))
    world.settles()

    assert world.report(report.reference).verdict == verdict
    assert _nobody_was_paged(world) == (verdict == "closed")


def test_the_same_report_sent_again_after_the_gate_opened_is_still_the_same_report(world: World) -> None:
    world.at("Monday 16:59")
    browser = world.carol.browser()
    browser.open("/report?anyway=yes")
    form = browser.presses("Continue", services="crm", affected="everyone").form("Send")
    first = browser.sends(form, "Send", **world.carol.details())

    world.at("Monday 17:01")
    second = browser.sends(form, "Send", **world.carol.details())

    assert first.url == second.url
    assert len(world.desk_mails()) == 1


def _nobody_was_paged(world: World) -> bool:
    people = (world.dana, world.eve, world.mo)
    return all(colleague.phone.is_quiet() and colleague.mailbox.is_quiet() for colleague in people)
