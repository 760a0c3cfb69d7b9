"""Work orders as the API shows and takes them, by noun."""

from zuoxi.workorders.schemas.intake import CreateIn, LineIn, RequestFieldList, RequestFieldOut
from zuoxi.workorders.schemas.lifecycle import ActionOut, LifecycleOut, StateOut, TransitionOut
from zuoxi.workorders.schemas.links import LinkedOrderList, LinkedOrderOut, LinkIn, UrgeIn
from zuoxi.workorders.schemas.orders import (
    ActionIn,
    CodeItemList,
    CustomerRef,
    DispatchOut,
    EventList,
    EventOut,
    WorkOrderOut,
    WorkOrderPage,
    WorkOrderResult,
)

__all__ = [
    "ActionIn",
    "ActionOut",
    "CodeItemList",
    "CreateIn",
    "CustomerRef",
    "DispatchOut",
    "EventList",
    "EventOut",
    "LifecycleOut",
    "LineIn",
    "LinkIn",
    "LinkedOrderList",
    "LinkedOrderOut",
    "RequestFieldList",
    "RequestFieldOut",
    "StateOut",
    "TransitionOut",
    "UrgeIn",
    "WorkOrderOut",
    "WorkOrderPage",
    "WorkOrderResult",
]
