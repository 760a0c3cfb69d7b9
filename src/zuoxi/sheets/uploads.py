"""Taking an uploaded file: it is looked into, and kept only if it is a sheet."""

from datetime import datetime
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.text import text_fault
from zuoxi.sheets import actions, running, storage
from zuoxi.sheets.choices import NAME_LIMIT
from zuoxi.sheets.models import Import

_SUFFIX_LIMIT = 5


def take(
    file: "UploadedFile[bytes] | None", *, actor: Actor, kind: str, centre: str, now: datetime
) -> Import:
    """Store a file and start its import; raise InvalidInput, and keep nothing, if it is none."""
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
        return actions.upload_sheet(
            actor=actor,
            kind=kind,
            centre=centre,
            name=given.name,
            file=name,
            limits=limits,
            now=now,
        )
    except BaseException:
        storage.remove(name)
        raise
