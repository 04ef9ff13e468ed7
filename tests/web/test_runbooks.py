"""The runbook of a service: a link for whoever has to mend it, where the policy names one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain import policy_file
from tests.world import World

CRM = "https://wiki.example/runbooks/crm?open=1&for=night"


def with_runbook(folder: Path) -> str:
    """The first policy, with a runbook of one of its services."""
    text = (policy_file.SHIPPED / "prospect365.toml").read_text(encoding="utf-8")
    path = folder / "prospect365.toml"
    path.write_text(text.replace('slug = "crm"\n', f'slug = "crm"\nrunbook = "{CRM}"\n', 1), encoding="utf-8")
    return str(path)


def test_engineers_and_the_desk_find_the_runbook_of_what_is_down(
    sqlite_url: str, tmp_path: Path, open_world: Callable[..., World]
):
    world = open_world(sqlite_url, POLICY=with_runbook(tmp_path))
    world.at("Saturday 02:10")

    report = world.carol.reports(["crm", "sites"])

    dana = world.dana.phone.receives_text("EMERGENCY").opens_link()
    for page in (dana.page, world.mo.signs_in().open(f"/manage/incidents/{report.reference}")):
        assert page is not None
        assert page.link("Runbook for Prospect 365 CRM") == CRM
        assert 'rel="noopener noreferrer">Runbook' in page.html
        assert page.text.count("Runbook for") == 1, "the other service has none"
    assert not report.page_shows("Runbook")


def test_where_the_policy_names_none_nothing_is_shown(night: World):
    report = night.carol.reports("crm")

    assert not night.mo.signs_in().open(f"/manage/incidents/{report.reference}").shows("Runbook")
