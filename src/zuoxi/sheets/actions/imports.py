"""How a file comes in: uploaded, its columns confirmed, checked, run; or cancelled."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models.functions import Greatest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.kernel.policies import signed_in, system_only
from zuoxi.org.models import Unit
from zuoxi.sheets import events, mapping, queries, reading, storage
from zuoxi.sheets.choices import (
    NAME_LIMIT,
    UNFINISHED_IMPORTS,
    ImportStatus,
    Kind,
    Outcome,
)
from zuoxi.sheets.columns import read_columns
from zuoxi.sheets.events import ImportFact
from zuoxi.sheets.models import Import, ImportRow
from zuoxi.sheets.policies import may_import
from zuoxi.sheets.reading import Limits

# A second or so of reading.
_COUNTED_ROWS = 2000
_ENDED = (ImportStatus.DONE, ImportStatus.CANCELLED, ImportStatus.FAILED)


@action("sheets.upload_sheet", policy=may_import)
def upload_sheet(
    *, actor: Actor, kind: str, centre: str, name: str, file: str, limits: Limits, now: datetime
) -> Import:
    """Look into a stored file and keep it for an import; raise InvalidInput if it is none.

    ``centre`` is a code, needed only by who supervises several; ``file`` is a name in the storage.
    """
    assert actor.user_id is not None
    if kind not in Kind.values:
        raise InvalidInput(fields={"kind": [_("Choose one of the offered values.")]})
    unit = _centre(actor, centre)
    path = storage.path_of(file)
    shape = reading.shape_of(path, name, limits)
    headers, rows = _measured(path, shape, limits)
    upload = Import.objects.create(
        kind=kind,
        centre=unit,
        file_name=Path(name).name[:NAME_LIMIT],
        file=file,
        sha256=shape.sha256,
        format=shape.format,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        headers=headers,
        mapping=mapping.guess(kind, headers),
        language=get_language() or "",
        rows_total=rows,
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
    )
    _tell(events.ImportUploaded, upload, actor=actor, now=now, file=upload.file_name, rows=rows)
    return upload


@action("sheets.check_import", policy=may_import)
def check_import(
    *,
    actor: Actor,
    import_id: int,
    columns: Sequence[str],
    allow_duplicate_phone: bool,
    now: datetime,
) -> Import:
    """Confirm what the columns of the file mean, and let every row be tried.

    ``columns`` has one of our names, or nothing, for each heading. Raises InvalidInput, Conflict.
    """
    upload = _lock(actor, import_id, ImportStatus.UPLOADED, ImportStatus.CHECKED)
    _check_columns(upload, columns)
    upload.mapping = list(columns)
    upload.allow_duplicate_phone = allow_duplicate_phone
    upload.language = get_language() or upload.language
    ImportRow.objects.filter(upload=upload).exclude(outcome=Outcome.CREATED).delete()
    _move(upload, ImportStatus.CHECKING, events.ImportCheckAsked, actor=actor, now=now)
    return upload


@action("sheets.finish_check", policy=signed_in, internal=True)
def finish_check(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Note that every row has been tried."""
    upload = _lock(actor, import_id, ImportStatus.CHECKING)
    counts = queries.outcomes(upload)
    _move(upload, ImportStatus.CHECKED, events.ImportChecked, actor=actor, now=now, **counts)
    return upload


@action("sheets.run_import", policy=may_import)
def run_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Let the rows be taken in; those that were refused in the check are tried once more."""
    upload = _lock(actor, import_id, ImportStatus.CHECKED)
    upload.rows_done = 0
    upload.language = get_language() or upload.language
    _move(upload, ImportStatus.RUNNING, events.ImportStarted, actor=actor, now=now)
    return upload


@action("sheets.finish_import", policy=signed_in, internal=True)
def finish_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Note that every row has come to its end, and let go of the file."""
    upload = _lock(actor, import_id, ImportStatus.RUNNING)
    counts = queries.outcomes(upload)
    return _end(upload, ImportStatus.DONE, events.ImportFinished, actor=actor, now=now, **counts)


@action("sheets.cancel_import", policy=may_import)
def cancel_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Leave the rest of the rows outside; what is in stays in."""
    upload = _lock(actor, import_id, *set(ImportStatus) - set(_ENDED))
    counts = queries.outcomes(upload)
    return _end(
        upload, ImportStatus.CANCELLED, events.ImportCancelled, actor=actor, now=now, **counts
    )


@action("sheets.fail_import", policy=signed_in, internal=True)
def fail_import(*, actor: Actor, import_id: int, reason: str, now: datetime) -> Import:
    """Note that the file could not be read to its end."""
    upload = _lock(actor, import_id, *UNFINISHED_IMPORTS)
    upload.failure = reason
    return _end(
        upload, ImportStatus.FAILED, events.ImportFailed, actor=actor, now=now, reason=reason
    )


@action("sheets.expire_import", policy=system_only, internal=True)
def expire_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Cancel an import that nobody has gone on with, and remove its file."""
    waiting = (ImportStatus.UPLOADED, ImportStatus.CHECKED)
    upload = (
        Import.objects.select_for_update(no_key=True)
        .filter(pk=import_id, status__in=waiting)
        .first()
    )
    if upload is None:
        raise NotFound
    return _end(upload, ImportStatus.CANCELLED, events.ImportCancelled, actor=actor, now=now)


