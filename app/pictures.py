"""Pictures that strangers send: decoded, turned upright, and written anew with their pixels and nothing else."""

from __future__ import annotations

import io
import threading
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from app.domain.file_kinds import Kind
from app.domain.sentences import say

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000  # a good telephone's largest picture; in memory it is 200 MB
QUALITY = 90

_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_SAVED: dict[str, dict[str, Any]] = {"png": {}, "jpg": {"quality": QUALITY}, "webp": {"quality": QUALITY, "method": 2}}
_one_at_a_time = threading.Lock()  # a process never holds the pixels of two


class Unreadable(Exception):
    """The picture cannot be read, or is too large to be."""


def made_anew(content: bytes, kind: Kind) -> bytes:
    """The same picture without what travelled along: place, camera, comments, and files hidden behind it."""
    with _one_at_a_time:
        return _made_anew(content, kind)


def _made_anew(content: bytes, kind: Kind) -> bytes:
    pillow = _pillow()
    try:
        with pillow.open(io.BytesIO(content), formats=[_FORMATS[kind.slug]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Unreadable(TOO_MANY)
            return _written(picture, kind)
    except Unreadable:
        raise
    except (pillow.DecompressionBombError, pillow.DecompressionBombWarning) as error:
        raise Unreadable(TOO_MANY) from error
    except Exception as error:  # whatever a decoder makes of bytes that were meant to break it
        raise Unreadable(DAMAGED) from error


DAMAGED = say("attachments.damaged")
TOO_MANY = say("attachments.too_many_pixels", millions=MOST_PIXELS // 10**6)


def _written(picture: Image, kind: Kind) -> bytes:
    from PIL import ImageOps

    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    clear = picture.info.get("transparency") if kind.slug == "png" else None
    picture.info = {} if clear is None else {"transparency": clear}
    if kind.slug == "jpg" and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    out = io.BytesIO()
    picture.save(out, _FORMATS[kind.slug], **_SAVED[kind.slug])
    return out.getvalue()


@lru_cache(maxsize=1)
def _pillow() -> ModuleType:
    """Pillow, imported when the first picture comes; it refuses twice our limit before it reserves any memory."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    return Image
