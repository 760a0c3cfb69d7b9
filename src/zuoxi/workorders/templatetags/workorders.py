"""Components of the work-order pages."""

from django import template

from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tables import STATUS_LOOKS

register = template.Library()


@register.inclusion_tag("web/_badge.html")
def order_status(order: WorkOrder) -> dict[str, object]:
    """Show the printed status of an order as a badge."""
    tone, icon = STATUS_LOOKS[order.status]
    return {"text": Status(order.status).label, "tone": tone, "icon": icon}
