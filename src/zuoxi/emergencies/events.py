"""What happens in an emergency. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class EmergencyFact(Fact):
    """A fact about one emergency.

    ``user_ids`` are those who were told of it, ``area_ids`` the units with a share in its plan.
    """

    SUBJECT: ClassVar[str] = "emergencies.emergency"

    user_ids: frozenset[int] = field(default_factory=frozenset)
    area_ids: frozenset[int] = field(default_factory=frozenset)


class EmergencyProposed(EmergencyFact):
    """So many complaints on one subject arrived that somebody should look at them."""

    KIND = "emergencies.proposed"


class EmergencyDismissed(EmergencyFact):
    """A proposal was no emergency; the data have the reason."""

    KIND = "emergencies.dismissed"


class EmergencyStarted(EmergencyFact):
    """The response began: leaders and departments are told."""

    KIND = "emergencies.started"


class OrdersLinked(EmergencyFact):
    """Orders belong to an emergency; the data have their numbers."""

    KIND = "emergencies.orders_linked"


class ReceiptGiven(EmergencyFact):
    """Somebody who was told has confirmed it."""

    KIND = "emergencies.receipt"


class MeetingRecorded(EmergencyFact):
    """A meeting was held; the data have when, with whom and what was said."""

    KIND = "emergencies.meeting"


class PlanDrafted(EmergencyFact):
    """A plan was drawn up; it takes effect when it is approved."""

    KIND = "emergencies.plan_drafted"


class PlanApproved(EmergencyFact):
    """The head of the leadership group approved a plan: its tasks are set."""

    KIND = "emergencies.plan_approved"


class AnswerGiven(EmergencyFact):
    """One answer was given to all orders that belong to the emergency."""

    KIND = "emergencies.answer"


class EmergencyClosed(EmergencyFact):
    """It is over; the data have the summary."""

    KIND = "emergencies.closed"


@dataclass(frozen=True, kw_only=True)
class OrderAnswered(Fact):
    """The common answer reached one order; it stands in the order's history."""

    KIND: ClassVar[str] = "emergencies.order_answered"
    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    emergency_id: int
    area_ids: frozenset[int] = field(default_factory=frozenset)
