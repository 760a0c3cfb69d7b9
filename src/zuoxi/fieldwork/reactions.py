"""What the work on site adds to an order's page."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zuoxi.fieldwork import presenters
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots
from zuoxi.workorders.models import WorkOrder


@slots.fill("workorders.order", order=35)
def sign_offs_of_order(subject: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show by whom the work was confirmed, once it was."""
    rows = presenters.sign_offs_for(subject, actor, now)
    if not rows:
        return None
    context = {"rows": rows}
    return slots.Part(
        "sign-offs", _("Confirmed on site"), "fieldwork/_sign_offs.html", context, "pencil"
    )
