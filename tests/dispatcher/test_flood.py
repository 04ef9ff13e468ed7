"""Robots and desk traffic at a real portal, and one report that counts.

`python -m tests.flood` does it at length and holds it to ten seconds; how fast a loaded machine is says nothing here.
"""

from tests.flood.portal import running
from tests.flood.run import flood


def test_neither_robots_nor_the_desk_keep_a_customers_report_from_being_taken_and_paged(sqlite_url: str) -> None:
    with running(sqlite_url) as portal:
        verdict = flood(portal, 20, hammers=1)

    assert verdict.outcome.lost == []
    assert verdict.unknown == []
    assert verdict.desk_pages
    assert verdict.paged is not None, verdict
