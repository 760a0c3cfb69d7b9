"""Taking an uploaded file: it is looked into, and kept only if it is a sheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.text import text_fault
from zuoxi.sheets import running, storage
from zuoxi.sheets.choices import NAME_LIMIT
from zuoxi.sheets.reading import Limits

_SUFFIX_LIMIT = 5


@dataclass(frozen=True)
class Stored:
    """A file in the storage, and what it was called where it came from."""

    name: str
    file: str
    limits: Limits


@contextmanager
def stored(file: "UploadedFile[bytes] | None", now: datetime) -> Iterator[Stored]:
    """Store a file for the block that looks into it, and keep it only if that goes well.

    Raises InvalidInput for ``file`` when there is none, or a larger one than may be.
    """
    limits = running.limits_at(now)
    if file is None or not file.name:
        raise InvalidInput(fields={"file": [_("Choose a file.")]})
    if (file.size or 0) > limits.megabytes * 1_000_000:
        message = _("The file is larger than %(limit)s MB. Split it.")
        raise InvalidInput(fields={"file": [message % {"limit": limits.megabytes}]})
    given = Path(file.name)
    if text_fault(given.name, limit=NAME_LIMIT):
        raise InvalidInput(fields={"file": [_("Give the file a shorter and plainer name.")]})
    suffix = given.suffix.lstrip(".").lower()
    is_plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= _SUFFIX_LIMIT
    name = storage.keep(file.chunks(), "import", suffix if is_plain else "bin")
    try:
        yield Stored(given.name, name, limits)
    except BaseException:
        storage.remove(name)
        raise
