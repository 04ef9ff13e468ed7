"""Pictures as customers send them, and some as they should not."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def picture(kind: str = "PNG", *, size: tuple[int, int] = (40, 30), mode: str = "RGB", **saved: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, size, "blue" if mode in ("RGB", "RGBA") else 0)
    image.paste("red" if mode in ("RGB", "RGBA") else 1, (0, 0, size[0] // 2, size[1]))
    if mode == "P":
        image.putpalette([0, 0, 255, 255, 0, 0])
    out = io.BytesIO()
    image.save(out, kind, **saved)
    return out.getvalue()


def with_place(kind: str) -> bytes:
    """A picture that says where and with what it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "Telephone of Carol"
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return picture(kind, exif=exif)


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that would be as large as it says."""
    rows = zlib.compress(b"\0" * 1000)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def webp_bomb(width: int, height: int) -> bytes:
    """A WebP of few bytes, likewise."""
    canvas = b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def opened(content: bytes) -> Image.Image:
    """A picture with its pixels."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
