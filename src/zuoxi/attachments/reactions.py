"""What attachments add to other pages, and how the audit log names them."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zuoxi.attachments import presenters, queries
from zuoxi.attachments.choices import LARGEST_CHUNK
from zuoxi.attachments.forms import ACCEPT
from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots
from zuoxi.workorders.models import WorkOrder


@slots.fill("workorders.order", order=40)
def files_of_order(subject: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part:
    """Show the files of an order on its page, with the ways to add one."""
    del now
    context = presenters.list_context(subject, queries.of_order(subject), actor) | {
        "accept": ACCEPT,
        "chunk": LARGEST_CHUNK,
    }
    return slots.Part("attachments", _("Attachments"), "attachments/_part.html", context, "photo")


@names("attachments.attachment")
def files(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name files in the audit log by their order."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "order__number")
    return {pk: Subject(number, reverse("workorders:order", args=[number])) for pk, number in seen}
