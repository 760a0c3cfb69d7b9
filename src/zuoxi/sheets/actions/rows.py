"""Trying a row and taking it in, each in a transaction of its own: all of it or nothing."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import DomainError
from zuoxi.sheets import intake, queries
from zuoxi.sheets.choices import Outcome
from zuoxi.sheets.intake import Faults, Row
from zuoxi.sheets.lookups import Lookups
from zuoxi.sheets.models import Import, ImportRow

_log = logging.getLogger("zuoxi.sheets")


def try_row(row: Row, *, actor: Actor, upload: Import, lookups: Lookups, now: datetime) -> Faults:
    """Do with a row what a run would do, undo it, and return why it would not go through."""
    try:
        with transaction.atomic():
            intake.take_in(row, actor=actor, upload=upload, lookups=lookups, now=now)
            transaction.set_rollback(True)
    except DomainError as refusal:
        return row.faults | intake.faults_of(row, refusal)
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - one bad row must not end the rest
        _log.exception("row %s of import %s", row.number, upload.pk)
        return row.faults | {"": [_broken()]}
    return row.faults


def take_row(row: Row, *, actor: Actor, upload: Import, lookups: Lookups, now: datetime) -> None:
    """Take a row in, and remember that it is in: both, or neither."""
    if row.faults:
        note_faults(upload, row.number, row.faults)
        return
    try:
        with transaction.atomic():
            reference = intake.take_in(row, actor=actor, upload=upload, lookups=lookups, now=now)
            _note(upload, row.number, Outcome.CREATED, reference=reference)
    except DomainError as refusal:
        note_faults(upload, row.number, intake.faults_of(row, refusal))
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 - one bad row must not end the rest
        _settle(row, upload)


def _settle(row: Row, upload: Import) -> None:
    """Find out why a row could not be kept: another import of the same file may have been first."""
    reference = queries.created_before(upload).get(row.number)
    if reference:
        skip_row(upload, row.number, reference=reference)
        return
    _log.exception("row %s of import %s", row.number, upload.pk)
    note_faults(upload, row.number, {"": [_broken()]})


def note_faults(upload: Import, number: int, faults: Faults) -> None:
    """Remember why a row was left out."""
    _note(upload, number, Outcome.FAULTY, faults=faults)


def skip_row(upload: Import, number: int, *, reference: str) -> None:
    """Remember that a row was in before."""
    _note(upload, number, Outcome.SKIPPED, reference=reference)


def _note(
    upload: Import,
    number: int,
    outcome: Outcome,
    *,
    reference: str = "",
    faults: Faults | None = None,
) -> None:
    ImportRow.objects.update_or_create(
        upload=upload,
        number=number,
        defaults={
            "kind": upload.kind,
            "centre_id": upload.centre_id,
            "sha256": upload.sha256,
            "outcome": outcome,
            "reference": reference,
            "faults": faults or {},
        },
    )


def _broken() -> str:
    return _("Something went wrong with this row on our side; it has been logged.")
