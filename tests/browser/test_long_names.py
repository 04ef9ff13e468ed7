"""People whose names are as long as names may be, and never break: no page that shows them scrolls sideways."""

from __future__ import annotations

from tests.browser.conftest import NARROWEST, PHONE, Night
from tests.browser.test_pages import signs_in
from tests.stories.test_drills import agree, begins
from tests.web.test_people import of
from tests.web.test_roles import id_of
from tests.web.test_rota_pages import opens
from tests.world import World
from tests.world.envelope import Envelope

LONGEST = 200
# The page itself, and the regions in it that could be scrolled: on a phone their tables are cards.
WIDE = """() => [document.documentElement, ...document.querySelectorAll(".scroll")]
  .filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => `${one.getAttribute("aria-label") ?? "the page"}: ${one.scrollWidth} of ${one.clientWidth}`)"""


def plans(world: World) -> None:
    """Every kind of plan that the rota knows, and one of each that waits for somebody."""
    dana, eve = of(world, "Dana").id, of(world, "Eve").id
    opens(world.mo, "/rotations/new").presses(
        "Start the rotation", layer="backup", first="2026-11-20T17:00", place_1=dana, place_2=eve
    )
    span = {"starts_at": "2026-11-24T17:00", "ends_at": "2026-11-24T21:00"}
    opens(world.mo, "/overrides/new").presses("Put on call", layer="primary", staff_id=eve, instead_of=dana, **span)
    mine = {"layer": "primary", "starts_at": "2026-11-25T17:00", "ends_at": "2026-11-26T08:00"}
    opens(world.dana, "/swaps/new").presses("Ask them", asked_of=eve, **mine)
    opens(world.dana, "/swaps/new").presses("Ask them", asked_of=of(world, "Mo").id, **mine)
    opens(world.mo, f"/absences/new?staff_id={dana}&first=2026-11-28&last=2026-11-28").presses("Save")


def calls_them(world: World, **letters: str) -> None:
    """An administrator gives each a name of one letter, over and over."""
    mo = world.mo.signs_in()
    for name, letter in letters.items():
        mo.open(f"/manage/people/{id_of(world, name)}")
        assert mo.presses("Change them", name=letter * LONGEST).status == 200


def test_a_name_that_never_breaks_widens_no_page(night: Night) -> None:
    world = night.world
    agree(world, "Dana", "Eve")
    begins(world)
    report = world.carol.reports("crm", "HTTP 503")
    world.dana.phone.receives_text("P365 EMERGENCY").opens_link().presses("Acknowledge")
    plans(world)
    Envelope.sealed(world, "S" * 40)
    calls_them(world, dana="W", eve="M", mo="Q")
    world.settles()
    dana = f"/manage/people/{id_of(world, 'dana')}"
    page = night.page()
    signs_in(page, "/manage/people")
    places = (
        "/manage/people", dana, f"{dana}/departure", f"{dana}/reset", f"/manage/people/{id_of(world, 'mo')}/departure",
        "/manage/rota", "/manage/rota?from=2026-12-18", "/manage/rota/rotations/new", "/manage/rota/overrides/new",
        "/manage/rota/swaps/new", "/manage/rota/absences/new", "/manage/rota/calendars",
        "/manage/drills", "/manage/drills/new", "/manage/changes", "/manage/reports/load", "/manage/handover",
        "/manage/", "/manage/?status=drills", f"/manage/incidents/{report.reference}", "/manage/health",
        "/manage/sessions", "/manage/setup",
    )  # fmt: skip

    found = []
    for place in places:
        answer = page.goto(place)
        assert answer and answer.ok, place
        for size in (NARROWEST, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            wide = page.evaluate(WIDE)
            if wide:
                found.append((place, size["width"], wide))

    assert not found, "\n".join(map(str, found))
