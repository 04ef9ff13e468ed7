"""Names of files: what is shown, and what a file is saved as."""

import pytest

from app.domain.file_kinds import JPEG, PNG, TEXT, Kind
from app.domain.file_names import kept_name, plain_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("screenshot.png", "screenshot.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Carol\\error.log", "error.log"),
        ("..\\..\\boot.log", "boot.log"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ('<img src=x onerror="alert(1)">.png', "_img src=x onerror=_alert(1)__.png"),
        ("nul\0l.png", "null.png"),
        ("  two   words .png ", "two words.png"),
        ("Bildschirmfoto ü.png", "Bildschirmfoto ü.png"),
        ("a" * 500 + ".jpeg", "a" * 80 + ".jpeg"),
        ("b" * 500, "b" * 80),
        ("%2e%2e%2fetc", "_2e_2e_2fetc"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead(name: str, shown: str):
    assert plain_name(name) == shown


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("shot.png", PNG, "shot.png"),
        ("SHOT.PNG", PNG, "SHOT.PNG"),
        ("shot.jpeg", JPEG, "shot.jpeg"),
        ("shot.png", JPEG, "shot.jpg"),
        ("portal.log", TEXT, "portal.log"),
        ("portal.png", TEXT, "portal.txt"),
        ("page.html", TEXT, "page.html.txt"),
        ("run.exe", PNG, "run.exe.png"),
        ("data", TEXT, "data.txt"),
        ("...", PNG, "file.png"),
        ("", TEXT, "file.txt"),
    ],
)
def test_a_file_is_saved_as_what_it_is(name: str, kind: Kind, saved: str):
    assert kept_name(name, kind, ()) == saved


def test_files_of_one_name_are_told_apart():
    assert kept_name("image.jpg", JPEG, {"image.jpg"}) == "image (2).jpg"
    assert kept_name("image.jpg", JPEG, {"image.jpg", "image (2).jpg"}) == "image (3).jpg"
