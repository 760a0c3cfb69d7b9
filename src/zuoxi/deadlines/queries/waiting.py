"""What an order waits for now, as its history says."""

from dataclasses import dataclass
from datetime import datetime

from zuoxi.deadlines.choices import PauseReason
from zuoxi.deadlines.events import DeadlineFact, OrderPaused, OrderResumed
from zuoxi.kernel.history import whole_log
from zuoxi.workorders.models import Dispatch, WorkOrder


@dataclass(frozen=True)
class Wait:
    """Why an order waits, since when, and until when it is expected to."""

    reason: PauseReason
    note: str
    since: datetime
    until: datetime | None
    by: str


def waits_of(order_id: int) -> list[Wait]:
    """Return what an order waits for now, the first reason first."""
    found: dict[str, Wait] = {}
    events = whole_log().filter(
        subject_type=DeadlineFact.SUBJECT,
        subject_id=order_id,
        kind__in=(OrderPaused.KIND, OrderResumed.KIND),
    )
    for event in events.order_by("id"):
        reason = event.data["reason"]
        if event.kind == OrderResumed.KIND:
            found.pop(reason, None)
            continue
        until = event.data["until"]
        found[reason] = Wait(
            PauseReason(reason),
            event.data["note"],
            event.at,
            datetime.fromisoformat(until) if until else None,
            event.actor_name,
        )
    return list(found.values())


def paused_for(order_id: int) -> set[str]:
    """Return the reasons for which an order waits now."""
    return {each.reason.value for each in waits_of(order_id)}


def open_leg(order: WorkOrder) -> Dispatch | None:
    """Return the dispatch of an order that has not ended; None while it is with nobody."""
    return Dispatch.objects.filter(order=order, outcome="").first()
