"""What can happen to a task. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class TaskFact(Fact):
    """A fact about one task: whom it concerns, and which source it came from."""

    SUBJECT: ClassVar[str] = "tasks.task"

    unit_id: int
    user_ids: frozenset[int] = field(default_factory=frozenset)
    source: str = ""


class TaskSet(TaskFact):
    """A unit owes something from now on."""

    KIND = "tasks.set"


class TaskPersonNamed(TaskFact):
    """It was said who sees to it; ``data`` has ``before`` (may be empty) and ``after``."""

    KIND = "tasks.person_named"


class TaskMoved(TaskFact):
    """The due time was moved; ``data`` has ``before``, ``after`` and the ``reason``."""

    KIND = "tasks.moved"


class TaskNoted(TaskFact):
    """Somebody wrote how far it is."""

    KIND = "tasks.noted"


class TaskFinished(TaskFact):
    """It is done; ``data`` has the ``result``."""

    KIND = "tasks.finished"


class TaskCancelled(TaskFact):
    """It need not be done any more; ``data`` has the ``reason``."""

    KIND = "tasks.cancelled"
