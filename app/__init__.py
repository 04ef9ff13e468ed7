"""The out-of-hours emergency intake portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from config import Settings

if TYPE_CHECKING:
    from app.desk import Desk


def create_app(settings: Settings, desk: Desk | None = None) -> Flask:
    """The portal's web side and its commands, on the desk that the settings describe, or on one that stands."""
    from app import cli, logs, web
    from app.clerk import Clerk
    from app.desk import Desk
    from app.direct import DirectPager
    from app.watchdog import Watchdog
    from app.web.rules import LateRule

    logs.set_up()
    desk = desk or Desk.open(settings)
    desk.expect_durability()
    app = Flask(__name__, template_folder="../templates", static_folder="../static")
    app.url_rule_class = LateRule
    app.extensions["desk"] = desk
    app.extensions["watchdog"] = Watchdog(desk)  # which watches nothing until whoever serves starts it
    app.extensions["direct"] = direct = DirectPager(desk)
    app.extensions["clerk"] = Clerk(desk, direct)  # likewise
    web.register(app, desk)
    cli.register(app, desk)
    return app
