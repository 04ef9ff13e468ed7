"""A week of reports, small enough to count by hand: what its figures have to be is in `test_figures`."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from tests.world import World
from tests.world.browser import Browser


def happens(world: World) -> dict[str, str]:
    """Three reports are accepted, one is answered in time, one too late, one is open; two are refused. By name."""
    world.at("Tuesday 18:00")
    in_time = _handled(world, "crm", acknowledged=6, replied=40)
    world.at("Wednesday 02:10")
    late = _handled(world, "sites", acknowledged=20, replied=130)
    world.at("Wednesday 10:00")
    world.files()
    world.at("Friday 20:00")
    refused = world.carol.reports("website", affected="some")
    still_open = world.files(services=("website",)).reference
    world.settles()
    world.clock.move(timedelta(minutes=1))
    return {"in time": in_time, "late": late, "refused": refused.reference, "open": still_open}


def rows(browser: Browser, path: str) -> list[dict[str, str]]:
    """A CSV that is there to be saved, row by row."""
    answer = browser.fetches(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def _handled(world: World, service: str, *, acknowledged: int, replied: int) -> str:
    """Mo takes it and replies, so many minutes after the report."""
    reference = world.files(services=(service,)).reference
    world.settles()
    world.clock.move(timedelta(minutes=acknowledged))
    desk = world.mo.signs_in()
    desk.open(f"/manage/incidents/{reference}")
    desk.presses("Acknowledge")
    world.clock.move(timedelta(minutes=replied - acknowledged))
    desk = world.mo.signs_in()  # an hour without a page ends a sign-in
    desk.open(f"/manage/incidents/{reference}")
    desk.presses("Reply to the customer", words="A full disk")
    desk.open(f"/manage/incidents/{reference}")
    desk.presses("It's fixed", words="Emptied")
    world.settles()
    return reference
