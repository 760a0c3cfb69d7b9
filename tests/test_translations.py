"""Every text stands in both Chinese scripts: extracted, translated, placeholders kept."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "zuoxi"
LANGUAGES = ("zh_Hans", "zh_Hant")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")

# Characters that exist in one script only; enough of them to notice a catalogue in the wrong one.
ONLY_SIMPLIFIED = set("单调处归户话号时间请输数据权审页务员")
ONLY_TRADITIONAL = set("單調處歸戶話號時間請輸數據權審頁務員")


def packages():
    return sorted(path.parent.name for path in PACKAGE.glob("*/locale"))


def catalogue(package, language, root=PACKAGE):
    path = root / package / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return {(message.context, message.id): message for message in read_po(file) if message.id}


def texts_of(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", packages())
def test_every_text_is_translated(package, language):
    missing = [
        key
        for key, message in catalogue(package, language).items()
        if message.fuzzy or not all(texts_of(message))
    ]

    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", packages())
def test_placeholders_survive_translation(package, language):
    for message in catalogue(package, language).values():
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        expected = set(PLACEHOLDER.findall(originals[-1]))
        for text in texts_of(message):
            assert set(PLACEHOLDER.findall(text)) == expected, message.id


@pytest.mark.parametrize("package", packages())
def test_each_script_is_written_in_its_own_characters(package):
    for language, foreign in (
        ("zh_Hans", ONLY_TRADITIONAL - ONLY_SIMPLIFIED),
        ("zh_Hant", ONLY_SIMPLIFIED - ONLY_TRADITIONAL),
    ):
        for message in catalogue(package, language).values():
            text = "".join(filter(None, texts_of(message)))
            assert not set(text) & foreign, (language, text)


@pytest.mark.parametrize("package", packages())
def test_no_text_is_missing_from_the_catalogues(package, tmp_path):
    assert shutil.which("xgettext"), "gettext is needed: apt-get install gettext"
    copy = tmp_path / package
    shutil.copytree(
        PACKAGE / package, copy, ignore=shutil.ignore_patterns("tests", "vendor", "*.mo")
    )
    subprocess.run(
        [
            ROOT / ".venv/bin/django-admin",
            "makemessages",
            *(f"--locale={language}" for language in LANGUAGES),
            "--no-location",
            "--no-obsolete",
            "--no-wrap",
        ],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    for language in LANGUAGES:
        extracted = set(catalogue(package, language, tmp_path))
        assert extracted == set(catalogue(package, language))
