"""An answer's JSON, in the order in which it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response

JSON = "application/json"


def written(body: Mapping[str, Any], status: int = 200, media_type: str = JSON) -> Response:
    """The answer, in plain ASCII so that any reader takes it."""
    return Response(json.dumps(body) + "\n", status=status, content_type=media_type)
