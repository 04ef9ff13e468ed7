"""Kinds of files: judged by their bytes, whatever they are called."""

import pytest

from app.domain.file_kinds import JPEG, MARKUP, PNG, SOMETHING_ELSE, WEBP, NoText, picture_kind, plain_text

XML = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", PNG),
        (b"\xff\xd8\xff\xe0...", JPEG),
        (b"RIFF\x10\0\0\0WEBPVP8 ", WEBP),
        (b"RIFF\x10\0\0\0WAVEfmt ", None),
        (b"GIF89a", None),
        (b" \x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_first_bytes(content: bytes, kind):
    assert picture_kind(content) is kind


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"02:10 ERROR gateway timed out\n", "02:10 ERROR gateway timed out\n"),
        ("02:10 Grüße ☎\r\n".encode(), "02:10 Grüße ☎\r\n"),
        ("\ufeff02:10 Grüße".encode(), "02:10 Grüße"),
        ("02:10 Grüße".encode("utf-16"), "02:10 Grüße"),
        (b"\xfe\xff" + "02:10 Grüße".encode("utf-16-be"), "02:10 Grüße"),
        ("02:10 Grüße – £5".encode("cp1252"), "02:10 Grüße – £5"),
        (b"<34>1 2026-11-21T02:10:00Z web1 su - -", "<34>1 2026-11-21T02:10:00Z web1 su - -"),
        (b"02:10 answered <html><body>503</body></html>", "02:10 answered <html><body>503</body></html>"),
    ],
)
def test_logs_are_read_as_they_are_written(content: bytes, words: str):
    assert plain_text(content) == words


def test_nothing_in_a_text_acts_on_a_terminal():
    words = plain_text("a\x1b[2Jb\x7f\u009b31mc\x0cd\te\r\n".encode())

    assert words == "a␛[2Jb\ufffd\ufffd31mc␌d\te\r\n"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg onload=alert(1)>",
        XML.encode(),
        XML.encode("utf-16"),
        b"\xef\xbb\xbf <!DOCTYPE html><script>alert(1)</script>",
        b"\n\t <HTML>",
        "\u200b\u00a0<script>".encode(),
        b"<!-- a log, it says --><script>alert(1)</script>",
        b"</div><script>",
    ],
)
def test_web_pages_and_drawings_are_no_text_here(content: bytes):
    with pytest.raises(NoText, match="HTML, SVG, XML") as refused:
        plain_text(content)

    assert str(refused.value) == MARKUP


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*..*/=alert(1)",
        b"%PDF-1.7 1 0 obj",
        b"%!PS-Adobe-3.0",
        b"{\\rtf1 hello}",
        b"PK\x03\x04\x14\0\x06\0",
        b"MZ\x90\0\x03\0\0\0",
        b"02:10 ERROR\0gateway",
        b"\x1f\x8b\x08\x00",
        b"\xff\xfe" + b"\0" * 5,
        "02:10\x07".encode("utf-16"),
        b"\x81\x8d\x8f words",
    ],
)
def test_anything_else_is_no_text(content: bytes):
    with pytest.raises(NoText) as refused:
        plain_text(content)

    assert str(refused.value) == SOMETHING_ELSE
