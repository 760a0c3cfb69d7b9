"""Moving old events from the log to its archive, a few at a time."""

from collections.abc import Generator, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from zuoxi.kernel import history
from zuoxi.kernel.models import Event

# One transaction each: some hundredths of a second.
BATCH = 500

_COLUMNS = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields)  # noqa: SLF001
# The names are the model's own. The trigger of the log lets a row go whose copy is there.
_COPY = f"INSERT INTO kernel_archivedevent ({_COLUMNS}) SELECT {_COLUMNS} FROM kernel_event WHERE id = ANY(%s)"  # noqa: S608, E501
_REMOVE = "DELETE FROM kernel_event WHERE id = ANY(%s)"


def due(before: datetime) -> QuerySet[Event]:
    """Return the events that are older than ``before`` and whose subject has been at rest since."""
    rows = Event.objects.filter(at__lt=before)
    for subject_type, at_work in history.unrest().items():
        same = at_work(before).filter(pk=OuterRef("subject_id"))
        rows = rows.filter(~Q(subject_type=subject_type) | ~Exists(same))
    return rows


def move(before: datetime) -> Generator[int]:
    """Move the events that are due, oldest first, and yield after each transaction how many.

    Nobody waits for it: the log is only ever added to, and readers see each event once, in the log
    or in the archive. Ended at any yield, it is gone on with by the next call.
    """
    after: tuple[datetime, int] | None = None
    while True:
        with transaction.atomic():
            found = list(_next(before, after))
            ids = _at_rest(found, before)
            if ids:
                with connection.cursor() as cursor:
                    cursor.execute(_COPY, [ids])
                    cursor.execute(_REMOVE, [ids])
        if not found:
            return
        after = (found[-1].at, found[-1].pk)
        yield len(ids)


def _next(before: datetime, after: tuple[datetime, int] | None) -> QuerySet[Event]:
    # What stays in the log is passed over once, not at every step.
    rows = Event.objects.filter(at__lt=before)
    if after is not None:
        at, pk = after
        rows = rows.filter(Q(at__gt=at) | Q(at=at, pk__gt=pk), at__gte=at)
    locked = rows.order_by("at", "pk").select_for_update(skip_locked=True)
    return locked.only("at", "subject_type", "subject_id")[:BATCH]


def _at_rest(events: Iterable[Event], before: datetime) -> list[int]:
    # Asked by themselves, the few subjects are looked up; joined, all might be read at each step.
    subjects: dict[str, set[int]] = {}
    for each in events:
        subjects.setdefault(each.subject_type, set()).add(each.subject_id or 0)
    busy = {
        subject_type: set(
            at_work(before)
            .filter(pk__in=subjects[subject_type])
            .order_by()
            .values_list("pk", flat=True)
        )
        for subject_type, at_work in history.unrest().items()
        if subject_type in subjects
    }
    return [each.pk for each in events if each.subject_id not in busy.get(each.subject_type, ())]
