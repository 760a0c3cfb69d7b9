"""The bytes on the disk: written under a temporary name, synced, then renamed.

``FILES_DIR/ab/cd/abcd…`` is a file, ``….part`` one that is still arriving, ``….webp`` a thumbnail.
The row that names a file is written after the file stands under its name, so there is never a row
without its file; a file without a row is removed by the job ``attachments.sweep_files``.
"""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from zuoxi.attachments.errors import NoSpace

_KEY = re.compile(r"[0-9a-f]{32}")
_FULL = {errno.ENOSPC, errno.EDQUOT}
_PART = ".part"
_THUMBNAIL = ".webp"


def new_key() -> str:
    """Return a random name that nobody can guess."""
    return secrets.token_hex(16)


def path_of(key: str) -> Path:
    """Return where a finished file stands."""
    if not _KEY.fullmatch(key):
        raise ValueError(key)
    return Path(settings.FILES_DIR) / key[:2] / key[2:4] / key


def thumbnail_of(key: str) -> Path:
    """Return where the thumbnail of a file stands."""
    return path_of(key).with_suffix(_THUMBNAIL)


def arriving(key: str) -> Path:
    """Return where a file stands as far as it has arrived, finished or not."""
    finished = path_of(key)
    return finished if finished.exists() else finished.with_suffix(_PART)


def arrived(key: str) -> int:
    """Return how many bytes of a file are on the disk."""
    try:
        return arriving(key).stat().st_size
    except FileNotFoundError:
        return 0


def require_space(size: int, *, spare: int) -> None:
    """Raise NoSpace unless ``size`` bytes fit and ``spare`` bytes stay free."""
    root = Path(settings.FILES_DIR)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(root).free < size + spare:
        raise NoSpace


def append(key: str, data: bytes, *, at: int) -> None:
    """Put data at an offset of an arriving file; they are on the disk when this returns."""
    path = path_of(key).with_suffix(_PART)
    with _honest():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # What an interrupted call left beyond the offset was never acknowledged.
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            file.truncate(at)
            file.seek(at)
            try:
                file.write(data)
                file.flush()
            except OSError:
                os.ftruncate(file.fileno(), at)
                raise
            os.fsync(file.fileno())


def seal(key: str) -> None:
    """Give an arrived file its name for good; calling it again changes nothing."""
    path = path_of(key)
    if not path.exists():
        path.with_suffix(_PART).rename(path)
        _sync(path.parent)


def keep_thumbnail(key: str, data: bytes) -> None:
    """Write a thumbnail, whole or not at all."""
    path = thumbnail_of(key)
    temporary = path.with_suffix(".tmp")
    with _honest():
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)


def discard(key: str) -> None:
    """Remove a file in every shape it has."""
    path = path_of(key)
    for each in (path, *(path.with_suffix(end) for end in (_PART, _THUMBNAIL, ".tmp"))):
        each.unlink(missing_ok=True)


def keys_before(moment: datetime) -> Iterator[str]:
    """Yield the keys of which something was last written before a moment."""
    for path in Path(settings.FILES_DIR).glob("??/??/*"):
        if _KEY.fullmatch(path.stem):
            try:
                changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
            except FileNotFoundError:
                continue
            if changed < moment:
                yield path.stem


@contextmanager
def _honest() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace from error
        raise


def _sync(folder: Path) -> None:
    # The new name itself has to reach the disk.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
