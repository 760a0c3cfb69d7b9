"""What must hold of the event log and its archive."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from zuoxi.kernel.models import ArchivedEvent, Event
from zuoxi.kernel.soundness import rule


@rule("No event stands in the log and in its archive at once.")
def once() -> Iterator[str]:
    """Name the events that readers would see twice."""
    log = Event.objects.filter(pk=OuterRef("pk"))
    twice = ArchivedEvent.objects.filter(Exists(log)).values_list("pk", flat=True)
    return (str(pk) for pk in twice.iterator())
