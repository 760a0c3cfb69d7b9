"""Collects the style sheets, scripts and pictures of all packages for serving."""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.management.commands.collectstatic import Command
from django.core.management import call_command

from zuoxi.config.problems import StartError
from zuoxi.web.storage import StaticFiles

_STAMP = "collected.txt"
# Files that come with dependencies and that no page of ours uses.
_UNUSED = ["django_htmx", "redoc*"]


def collect_if_changed() -> None:
    """Collect, name by content and compress, if a file has changed since the last time."""
    stamp = settings.STATIC_ROOT / _STAMP
    digest = _digest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest:
        return
    try:
        _collect(settings.STATIC_ROOT)
        stamp.write_text(digest, encoding="ascii")
    except OSError as error:
        raise StartError(
            f"The folder {settings.STATIC_ROOT} cannot be written ({error.strerror}). "
            "Check who owns it and whether the disk is full."
        ) from error


def _collect(folder: Path) -> None:
    """Collect aside and move file by file: a process that serves meets none half written."""
    aside = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    command = Command()
    command.storage = StaticFiles(location=aside)
    call_command(command, interactive=False, verbosity=0, ignore_patterns=_UNUSED)
    # The list of names comes last, when all that it names is there.
    found = [path for path in aside.rglob("*") if path.is_file()]
    for path in sorted(found, key=lambda each: each.name == StaticFiles.manifest_name):
        target = folder / path.relative_to(aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    shutil.rmtree(aside)


def _digest() -> str:
    """Return a digest over names, sizes and times, which is enough to notice a new version."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(_UNUSED), key=lambda found: found[0]):
            state = (name, storage.size(name), storage.get_modified_time(name).timestamp())
            digest.update(repr(state).encode())
    return digest.hexdigest()
