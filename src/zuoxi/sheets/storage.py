"""Where the files lie: in a folder of the data folder that no web server serves."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings


def new_name(noun: str, suffix: str) -> str:
    """Return a name that nobody can guess."""
    return f"{noun}-{secrets.token_urlsafe(24)}.{suffix}"


def path_of(name: str) -> Path:
    """Return where a file of that name lies; the folder is there and closed to other users."""
    folder: Path = settings.FILES_DIR / "sheets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / name


def keep(chunks: Iterable[bytes], noun: str, suffix: str) -> str:
    """Store what comes in and return the name of the file."""
    name = new_name(noun, suffix)
    with path_of(name).open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
    return name


def names_before(before: datetime) -> list[str]:
    """Return the names of the files that nobody has written to since then."""
    since = before.timestamp()
    return [each.name for each in path_of("").iterdir() if each.stat().st_mtime < since]


def remove(name: str) -> None:
    """Remove a file, if it is there."""
    if name:
        path_of(name).unlink(missing_ok=True)
