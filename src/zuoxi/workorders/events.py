"""What can happen to a work order. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class OrderFact(Fact):
    """A fact about one order; ``area_ids`` are the work areas that could see it before or after.

    ``family_id`` is the order that several departments work on: itself, or the one it is a part of.
    """

    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    lists: frozenset[str]
    area_ids: frozenset[int] = field(default_factory=frozenset)
    customer_id: int
    family_id: int | None = None


class OrderCreated(OrderFact):
    """A customer's matter was taken in."""

    KIND = "workorders.created"


class OrderDispatched(OrderFact):
    """The order was offered to a work area and technician."""

    KIND = "workorders.dispatched"


class OrderAccepted(OrderFact):
    """The work area took the order on."""

    KIND = "workorders.accepted"


class OrderReturned(OrderFact):
    """The work area gave the order back."""

    KIND = "workorders.returned"


class OrderCompleted(OrderFact):
    """The work area reported its result."""

    KIND = "workorders.completed"


class OrderSubmittedForReview(OrderFact):
    """The completed order was handed to the reviewer."""

    KIND = "workorders.submitted_for_review"


class OrderApproved(OrderFact):
    """The reviewer found the order complete."""

    KIND = "workorders.approved"


class OrderArchived(OrderFact):
    """The order was closed for good."""

    KIND = "workorders.archived"


class MisdispatchNoted(OrderFact):
    """The dispatcher confirmed that the order had gone to the wrong place."""

    KIND = "workorders.misdispatch_noted"


class OrderRedispatched(OrderFact):
    """The order was put back for another dispatch."""

    KIND = "workorders.redispatched"


class OrderRecalled(OrderFact):
    """The dispatcher took back a dispatch that nobody had accepted."""

    KIND = "workorders.recalled"


class OrderAdjudicated(OrderFact):
    """It was decided where the order belongs, and it was dispatched there; that binds."""

    KIND = "workorders.adjudicated"


class OrderMerged(OrderFact):
    """The order turned out to be the same matter as another one, whose number is in the data."""

    KIND = "workorders.merged"


class OrderUnmerged(OrderFact):
    """The order is a matter of its own after all, and stands where it stood before."""

    KIND = "workorders.unmerged"


class OrderAnswered(OrderFact):
    """The matter was simple: it was answered at once, and the order ended with that."""

    KIND = "workorders.answered"


class OrderTransferred(OrderFact):
    """The matter turned out to be complex: the working group has it now."""

    KIND = "workorders.transferred"


class OrderDivided(OrderFact):
    """A department assists: it got a part of the order, whose number is in the data."""

    KIND = "workorders.divided"


class HandlerNamed(OrderFact):
    """The department that has the order said who of its people handles it."""

    KIND = "workorders.handler_named"


class OrderUrged(OrderFact):
    """The customer asked again about the open order."""

    KIND = "workorders.urged"


class OrderReassigned(OrderFact):
    """The order stays in its work area and is with another technician now."""

    KIND = "workorders.reassigned"


class OrderRegraded(OrderFact):
    """How important and urgent the order is, or of which class its region, was corrected."""

    KIND = "workorders.regraded"


class OrdersLinked(OrderFact):
    """The order was joined to an earlier one, whose number is in the data."""

    KIND = "workorders.linked"


class OrdersUnlinked(OrderFact):
    """The link to the earlier order was taken back."""

    KIND = "workorders.unlinked"


@dataclass(frozen=True, kw_only=True)
class RequestFieldSaved(Fact):
    """What a request type asks for was added to or changed."""

    KIND: ClassVar[str] = "workorders.request_field_saved"
    SUBJECT: ClassVar[str] = "workorders.request_field"


@dataclass(frozen=True, kw_only=True)
class CodeItemSaved(Fact):
    """A value of a code list was added or changed."""

    KIND: ClassVar[str] = "workorders.code_item_saved"
    SUBJECT: ClassVar[str] = "workorders.code_item"


MOVES: dict[str, type[OrderFact]] = {
    "dispatch": OrderDispatched,
    "accept": OrderAccepted,
    "return": OrderReturned,
    "complete": OrderCompleted,
    "submit_review": OrderSubmittedForReview,
    "approve": OrderApproved,
    "archive": OrderArchived,
    "note_misdispatch": MisdispatchNoted,
    "redispatch": OrderRedispatched,
    "recall": OrderRecalled,
    "adjudicate": OrderAdjudicated,
    "merge": OrderMerged,
    "unmerge": OrderUnmerged,
    "answer": OrderAnswered,
}
