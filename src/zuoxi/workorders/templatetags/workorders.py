"""Components of the work-order pages."""

from django import template

from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tables import STATUS_LOOKS

register = template.Library()

_SHORT = 11


@register.inclusion_tag("web/_badge.html")
def order_status(order: WorkOrder) -> dict[str, object]:
    """Show the printed status of an order as a badge."""
    tone, icon = STATUS_LOOKS[order.status]
    return {"text": Status(order.status).label, "tone": tone, "icon": icon}


@register.filter
def is_wide(value: str) -> bool:
    """Tell whether a fact needs a line of its own; marked-up times are short to look at."""
    return not hasattr(value, "__html__") and (len(value) > _SHORT or "\n" in value)
