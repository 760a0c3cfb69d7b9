"""What is too long for a request becomes a job; lists get the button that takes them out."""

from datetime import datetime

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.sheets import jobs
from zuoxi.sheets.events import ExportRequested, ImportCheckAsked, ImportFact, ImportStarted
from zuoxi.web import slots


@on(ExportRequested)
def write_long_export(fact: ExportRequested, *, actor: Actor, now: datetime) -> None:
    """Let the worker write a long export; a short one is written in the request itself."""
    del actor, now
    assert fact.subject_id is not None
    if fact.is_deferred:
        jobs.write_export.defer(export_id=fact.subject_id)


@slots.fill("workorders.list.actions", order=10)
@slots.fill("customers.list.actions", order=10)
def download_button(subject: object, *, actor: Actor, now: datetime) -> slots.Part:
    """Offer the list that is looked at as a sheet."""
    del subject, actor, now
    return slots.Part("download", "", "sheets/_download.html")


@on(ImportCheckAsked)
@on(ImportStarted)
def go_through_import(fact: ImportFact, *, actor: Actor, now: datetime) -> None:
    """Let the worker try the rows, or take them in."""
    del actor, now
    assert fact.subject_id is not None
    jobs.start_import(fact.subject_id)
