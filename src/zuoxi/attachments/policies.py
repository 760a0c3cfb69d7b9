"""Who may see, add and withdraw the files of an order."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.attachments.models import Attachment
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_see_orders

# Whoever works with orders; an auditor only looks on.
_AT_CENTRE = frozenset(CENTRE_ROLES) - {Role.AUDITOR, Role.ADMINISTRATOR}

may_see_attachments = may_see_orders
may_add_attachments = holds(*_AT_CENTRE, Role.WORK_AREA_STAFF)


def works_with(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor holds a working role where this order is."""
    return actor.holds_at(_AT_CENTRE, order.centre_id) or actor.holds_at(
        {Role.WORK_AREA_STAFF}, order.work_area_id
    )


def is_open(order: WorkOrder) -> bool:
    """Tell whether files may still be added; an archived order is closed."""
    return order.status != Status.ARCHIVED


def may_withdraw(actor: Actor, attachment: Attachment) -> bool:
    """Tell whether the actor supervises the order's centre, or sent the file and it is open."""
    order = attachment.order
    if actor.holds_at({Role.SUPERVISOR}, order.centre_id):
        return True
    is_own = attachment.added_by_id == actor.user_id
    return is_own and works_with(actor, order) and is_open(order)
