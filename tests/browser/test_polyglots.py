"""Words that would be scripts, in every field, before a real browser: no screen of the staff's runs any of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from app.demo import PASSWORD
from tests.browser.conftest import Night
from tests.house.routes import ROLES, ROUTES
from tests.web.test_any_words import POLYGLOTS, together

FIELDS = ("company", "name", "started")
SCREENS = [
    path
    for (method, path), whose in ROUTES.items()
    if method == "GET" and whose in ROLES and not path.endswith((".csv", ".vcf", ".xlsx", ".json")) and "<" not in path
]


def watched(page: Page) -> list[str]:
    """What happened that no page of ours does by itself: a dialog, a window, a request to elsewhere."""
    seen: list[str] = []

    def noted(what: str) -> Callable[[Any], None]:
        return lambda event: seen.append(f"{what}: {getattr(event, 'url', None) or getattr(event, 'message', event)}")

    def dismissed(dialog: Any) -> None:
        seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismissed)
    page.on("popup", noted("window"))
    page.on("request", lambda request: None if "127.0.0.1" in request.url else seen.append(f"request: {request.url}"))
    return seen


def test_no_screen_of_the_staffs_runs_what_was_typed(night: Night) -> None:
    everything = "\n".join(POLYGLOTS)
    filed = [
        night.world.files(
            errors=everything, company=words, name=words, started=words, phone=words[:50], extra={"?": words}
        )
        for words in together()
    ]
    night.world.settles()
    text = night.world.dana.phone.receives_text(filed[0].reference)
    page = night.page()
    seen = watched(page)

    page.goto(f"/reports/{filed[0].token}")
    page.goto(text.link)
    page.get_by_role("button", name="Acknowledge").click()
    page.goto("/manage/sign-in")
    page.get_by_label("Email").fill("mo@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    for path in (*SCREENS, *(f"/manage/incidents/{one.reference}" for one in filed)):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate("document.querySelectorAll('[onfocus],[autofocus]').forEach((one) => one.focus())")

    assert seen == []
