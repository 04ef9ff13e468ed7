"""Trends: what is counted in which month, and for whom."""

from dataclasses import replace
from datetime import UTC, datetime

from app.domain import figures, trends
from app.domain.figures import Handled

NOW = datetime(2026, 11, 24, tzinfo=UTC)
MONTHS = ("2026-09", "2026-10", "2026-11")


def report(at: str, *services: str, verdict: str = "accepted", due: str | None = None) -> Handled:
    respond_by = datetime.fromisoformat(due) if due else None
    received = datetime.fromisoformat(at)
    return Handled(reference="K", received_at=received, verdict=verdict, services=services, respond_by=respond_by)


def found(*reports: Handled) -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    made = trends.of(reports, lambda one: one.services, MONTHS, "Europe/London", NOW)
    return {one.subject: (one.accepted, one.missed) for one in made}


def test_a_report_counts_in_its_month_on_the_wall():
    assert found(report("2026-09-30T23:30:00+00:00", "crm")) == {"crm": ((0, 1, 0), (0, 0, 0))}


def test_a_report_of_two_services_counts_for_each_and_one_named_twice_once():
    assert found(report("2026-11-03T03:00:00+00:00", "crm", "sites", "crm")) == {
        "crm": ((0, 0, 1), (0, 0, 0)),
        "sites": ((0, 0, 1), (0, 0, 0)),
    }


def test_the_refused_are_left_out_and_the_late_are_counted():
    late = report("2026-10-03T03:00:00+00:00", "crm", due="2026-10-03T05:00:00+00:00")

    assert found(late, report("2026-10-03T03:00:00+00:00", "crm", verdict="declined")) == {
        "crm": ((0, 1, 0), (0, 1, 0))
    }


def test_what_a_colleague_accepted_after_all_is_counted_and_is_late_as_in_the_reports():
    refused = report("2026-11-03T03:00:00+00:00", "crm", verdict="declined", due="2026-11-03T05:00:00+00:00")
    overturned = replace(refused, incident_id="1")

    assert found(overturned) == {"crm": ((0, 0, 1), (0, 0, 1))}
    assert figures.of([overturned], NOW).response.missed == 1


def test_whoever_has_the_most_comes_first():
    often = [report("2026-10-03T03:00:00+00:00", "sites")] * 2

    assert list(found(report("2026-11-03T03:00:00+00:00", "crm"), *often)) == ["sites", "crm"]
