"""What tests look at besides the page: the whole memory, and a form as it would be sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.store import Base
from tests.world import World
from tests.world.browser import Browser
from tests.world.page import Form

# counters of attempts; the dispatcher's pulse, and its seals; and who looks at the desk
COMING_AND_GOING = ("observations", "throttles", "beats", "links", "sign_ins")

PAGE_2 = {
    "started": "at",
    "started_at": "2:05am, or so",
    "errors": "The server said: 500 <oops> & more",
    "company": "Acme Foods",
    "name": "Carol O'Neill",
    "phone": "07700 900982",
    "email": "carol@acme.example",
}


def memory(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for what comes and goes by itself."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in COMING_AND_GOING]
    with world.desk.database.reading() as session:
        return {table.name: sorted(map(repr, session.execute(select(table)))) for table in tables}


def kept(world: World, table: str) -> list[dict[str, Any]]:
    """The rows of one table."""
    with world.desk.database.reading() as session:
        return [dict(row) for row in session.execute(select(Base.metadata.tables[table])).mappings()]


def filled(form: Form) -> dict[str, list[str]]:
    """A form's fields as they stand, by name."""
    values: dict[str, list[str]] = {}
    for name, value in form.fields:
        values.setdefault(name, []).append(value)
    return values


def same_browser(world: World, browser: Browser) -> Browser:
    """Another window of the same browser: it has the same cookies, perhaps at another portal."""
    settings = world.desk.settings
    name = "__Host-portal" if settings.public_url.startswith("https") else "portal"
    cookie = browser._client.get_cookie(name, domain=settings.public_host)
    assert cookie is not None, "the browser has no session"
    window = Browser(world.app, settings.public_url)
    window._client.set_cookie(name, cookie.value, domain=settings.public_host)
    return window
