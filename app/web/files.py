"""Handing out what a customer added: to be saved, and never to be shown by the browser as a page of ours."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort
from sqlalchemy.orm import Session

from app.domain.file_kinds import KINDS
from app.store import attachments
from app.store.attachments import Attachment

NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'; sandbox"


def handed_out(db: Session, among: Sequence[Attachment], attachment_id: str) -> Response:
    """One of the files `among` which whoever asks may choose; 404 for any other."""
    found = next((one for one in among if one.id == attachment_id), None)
    content = attachments.content_of(db, found.id) if found else None
    if found is None or content is None:
        abort(404)
    answer = Response(content, content_type=KINDS[found.kind].media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    return answer
