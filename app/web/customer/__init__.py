"""The customer's door: public, without a sign-in. All its routes are in sight here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.web.customer import attachments, corrections, fallback, home, report, status, tracking

blueprint = Blueprint("customer", __name__, cli_group=None)
blueprint.cli.command("fallback")(fallback.write)


@blueprint.before_request
def guard() -> None:
    """Open to everybody: a report is never turned away here, and a tracking page is as secret as its link."""


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, _: dict[str, Any] | None) -> None:
    """Lets files be larger than a form, where files are taken and nowhere else."""
    if endpoint == attachments.TAKES_FILES:
        attachments.make_room()


blueprint.add_url_rule("/", view_func=home.home)
blueprint.add_url_rule("/report", view_func=report.start, methods=["GET"])
blueprint.add_url_rule("/report", view_func=report.choose, methods=["POST"])
blueprint.add_url_rule("/reports", view_func=report.send, methods=["POST"])
blueprint.add_url_rule("/reports/<token>", view_func=tracking.show, methods=["GET"])
blueprint.add_url_rule("/reports/<token>/updates", view_func=tracking.update, methods=["POST"])
blueprint.add_url_rule("/reports/<token>/corrections", view_func=corrections.ask, methods=["GET"])
blueprint.add_url_rule("/reports/<token>/corrections", view_func=corrections.correct, methods=["POST"])
blueprint.add_url_rule("/reports/<token>/handover", view_func=tracking.hand_over, methods=["POST"])
blueprint.add_url_rule("/reports/<token>/attachments", view_func=attachments.ask_files, methods=["GET"])
blueprint.add_url_rule("/reports/<token>/attachments", view_func=attachments.add_files, methods=["POST"])
blueprint.add_url_rule("/reports/<token>/attachments/<attachment_id>", view_func=attachments.fetch, methods=["GET"])
blueprint.add_url_rule("/status", endpoint="status", view_func=status.page)
blueprint.add_url_rule("/status.json", endpoint="status_json", view_func=status.as_json)
blueprint.add_url_rule("/status.atom", endpoint="status_feed", view_func=status.feed)
