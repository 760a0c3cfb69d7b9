"""File names as people may see them."""

import pytest

from zuoxi.attachments import names


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("现场照片.jpg", "现场照片.jpg"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\C:\\a\\b.png", "b.png"),
        ("a\x00b\nc\t.pdf", "ab c .pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u200bx\u2066y\u2069.png", "xy.png"),
        ("  . . ", ""),
        ("..", ""),
        ("\ud800.jpg", "jpg"),
        ("e\u0301.jpg", "é.jpg"),
        ("👷 现场.jpg", "👷 现场.jpg"),
    ],
)
def test_names_are_cleaned(raw, clean):
    assert names.clean_name(raw) == clean


def test_a_long_name_keeps_its_ending():
    clean = names.clean_name("长" * 500 + ".jpeg")
    assert len(clean) == 150
    assert clean.endswith("长.jpeg")


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("a.jpg", "a.jpg"),
        ("a.JPEG", "a.JPEG"),
        ("a.png", "a.png.jpg"),
        ("evil.cmd", "evil.cmd.jpg"),
        ("", "photo.jpg"),
        ("x" * 150, "x" * 146 + ".jpg"),
    ],
)
def test_the_ending_is_that_of_the_content(name, result):
    given = names.with_ending(name, ".jpg", accepted=(".jpg", ".jpeg"), fallback="photo")
    assert given == result
