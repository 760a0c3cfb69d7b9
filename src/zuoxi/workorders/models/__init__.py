"""Work orders and what they draw on, by noun."""

from zuoxi.workorders.models.codes import CodeItem, RequestField
from zuoxi.workorders.models.keys import MoveKey
from zuoxi.workorders.models.links import OrderLink
from zuoxi.workorders.models.orders import NO_APPOINTMENT, Dispatch, OrderText, WorkOrder

__all__ = [
    "NO_APPOINTMENT",
    "CodeItem",
    "Dispatch",
    "MoveKey",
    "OrderLink",
    "OrderText",
    "RequestField",
    "WorkOrder",
]
