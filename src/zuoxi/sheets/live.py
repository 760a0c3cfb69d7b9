"""Which open pages hear of an export or an import: those of the person who asked for it."""

from zuoxi.kernel.events import Signal, live
from zuoxi.sheets import events
from zuoxi.sheets.events import ExportFact, ImportFact


def _export_signal(fact: ExportFact) -> Signal:
    return _signal("export", fact.subject_id, fact.user_id)


def _import_signal(fact: ImportFact) -> Signal:
    return _signal("import", fact.subject_id, fact.user_id)


def _signal(noun: str, pk: int | None, user_id: int) -> Signal:
    return Signal(
        audience=frozenset({f"user:{user_id}"}),
        topics=frozenset({f"{noun}:{pk}", f"list:{noun}s"}),
    )


for _export_fact in (
    events.ExportRequested,
    events.ExportFinished,
    events.ExportFailed,
    events.ExportCancelled,
    events.ExportExpired,
):
    live(_export_fact)(_export_signal)
for _import_fact in (
    events.ImportUploaded,
    events.ImportCheckAsked,
    events.ImportChecked,
    events.ImportStarted,
    events.ImportFinished,
    events.ImportCancelled,
    events.ImportFailed,
):
    live(_import_fact)(_import_signal)