def note_import(upload: Import, *, rows: int, total: int = 0) -> bool:
    """Remember how far the work has come, and tell whether it is still wanted.

    No event: it is not a decision.
    """
    same = Import.objects.filter(pk=upload.pk, status=upload.status)
    return same.update(rows_done=rows, rows_total=Greatest("rows_total", total)) == 1


def _centre(actor: Actor, code: str) -> Unit:
    offered = queries.centres(actor)
    found = list(offered.filter(code=code) if code else offered)
    if len(found) != 1:
        raise InvalidInput(fields={"centre": [_("Choose the service centre of the rows.")]})
    return found[0]


def _measured(path: Path, shape: reading.Shape, limits: Limits) -> tuple[list[str], int]:
    """Read the first rows; return the headings and the number of rows, 0 while there are more.

    A long file is read to its end by the check, which is no request that somebody waits for.
    """
    lines = reading.lines(path, shape, limits)
    _number, first = next(lines, (0, []))
    headers = ["" if cell.value is None else str(cell.value)[:NAME_LIMIT] for cell in first]
    if not any(headers):
        raise InvalidInput(fields={"file": [_("The sheet is empty.")]})
    rows = sum(1 for _line in islice(lines, _COUNTED_ROWS + 1))
    if not rows:
        raise InvalidInput(fields={"file": [_("There are no rows below the headings.")]})
    return headers, 0 if rows > _COUNTED_ROWS else rows


def _check_columns(upload: Import, columns: Sequence[str]) -> None:
    offered = {column.name: column for column in read_columns(upload.kind)}
    given = [name for name in columns if name]
    if len(columns) != len(upload.headers) or not set(given) <= set(offered):
        raise InvalidInput(fields={"columns": [_("Choose one of the offered values.")]})
    twice = {name for name in given if given.count(name) > 1}
    if twice:
        labels = _(", ").join(str(offered[name].label) for name in sorted(twice))
        message = _("Two columns of the file cannot both be: %(names)s.") % {"names": labels}
        raise InvalidInput(fields={"columns": [message]})
    missing = [
        each.label for each in offered.values() if each.is_required and each.name not in given
    ]
    if upload.kind == Kind.CUSTOMERS and not {"name", "company_name"} & set(given):
        missing = [offered["name"].label]
    if missing:
        labels = _(", ").join(str(label) for label in missing)
        message = _("Say which column of the file holds: %(names)s.") % {"names": labels}
        raise InvalidInput(fields={"columns": [message]})


def _lock(actor: Actor, import_id: int, *statuses: ImportStatus) -> Import:
    rows = queries.imports(actor).select_for_update(of=("self",))
    upload = rows.filter(pk=import_id).first()
    if upload is None:
        raise NotFound
    if upload.status not in statuses:
        status = ImportStatus(upload.status)
        message = _("This import has moved on; its status is “%(status)s”.")
        raise Conflict(message % {"status": status.label}, extra={"status": status.value})
    return upload


def _move(
    upload: Import,
    status: ImportStatus,
    fact: type[ImportFact],
    *,
    actor: Actor,
    now: datetime,
    **data: Any,
) -> None:
    upload.status = status
    upload.version += 1
    if status in UNFINISHED_IMPORTS:
        upload.rows_done = 0
    upload.save()
    _tell(fact, upload, actor=actor, now=now, **data)


def _end(
    upload: Import,
    status: ImportStatus,
    fact: type[ImportFact],
    *,
    actor: Actor,
    now: datetime,
    **data: Any,
) -> Import:
    file, upload.file = upload.file, ""
    upload.finished_at = now
    _move(upload, status, fact, actor=actor, now=now, **data)
    storage.remove(file)
    return upload


def _tell(
    fact: type[ImportFact], upload: Import, *, actor: Actor, now: datetime, **data: Any
) -> None:
    publish(
        fact(
            subject_id=upload.pk,
            centre_id=upload.centre_id,
            user_id=upload.uploaded_by_id,
            to_state=upload.status,
            data={"kind": upload.kind, **data},
        ),
        actor=actor,
        now=now,
    )
