"""Writing long exports, checking and running imports, and tidying up, outside of any request."""

from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from zuoxi.kernel.actors import SYSTEM, Actor
from zuoxi.kernel.errors import DomainError
from zuoxi.org import queries as org
from zuoxi.sheets import actions, production, running
from zuoxi.sheets.choices import (
    KEEP_HOURS,
    UNFINISHED_EXPORTS,
    UNFINISHED_IMPORTS,
    ExportStatus,
    ImportStatus,
)
from zuoxi.sheets.models import Export, Import


@app.task(name="sheets.write_export", queue="sheets")
def write_export(export_id: int) -> None:
    """Write the file of a long export."""
    export = Export.objects.select_related("requested_by").get(pk=export_id)
    if export.status not in UNFINISHED_EXPORTS:
        return
    actor = org.actor_in_job(export.requested_by)
    # A refusal is no fault of the job: the export has failed, and trying again would not help.
    with timezone.override(_zone(actor)), suppress(DomainError):
        production.produce(export, actor, clock=timezone.now)


@app.task(name="sheets.go_through", queue="sheets", pass_context=True)
def go_through(context: JobContext, import_id: int) -> None:
    """Check or run an import, as its status says; go on later when the worker is to end."""
    upload = Import.objects.select_related("centre", "uploaded_by").get(pk=import_id)
    if upload.status not in UNFINISHED_IMPORTS:
        return
    actor = org.actor_in_job(upload.uploaded_by)
    with timezone.override(_zone(actor)):
        is_done = running.go_through(
            upload, actor, clock=timezone.now, should_stop=context.should_abort
        )
    if not is_done:
        start_import(import_id)


def start_import(import_id: int) -> None:
    """Let the worker go through an import; never two at a time through the same one."""
    go_through.configure(lock=f"import {import_id}").defer(import_id=import_id)


@app.periodic(cron="23 * * * *")
@app.task(name="sheets.expire", queueing_lock="sheets.expire")
def expire(timestamp: int) -> None:
    """Remove the files whose time is over."""
    del timestamp  # procrastinate passes when the job was due
    now: datetime = timezone.now()
    old = Export.objects.filter(status=ExportStatus.DONE, expires_at__lte=now)
    for pk in list(old.values_list("pk", flat=True)):
        actions.expire_export(actor=SYSTEM, export_id=pk, now=now)
    before = now - timedelta(hours=KEEP_HOURS.at(now))
    left = Import.objects.filter(
        status__in=[ImportStatus.UPLOADED, ImportStatus.CHECKED], uploaded_at__lte=before
    )
    for pk in list(left.values_list("pk", flat=True)):
        actions.expire_import(actor=SYSTEM, import_id=pk, now=now)
    actions.drop_unnamed_files(before=before)


def _zone(actor: Actor) -> ZoneInfo | None:
    return ZoneInfo(actor.time_zone) if actor.time_zone else None
