"""Static files are collected while another version serves its own."""

import json
from pathlib import Path

import pytest

from zuoxi.config import static_files


@pytest.fixture
def source(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "source").mkdir()
    return tmp_path / "source"


def named(folder: Path) -> str:
    return json.loads((folder / "staticfiles.json").read_text())["paths"]["page.css"]


def test_names_of_the_version_before_stay_and_no_file_is_rewritten_in_place(source, settings):
    root = settings.STATIC_ROOT
    (source / "page.css").write_text("a { color: red }")
    (source / "logo.svg").write_text("<svg/>")
    static_files.collect_if_changed()
    old = named(root)
    with (root / old).open() as reading:
        (source / "page.css").write_text("a { color: blue; width: 1px }")
        static_files.collect_if_changed()
        new = named(root)

        assert reading.read() == "a { color: red }"
    assert new != old
    assert (root / old).read_text() == "a { color: red }"
    assert (root / new).read_text() == "a { color: blue; width: 1px }"
    assert not root.with_name("static.new").exists()
