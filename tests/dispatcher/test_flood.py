"""Robots and desk traffic at a real portal, and one report that counts. `python -m tests.flood` does it at length."""

from tests.flood.portal import running
from tests.flood.run import flood


def test_neither_robots_nor_the_desk_keep_a_customers_report_from_paging_at_once(database_url: str) -> None:
    with running(database_url) as portal:
        verdict = flood(portal, 40)

    assert verdict.outcome.lost == []
    assert verdict.unknown == []
    assert verdict.desk_pages
    assert verdict.paged is not None, verdict
    assert verdict.paged <= 10, verdict
