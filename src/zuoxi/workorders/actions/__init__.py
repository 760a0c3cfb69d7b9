"""Every write of this package: creation, the moves of the lifecycle, links, and code lists.

``serialise``, ``fingerprint_of`` and ``refuse_reuse`` are for every action that takes a key.
"""

from zuoxi.workorders.actions.codes import save_code_item
from zuoxi.workorders.actions.creation import CreatedOrder, create_order
from zuoxi.workorders.actions.fields import save_request_field
from zuoxi.workorders.actions.grading import regrade
from zuoxi.workorders.actions.keys import fingerprint_of, refuse_reuse, serialise
from zuoxi.workorders.actions.links import link_orders, unlink_orders
from zuoxi.workorders.actions.naming import name_handler
from zuoxi.workorders.actions.parts import divide, transfer
from zuoxi.workorders.actions.reassignment import reassign
from zuoxi.workorders.actions.reference import load_reference_codes, load_reference_fields
from zuoxi.workorders.actions.transition import MovedOrder, transition
from zuoxi.workorders.actions.urges import urge_order

__all__ = [
    "CreatedOrder",
    "MovedOrder",
    "create_order",
    "divide",
    "fingerprint_of",
    "link_orders",
    "load_reference_codes",
    "load_reference_fields",
    "name_handler",
    "reassign",
    "refuse_reuse",
    "regrade",
    "save_code_item",
    "save_request_field",
    "serialise",
    "transfer",
    "transition",
    "unlink_orders",
    "urge_order",
]
