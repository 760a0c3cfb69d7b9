"""What may be merged into what; the moves themselves stand with all others in ``effects``."""

from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, InvalidInput
from zuoxi.kernel.models import Event
from zuoxi.workorders.choices import Status
from zuoxi.workorders.events import OrderFact, OrderMerged
from zuoxi.workorders.models import WorkOrder


def check_merge(order: WorkOrder, main: WorkOrder, *, reason: str) -> None:
    """Refuse a merge that makes no sense; both orders are locked.

    One level only: who looks at a main order sees all that is merged into it.
    """
    check_nothing_merged(order)
    fault = _fault(order, main)
    if fault:
        raise InvalidInput(fields={"into": [fault]})
    if order.customer_id != main.customer_id and not reason:
        message = _("The other work order is another customer's. Say why it is the same matter.")
        raise InvalidInput(fields={"reason": [message]})


def check_nothing_merged(order: WorkOrder) -> None:
    """Refuse what would leave those that are the same matter behind."""
    if order.merged_orders.exists():
        raise Conflict(
            _("Other work orders are merged into this one. Un-merge them first."),
            code="has_merged",
        )


def check_main_is_archived(main: WorkOrder) -> None:
    """Refuse to archive a merged order before its main order."""
    if main.status != Status.ARCHIVED:
        raise Conflict(
            _("This work order is merged into %(number)s and is archived together with it.")
            % {"number": main.number},
            code="merged",
        )


def added_callback(order: WorkOrder) -> bool:
    """Tell whether the last merge of an order added the wish for a callback."""
    merges = Event.objects.filter(
        subject_type=OrderFact.SUBJECT, subject_id=order.pk, kind=OrderMerged.KIND
    )
    last = merges.order_by("-id").first()
    return last is not None and bool(last.data.get("callback_added"))


def _fault(order: WorkOrder, main: WorkOrder) -> str:
    if main.centre_id != order.centre_id:
        return _("This work order belongs to another service centre.")
    if main.parent_id is not None:
        return _("This work order is a department's part of another one. Choose that one.")
    if main.merged_into_id is not None:
        return _("This work order is merged itself. Choose the one that it is merged into.")
    if main.status == Status.ARCHIVED:
        return _("This work order is archived. Merge into one that is still open.")
    return ""
