"""All writes of emergencies: proposing, running the response, plans and common answers."""

from zuoxi.emergencies.actions.answers import answer_order, give_answer
from zuoxi.emergencies.actions.plans import WantedShare, approve_plan, draft_plan
from zuoxi.emergencies.actions.proposals import (
    dismiss_proposal,
    link_complaints,
    link_order,
    propose_group_complaint,
)
from zuoxi.emergencies.actions.running import (
    WantedEmergency,
    close_emergency,
    confirm_receipt,
    record_meeting,
    start_emergency,
)

__all__ = [
    "WantedEmergency",
    "WantedShare",
    "answer_order",
    "approve_plan",
    "close_emergency",
    "confirm_receipt",
    "dismiss_proposal",
    "draft_plan",
    "give_answer",
    "link_complaints",
    "link_order",
    "propose_group_complaint",
    "record_meeting",
    "start_emergency",
]
