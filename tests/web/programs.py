"""A customer's program: it sends reports as JSON, and every answer that it gets is held against the description."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from openapi_core import Config, OpenAPI
from openapi_core.contrib.werkzeug import WerkzeugOpenAPIRequest, WerkzeugOpenAPIResponse
from werkzeug.test import EnvironBuilder, TestResponse
from werkzeug.wrappers import Request

from app.demo import KEY
from app.web.api.problems import MEDIA_TYPE
from tests.world import World

OUTAGE = {
    "services": ["crm"],
    "affected": "everyone",
    "started": "now",
    "errors": "HTTP 503 from the sign-in page",
    "company": "Acme Foods",
    "name": "Carol",
    "phone": "07700 900982",
    "email": "carol@acme.example",
}


class Program:
    """A monitor or a messenger, with a key."""

    def __init__(self, world: World, key: str | None = KEY) -> None:
        self.world = world
        self.key = key
        self.origin = world.desk.settings.public_url

    @cached_property
    def description(self) -> OpenAPI:
        """The API's description, as anybody can fetch it."""
        document = self.asks("GET", "/api/openapi.json", check=False).json
        assert document is not None
        return OpenAPI.from_dict(document, Config(extra_media_type_deserializers={MEDIA_TYPE: json.loads}))

    def reports(self, once: str | None = None, **changes: Any) -> TestResponse:
        """Sends the outage, with fields changed, or left out where they are None; `once` is its Idempotency-Key."""
        body = {name: value for name, value in (OUTAGE | changes).items() if value is not None}
        return self.sends(body, once)

    def sends(self, body: Any, once: str | None = None, **headers: str) -> TestResponse:
        """Sends any JSON."""
        own = {"Idempotency-Key": once} if once is not None else {}
        return self.asks("POST", "/api/reports", json=body, headers=own | headers)

    def looks(self, reference: str) -> TestResponse:
        """Looks a report up."""
        return self.asks("GET", f"/api/reports/{reference}")

    def asks(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, check: bool = True, **sent: Any
    ) -> TestResponse:
        """Asks for anything; the answer has to be as described."""
        key = {"Authorization": f"Bearer {self.key}"} if self.key is not None else {}
        builder = EnvironBuilder(path, self.origin, method=method, headers=key | (headers or {}), **sent)
        answer = self.world.app.test_client().open(builder)
        if check:
            as_sent = Request(EnvironBuilder(path, self.origin, method=method).get_environ())  # its body was read
            self.description.validate_response(WerkzeugOpenAPIRequest(as_sent), WerkzeugOpenAPIResponse(answer))
        return answer


def pointers(answer: TestResponse) -> dict[str, str]:
    """What an answer says is wrong, by pointer."""
    assert answer.json is not None
    return {fault["pointer"]: fault["detail"] for fault in answer.json["errors"]}
