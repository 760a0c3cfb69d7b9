"""Each test has a folder of its own for the files, so that it can look at what is left there."""

import pytest


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR
