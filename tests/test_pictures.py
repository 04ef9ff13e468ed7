"""Pictures: made anew from their pixels, and refused where that cannot be done."""

import pytest

from app.domain.file_kinds import KINDS, PNG, WEBP
from app.pictures import MOST_PIXELS, Unreadable, made_anew
from tests.pictures import bomb, opened, picture, webp_bomb, with_place

FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
each_kind = pytest.mark.parametrize("slug", FORMATS)
SECRET = b"<script>alert('hidden behind the picture')</script>"


@each_kind
def test_a_picture_stays_what_it_shows(slug: str):
    made = opened(made_anew(picture(FORMATS[slug]), KINDS[slug]))

    assert (made.format, made.size) == (FORMATS[slug], (40, 30))
    assert is_near(made.convert("RGB").getpixel((5, 15)), (255, 0, 0))
    assert is_near(made.convert("RGB").getpixel((35, 15)), (0, 0, 255))


@each_kind
def test_where_it_was_taken_and_with_what_is_gone_and_it_stands_upright(slug: str):
    came = with_place(FORMATS[slug])
    assert b"Telephone of Carol" in came

    content = made_anew(came, KINDS[slug])

    made = opened(content)
    assert b"Telephone" not in content
    assert b"Exif" not in content
    assert dict(made.getexif()) == {}
    assert made.size == (30, 40)
    assert is_near(made.convert("RGB").getpixel((15, 5)), (255, 0, 0))


@each_kind
def test_what_travels_with_a_picture_stays_behind(slug: str):
    extra = {"icc_profile": b"profile" * 20} | ({"comment": SECRET} if slug == "jpg" else {})
    came = picture(FORMATS[slug], **extra) + SECRET + b"PK\x03\x04"

    content = made_anew(came, KINDS[slug])

    assert SECRET not in content
    assert b"PK\x03\x04" not in content
    assert b"profile" not in content
    assert opened(content).info.get("icc_profile") is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_every_way_a_png_keeps_its_colours_is_read(mode: str):
    made = opened(made_anew(picture("PNG", mode=mode), PNG))

    assert (made.mode, made.size) == (mode, (40, 30))


def test_what_is_clear_stays_clear():
    came = picture("PNG", mode="P", transparency=1)

    made = opened(made_anew(came, PNG)).convert("RGBA")

    assert made.getpixel((5, 15))[3] == 0
    assert made.getpixel((35, 15))[3] == 255


def test_a_printers_colours_become_a_screens():
    assert opened(made_anew(picture("JPEG", mode="CMYK"), KINDS["jpg"])).mode == "RGB"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (bomb(30_000, 30_000), PNG),
        (bomb(10_000, 5_001), PNG),
        (bomb(2**31 - 1, 2**31 - 1), PNG),
        (webp_bomb(16_383, 16_383), WEBP),
    ],
)
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(content: bytes, kind):
    assert len(content) < 200

    with pytest.raises(Unreadable, match=f"more than {MOST_PIXELS // 10**6} million pixels"):
        made_anew(content, kind)


@each_kind
def test_a_damaged_picture_is_refused(slug: str):
    whole = picture(FORMATS[slug], size=(400, 300))

    for content in (whole[: len(whole) // 2], whole[:13], SECRET, whole[:8] + SECRET):
        with pytest.raises(Unreadable, match="damaged"):
            made_anew(content, KINDS[slug])


def test_one_kind_is_never_read_as_another():
    with pytest.raises(Unreadable, match="damaged"):
        made_anew(picture("JPEG"), PNG)


def is_near(colour: tuple[int, ...], wanted: tuple[int, int, int]) -> bool:
    """Whether a colour is the wanted one, but for what packing does to it."""
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))
