"""How a sheet is asked for, and how it ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zuoxi.accounts.quotas import require_quota
from zuoxi.customers import masks
from zuoxi.customers.choices import Purpose
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.policies import signed_in, system_only
from zuoxi.org import queries as org
from zuoxi.sheets import queries, storage
from zuoxi.sheets.choices import (
    EXPORTS_PER_HOUR,
    KEEP_HOURS,
    NAME_LIMIT,
    UNFINISHED_EXPORTS,
    Encoding,
    ExportStatus,
    Format,
)
from zuoxi.sheets.events import (
    ExportCancelled,
    ExportExpired,
    ExportFact,
    ExportFailed,
    ExportFinished,
    ExportRequested,
)
from zuoxi.sheets.models import Export
from zuoxi.sheets.policies import may_export
from zuoxi.sheets.queries import Listed


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody asks for, as chosen; ``address`` is the list with its filter."""

    address: str
    format: str = Format.XLSX
    encoding: str = Encoding.UTF_8
    is_masked: bool = True
    purpose: str = ""
    remark: str = ""


@action("sheets.request_export", policy=may_export)
def request_export(*, actor: Actor, wanted: Wanted, now: datetime) -> Export:
    """Ask for the rows of a list as a sheet. A long one is deferred: see ``is_deferred``.

    Raises InvalidInput, Forbidden for unmasked data unless the actor is a supervisor, and
    TooManyRequests beyond the hourly limit.
    """
    assert actor.user_id is not None
    listed = queries.listed(actor, wanted.address)
    if not wanted.is_masked and not listed.may_unmask(actor):
        raise Forbidden
    remark = _checked(wanted, listed)
    _require_quota(actor, now)
    most = listed.most.at(now)
    rows = listed.count(most + 1)
    if rows > most:
        message = ngettext(
            "The list has more than %(most)s row. Narrow it by a filter.",
            "The list has more than %(most)s rows. Narrow it by a filter.",
            most,
        )
        raise InvalidInput(fields={"address": [message % {"most": most}]})
    if listed.printed and not wanted.is_masked:
        listed.printed.reveal(actor=actor, purpose=wanted.purpose, remark=remark, now=now)
    export = Export.objects.create(
        kind=listed.kind,
        address=wanted.address.strip(),
        format=wanted.format,
        encoding=wanted.encoding,
        language=get_language() or "",
        is_masked=wanted.is_masked,
        purpose="" if wanted.is_masked else wanted.purpose,
        remark="" if wanted.is_masked else remark,
        rows_total=rows,
        requested_by_id=actor.user_id,
        requested_at=now,
    )
    fact = ExportRequested(
        subject_id=export.pk,
        user_id=actor.user_id,
        centre_id=org.home_centre_id(actor),
        is_deferred=rows > listed.instant.at(now),
        data=_logged(export, listed.conditions),
    )
    publish(fact, actor=actor, now=now)
    return export


@action("sheets.finish_export", policy=signed_in, internal=True)
def finish_export(
    *, actor: Actor, export_id: int, file: str, size: int, rows: int, now: datetime
) -> Export:
    """Let the one who asked fetch the file for a while; drop it if nobody waits any more."""
    export = _lock(actor, export_id)
    if export.status not in UNFINISHED_EXPORTS:
        storage.remove(file)
        return export
    export.status = ExportStatus.DONE
    export.file, export.size = file, size
    export.rows_done = export.rows_total = rows
    export.finished_at = now
    export.expires_at = now + timedelta(hours=KEEP_HOURS.at(now))
    export.save()
    listed = queries.listed(actor, export.address)
    publish(
        ExportFinished(
            subject_id=export.pk,
            user_id=export.requested_by_id,
            centre_id=org.home_centre_id(actor),
            data=_logged(export, listed.conditions) | {"rows": rows},
        ),
        actor=actor,
        now=now,
    )
    return export


@action("sheets.fail_export", policy=signed_in, internal=True)
def fail_export(*, actor: Actor, export_id: int, now: datetime) -> Export:
    """Note that the file could not be written."""
    export = _lock(actor, export_id)
    return _end(export, ExportStatus.FAILED, ExportFailed, actor=actor, now=now)


@action("sheets.cancel_export", policy=may_export)
def cancel_export(*, actor: Actor, export_id: int, now: datetime) -> Export:
    """Stop the writing of a file; raise Conflict when it has ended already."""
    export = _lock(actor, export_id)
    if export.status not in UNFINISHED_EXPORTS:
        raise Conflict(_("There is nothing left to cancel."), extra={"status": export.status})
    return _end(export, ExportStatus.CANCELLED, ExportCancelled, actor=actor, now=now)


@action("sheets.expire_export", policy=system_only, internal=True)
def expire_export(*, actor: Actor, export_id: int, now: datetime) -> Export:
    """Remove the file of an export whose time is over."""
    export = Export.objects.select_for_update(no_key=True).get(
        pk=export_id, status=ExportStatus.DONE
    )
    file, export.file = export.file, ""
    export.status = ExportStatus.EXPIRED
    export.save(update_fields=["status", "file"])
    storage.remove(file)
    fact = ExportExpired(subject_id=export.pk, user_id=export.requested_by_id)
    publish(fact, actor=actor, now=now)
    return export


def note_export(export_id: int, *, rows: int) -> bool:
    """Remember how far the writing has come, and tell whether it is still wanted.

    No event: it is not a decision.
    """
    changed = Export.objects.filter(pk=export_id, status__in=UNFINISHED_EXPORTS).update(
        status=ExportStatus.RUNNING, rows_done=rows
    )
    return changed == 1


def _require_quota(actor: Actor, now: datetime) -> None:
    most = EXPORTS_PER_HOUR.at(now)
    sentence = ngettext(
        "At most %(most)s list can be downloaded in an hour. Please continue later.",
        "At most %(most)s lists can be downloaded in an hour. Please continue later.",
        most,
    ) % {"most": most}
    require_quota(actor, ExportRequested, most=most, sentence=sentence, now=now)


def _checked(wanted: Wanted, listed: Listed) -> str:
    faults = Faults()
    faults.choice("format", wanted.format, [each.value for each in listed.formats])
    faults.choice("encoding", wanted.encoding, Encoding.values)
    if not wanted.is_masked and wanted.purpose not in Purpose.values:
        faults.add("purpose", _("Choose what you need the data for."))
    remark = faults.text("remark", wanted.remark, limit=NAME_LIMIT, required=False)
    faults.stop()
    return remark


def _logged(export: Export, conditions: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": export.kind,
        # What was typed into a search box may be a telephone number.
        "filter": {name: masks.sweep_text(text) for name, text in conditions.items()},
        "format": export.format,
        "is_masked": export.is_masked,
        "purpose": export.purpose,
        "remark": export.remark,
        "rows": export.rows_total,
    }


def _lock(actor: Actor, export_id: int) -> Export:
    export = queries.exports(actor).select_for_update(no_key=True).filter(pk=export_id).first()
    if export is None:
        raise NotFound
    return export


def _end(
    export: Export,
    status: ExportStatus,
    fact: type[ExportFact],
    *,
    actor: Actor,
    now: datetime,
) -> Export:
    if export.status in UNFINISHED_EXPORTS:
        export.status = status
        export.finished_at = now
        export.save(update_fields=["status", "finished_at"])
        publish(fact(subject_id=export.pk, user_id=export.requested_by_id), actor=actor, now=now)
    return export
