"""The pytest plugin of this repository (``-p zuoxi.config.testing``): settings and database.

It is a plugin and no conftest because pytest-django reads the settings, and thereby starts the
database server, before any conftest is loaded.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import hypothesis
import pytest

_ROOT = Path(__file__).resolve().parents[3]

# Tests have a server of their own, so that they never touch the data of a running demo.
os.environ["ZUOXI_DATA_DIR"] = os.environ.get("ZUOXI_TEST_DATA_DIR") or str(
    _ROOT / ".cache" / "tests"
)
os.environ["ZUOXI_DATABASE"] = "throwaway"

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("zuoxi", deadline=None)
hypothesis.settings.load_profile("zuoxi")

_leases: list[IO[str]] = []
_folders: list[tempfile.TemporaryDirectory[str]] = []


def pytest_configure(config: pytest.Config) -> None:
    """Use cheap passwords and plain static files, which nothing but tests may."""
    from django.conf import settings  # noqa: PLC0415 - importing it earlier would fix DATABASES

    if not settings.configured and not config.getoption("ds", None):
        return
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # collectstatic has not run, and WhiteNoise's warning of a missing folder would be an error.
    settings.STATIC_ROOT = None
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True
    # The files of work orders go with the run that made them.
    _folders.append(tempfile.TemporaryDirectory(prefix="zuoxi-files-"))
    settings.FILES_DIR = Path(_folders[-1].name)
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = _test_database()


def pytest_unconfigure() -> None:
    """Let the next run have this one's database."""
    while _leases:
        _leases.pop().close()
    while _folders:
        _folders.pop().cleanup()


def _test_database() -> str:
    """Return the name for this run, the same again on the next; xdist adds its worker's name."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        number = _lease(Path(os.environ["ZUOXI_DATA_DIR"]) / "leases")
        os.environ["ZUOXI_TEST_DATABASE"] = f"test_zuoxi_{number}"
    return os.environ["ZUOXI_TEST_DATABASE"]


def _lease(folder: Path) -> int:
    """Return the lowest number that no other running process has leased."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    while True:
        file = (folder / f"{number}.lock").open("a", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            number += 1
            continue
        _leases.append(file)
        return number


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no test see what another one's process has read before its rows were rolled back.

    Nothing is believed for seconds either, or what a page costs would depend on the clock; tests
    of that ask for ``believing``.
    """
    from zuoxi.kernel import belief, options  # noqa: PLC0415

    monkeypatch.setattr(belief, "BELIEVED_SECONDS", 0)
    monkeypatch.setattr(belief, "ESTIMATED_SECONDS", 0)
    belief.forget_everything()
    options.forget_cached()
    yield
    belief.forget_everything()
    options.forget_cached()


@pytest.fixture
def believing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the process believe what it does outside of tests, but not for seconds only."""
    from zuoxi.kernel import belief  # noqa: PLC0415

    belief.forget_everything()
    monkeypatch.setattr(belief, "BELIEVED_SECONDS", 600)
    monkeypatch.setattr(belief, "ESTIMATED_SECONDS", 600)


@pytest.fixture(autouse=True)
def _language_of_the_installation() -> Iterator[None]:
    """Let no test see the language that another one's request left in the thread."""
    from django.conf import settings  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    if not settings.configured:
        yield
        return
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _same_csrf_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep random letters out of pages: a test that misses "p54" in one meets it there at times."""
    from django.middleware import csrf  # noqa: PLC0415

    monkeypatch.setattr(csrf, "_get_new_csrf_string", lambda: "x" * csrf.CSRF_SECRET_LENGTH)
