"""Going through the rows of a file: trying them all, or taking them in."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.sheets import actions, intake, lookups, queries, reading, storage
from zuoxi.sheets.actions import rows
from zuoxi.sheets.choices import (
    MOST_IMPORT_ROWS,
    MOST_MEGABYTES,
    MOST_UNPACKED,
    Format,
    ImportStatus,
    Kind,
)
from zuoxi.sheets.intake import Row
from zuoxi.sheets.models import Import
from zuoxi.sheets.policies import as_intake
from zuoxi.sheets.reading import Limits, Line, Shape

Clock = Callable[[], datetime]
# So often the work says how far it is, and asks whether it is still wanted.
_EVERY = 25


def limits_at(now: datetime) -> Limits:
    """Return how much a file may hold."""
    return Limits(MOST_MEGABYTES.at(now), MOST_UNPACKED.at(now), MOST_IMPORT_ROWS.at(now))


def shape_of(upload: Import) -> Shape:
    """Return what the file of an import was found to be."""
    return Shape(Format(upload.format), upload.encoding, upload.delimiter, upload.sha256)


def go_through(
    upload: Import, actor: Actor, *, clock: Clock, should_stop: Callable[[], bool]
) -> bool:
    """Try or take in the rows that are left; tell whether all is done.

    False when the process is about to end: whoever goes through the file next continues where this
    one stopped, because every row that is in is known to be.
    """
    with translation.override(upload.language):
        if not actor.holds_at({Role.SUPERVISOR}, upload.centre_id):
            reason = _("Whoever started it is no longer supervisor of the service centre.")
            actions.fail_import(actor=actor, import_id=upload.pk, reason=reason, now=clock())
            return True
        try:
            finished = _each_row(upload, actor, clock, should_stop)
        except InvalidInput as refusal:
            reason = " ".join(str(each) for each in refusal.fields.get("file", []))
            actions.fail_import(actor=actor, import_id=upload.pk, reason=reason, now=clock())
            return True
        if finished and upload.status == ImportStatus.CHECKING:
            actions.finish_check(actor=actor, import_id=upload.pk, now=clock())
        elif finished:
            actions.finish_import(actor=actor, import_id=upload.pk, now=clock())
    return finished is not False


def _each_row(
    upload: Import, actor: Actor, clock: Clock, should_stop: Callable[[], bool]
) -> bool | None:
    """Return True at the end of the file, False when told to stop, None when cancelled."""
    handle, count = _Handler(upload, actor, clock), 0
    for done, line in enumerate(_lines(upload, clock())):
        if done % _EVERY == 0:
            if not actions.note_import(upload, rows=done):
                return None
            if should_stop():
                return False
        handle(intake.read(upload.kind, upload.mapping, line))
        count = done + 1
    return True if actions.note_import(upload, rows=count, total=count) else None


class _Handler:
    """Tries or takes in one row after the other; knows those that need neither."""

    def __init__(self, upload: Import, actor: Actor, clock: Clock) -> None:
        self._upload, self._actor, self._clock = upload, as_intake(actor), clock
        self._lookups = lookups.load()
        self._before = queries.created_before(upload)
        self._finished = queries.finished_numbers(upload)
        self._seen: dict[str, int] = {}

    def __call__(self, row: Row) -> None:
        if row.number in self._finished:
            return
        if row.number in self._before:
            rows.skip_row(self._upload, row.number, reference=self._before[row.number])
        elif self._upload.status == ImportStatus.RUNNING:
            rows.take_row(
                row,
                actor=self._actor,
                upload=self._upload,
                lookups=self._lookups,
                now=self._clock(),
            )
        else:
            self._try(row)

    def _try(self, row: Row) -> None:
        self._refuse_twin(row)
        faults = rows.try_row(
            row,
            actor=self._actor,
            upload=self._upload,
            lookups=self._lookups,
            now=self._clock(),
        )
        if faults:
            rows.note_faults(self._upload, row.number, faults)

    def _refuse_twin(self, row: Row) -> None:
        """Find a number that is twice in the file: each row is tried as if it were alone."""
        number = row.text("customer_no").strip().upper()
        if self._upload.kind != Kind.CUSTOMERS or not number:
            return
        first = self._seen.setdefault(number, row.number)
        if first != row.number:
            message = _("Row %(number)s of this file has the same number.") % {"number": first}
            row.faults.setdefault("customer_no", []).append(message)


def _lines(upload: Import, now: datetime) -> Iterator[Line]:
    lines = reading.lines(storage.path_of(upload.file), shape_of(upload), limits_at(now))
    next(lines, None)  # the headings
    return lines
