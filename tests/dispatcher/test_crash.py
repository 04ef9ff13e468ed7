"""SIGKILL of the real process: what was shown is kept, and paged. `python -m tests.crash` does it at length."""

from tests.crash.run import crash


def test_no_report_whose_reference_was_shown_is_lost_or_unpaged_by_a_kill(database_url: str) -> None:
    verdict = crash(8, 7, database_url)

    assert verdict.shown >= 8
    assert verdict.lost == []
    assert verdict.unpaged == []
