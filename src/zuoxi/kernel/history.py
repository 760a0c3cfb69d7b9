"""Reading the log together with its archive, and what of it has to stay for how long.

The log alone is for what has happened lately; it is what a process on its way asks. What may lie
long ago is asked of both, in one statement with one index look-up each.
"""

from collections.abc import Callable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, cast

from django.db.models import Q, QuerySet

from zuoxi.kernel.models import Event, EveryEvent

# Called with a moment, gives the subjects that were not at rest then.
Unrest = Callable[[datetime], QuerySet[Any, Any]]

_unrest: dict[str, Unrest] = {}
_lasting: list[Q] = []


def whole_log() -> QuerySet[Event]:
    """Return the events of the log and of its archive; their rows have the same columns."""
    return cast("QuerySet[Event]", EveryEvent.objects.all())


def stays(subject_type: str) -> Callable[[Unrest], Unrest]:
    """Keep the events of some subjects in the log, whatever their age.

    The function under it returns the subjects that are still at work, or were at a moment.
    """

    def register(function: Unrest) -> Unrest:
        _unrest[subject_type] = function
        return function

    return register


def unrest() -> dict[str, Unrest]:
    """Return what tells, by type of subject, whose events stay in the log."""
    return dict(_unrest)


def lasts(events: Q) -> None:
    """Declare that the archive keeps these events as long as what they are about."""
    _lasting.append(events)


def lasting() -> Q:
    """Return the condition that the archive keeps an event for ever."""
    return reduce(or_, _lasting, Q(pk__in=[]))
