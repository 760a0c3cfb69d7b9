"""What happens to the deadlines of an order, beside its moves. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class DeadlineFact(Fact):
    """A fact about the time of one order; it stands in the order's history.

    ``leg_id`` is the dispatch that it is about; without one it is about the order as a whole.
    """

    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    area_ids: frozenset[int] = field(default_factory=frozenset)


class OrderPaused(DeadlineFact):
    """The order waits for something; ``data`` has the ``reason``, a ``note``, ``until`` when."""

    KIND = "deadlines.paused"


class OrderResumed(DeadlineFact):
    """The order goes on; ``data`` has the ``reason`` for which it waited."""

    KIND = "deadlines.resumed"


class MilestoneReported(DeadlineFact):
    """Somebody says when a milestone was reached; ``data`` has it, ``happened_at`` and a note."""

    KIND = "deadlines.reported"


class MilestoneCorrected(DeadlineFact):
    """A supervisor says when a milestone was reached in truth, and why that was wrong before."""

    KIND = "deadlines.corrected"


class ExtensionAsked(DeadlineFact):
    """More time was asked for; ``data`` has the ``milestone``, ``amount``, ``unit``, ``reason``."""

    KIND = "deadlines.extension_asked"


class ExtensionGranted(DeadlineFact):
    """More time was granted; ``data`` has the ``milestone`` and the whole ``term`` of now."""

    KIND = "deadlines.extension_granted"


class ExtensionRefused(DeadlineFact):
    """More time was refused; ``data`` has the ``reason``."""

    KIND = "deadlines.extension_refused"


class ExtensionWithdrawn(DeadlineFact):
    """Whoever asked for more time does not need it any more."""

    KIND = "deadlines.extension_withdrawn"


class CustomerTold(DeadlineFact):
    """The customer was told of an extension; ``data`` has ``way`` and ``told_at``."""

    KIND = "deadlines.customer_told"
