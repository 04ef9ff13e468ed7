"""A posted form's parts as bytes: Flask decodes each field as UTF-8, and a mail's fields have charsets of their own."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Request
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

CHUNK = 64 * 1024
MOST_PARTS = 500


@dataclass(kw_only=True)
class Parts:
    """The fields by name (the first of a name), and the files with their own names."""

    fields: dict[str, bytes] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)


def parts_of(request: Request) -> Parts:
    """The parts. ValueError where the body is no such form, or has too many."""
    boundary = request.mimetype_params.get("boundary", "").encode()
    if request.mimetype != "multipart/form-data" or not boundary:
        raise ValueError("not a form with parts")
    decoder = MultipartDecoder(boundary, max_parts=MOST_PARTS)
    found, body = Parts(), request.get_data()
    part: Field | File | None = None
    content = bytearray()
    chunks = [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]
    for chunk in (*chunks, None):
        decoder.receive_data(chunk)
        while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
            if isinstance(event, Field | File):
                part, content = event, bytearray()
            elif isinstance(event, Data) and part:
                content += event.data
                if not event.more_data:
                    _put(found, part, bytes(content))
    return found


def _put(found: Parts, part: Field | File, content: bytes) -> None:
    if isinstance(part, File):
        found.files.append((part.filename or "", content))
    else:
        found.fields.setdefault(part.name or "", content)
