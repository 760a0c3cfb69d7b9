"""What can happen in dispatching beside the moves of orders. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class ClaimFact(Fact):
    """A fact about who has taken an order; ``list_name`` is the list that shows it."""

    SUBJECT: ClassVar[str] = "dispatching.claim"

    number: str
    list_name: str


class OrderClaimed(ClaimFact):
    """A dispatcher took an order for a while."""

    KIND = "dispatching.claimed"


class ClaimReleased(ClaimFact):
    """A dispatcher gave the order free before the time was over."""

    KIND = "dispatching.released"


@dataclass(frozen=True, kw_only=True)
class BulkFact(Fact):
    """A fact about one operation on many orders; only its starter follows it."""

    SUBJECT: ClassVar[str] = "dispatching.bulk"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class BulkStarted(BulkFact):
    """Somebody asked for one action on many orders; a long one is carried out by a job."""

    KIND = "dispatching.bulk_started"

    is_deferred: bool = field(default=False)


class BulkFinished(BulkFact):
    """Every order of the operation has its result."""

    KIND = "dispatching.bulk_finished"


@dataclass(frozen=True, kw_only=True)
class BulkUndoStarted(BulkFact):
    """The starter asked to take the operation back."""

    KIND = "dispatching.bulk_undo_started"

    is_deferred: bool = field(default=False)


class BulkUndone(BulkFact):
    """Every order that could be taken back is back in its former list."""

    KIND = "dispatching.bulk_undone"
