"""The status page, for everybody: as a page, as JSON, and as an Atom feed. All three may be cached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.domain import status
from app.domain.sentences import say
from app.domain.status import ServiceStatus, Trouble
from app.domain.times import iso
from app.web.customer.maintenance import notices
from app.web.customer.troubles import published
from app.web.room import desk, now

SECONDS = 30  # for which proxies and browsers may keep it


def page() -> ResponseReturnValue:
    """How each service is, what is going on, and what was fixed in the last thirty days."""
    found = published()
    shown = {
        "services": _services(found),
        "troubles": [one for one in found if one.is_open],
        "over": [one for one in found if not one.is_open],
        **notices(),
    }
    return _cached(make_response(render_template("customer/status.html", words=status.WORDS, **shown)))


def as_json() -> ResponseReturnValue:
    """The same for programs. Instants are in UTC."""
    found = published()
    return _cached(
        jsonify(
            product=desk().policy.product,
            at=iso(now()),
            services=[
                {
                    "slug": one.slug,
                    "name": one.name,
                    "status": one.word,
                    "since": _iso(one.since),
                    "until": _iso(one.until),
                }
                for one in _services(found)
            ],
            incidents=[
                {
                    "id": one.id,
                    "services": list(one.services),
                    "since": iso(one.since),
                    "acknowledged_at": _iso(one.acknowledged_at),
                    "resolved_at": _iso(one.resolved_at),
                    "text": _text(one),
                }
                for one in found
            ],
        )
    )


def feed() -> ResponseReturnValue:
    """The troubles of the last thirty days as an Atom feed (RFC 4287), the newest first."""
    policy, found = desk().policy, published()
    entries = [
        {
            "id": one.id,
            "title": say(
                "status.entry_open" if one.is_open else "status.entry_over", services=status.names(policy, one.services)
            ),
            "published": iso(one.published_at),
            "updated": iso(one.changed_at),
            "text": _text(one),
        }
        for one in found
    ]
    updated = iso(max((one.changed_at for one in found), default=now()))
    words = render_template(
        "customer/status.xml", entries=entries, updated=updated, public_url=desk().settings.public_url
    )
    return _cached(Response(words, mimetype="application/atom+xml"))


def _services(found: Sequence[Trouble]) -> list[ServiceStatus]:
    running = [notice.window for notice in notices()["running"]]
    return status.services(desk().policy, found, running, now())


def _text(trouble: Trouble) -> str:
    return f"{trouble.standing} {trouble.words}".strip()


def _iso(at: datetime | None) -> str | None:
    return iso(at) if at else None


def _cached(answer: Response) -> Response:
    """The same for everybody, so that a crowd asks a cache and not us."""
    answer.headers.set("Cache-Control", f"public, max-age={SECONDS}")
    answer.add_etag()
    answer.make_conditional(request)
    return answer
