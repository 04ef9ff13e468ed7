"""What a caller said, as a file: fetched from the provider for one person, and kept nowhere here."""

from __future__ import annotations

from flask import Response, abort

from app.store.calls import HelplineCall
from app.web.room import desk


def recording(call: HelplineCall | None) -> Response:
    """The call's recording, to be played; 404 where there is none, 502 where it cannot be had now."""
    if call is None or call.recording_sid is None:
        abort(404)
    recordings = desk().recordings
    sound = recordings.fetch(call.recording_sid) if recordings else None
    if sound is None:
        abort(502)
    return Response(
        sound, content_type="audio/mpeg", headers={"Content-Disposition": 'attachment; filename="call.mp3"'}
    )
