"""The comments on an order's page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zuoxi.comments.forms import part_context
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots
from zuoxi.workorders.models import WorkOrder


@slots.fill("workorders.order", order=30)
def comments_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part:
    """Show the newest comments with the form to write one."""
    context = part_context(order, actor=actor, now=now)
    return slots.Part("comments", _("Comments"), "comments/_part.html", context, "message-circle")
