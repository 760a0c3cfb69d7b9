"""Every write of this package: creation, the moves of the lifecycle, and code lists."""

from zuoxi.workorders.actions.codes import save_code_item
from zuoxi.workorders.actions.creation import CreatedOrder, create_order
from zuoxi.workorders.actions.reference import load_reference_codes
from zuoxi.workorders.actions.transition import MovedOrder, transition

__all__ = [
    "CreatedOrder",
    "MovedOrder",
    "create_order",
    "load_reference_codes",
    "save_code_item",
    "transition",
]
