"""What must hold of linkage items, wherever they came from."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zuoxi.kernel.soundness import rule
from zuoxi.linkage.models import Informed, Item
from zuoxi.workorders.choices import Complexity, Status
from zuoxi.workorders.models import WorkOrder


@rule("Each complex work order has its linkage item, and no other has one.")
def one_item_each() -> Iterator[str]:
    """Name the orders for which the working group keeps too much or nothing."""
    is_kept = Exists(Item.objects.filter(pk=OuterRef("pk")))
    is_complex = Q(complexity=Complexity.COMPLEX)
    orders = WorkOrder.objects.filter(is_complex & ~Q(is_kept) | ~is_complex & Q(is_kept))
    return _numbers(orders)


@rule("A sub-order belongs to a complex work order of its own centre.")
def parts_of_their_parent() -> Iterator[str]:
    """Name the sub-orders whose parent is no item, is a part itself, or is of another centre."""
    parts = WorkOrder.objects.filter(parent__isnull=False)
    return _numbers(
        parts.filter(
            ~Q(parent__complexity=Complexity.COMPLEX)
            | Q(parent__parent__isnull=False)
            | ~Q(parent__centre=F("centre"))
        )
    )


@rule("No linkage item was archived before its customer was informed.")
def informed_before_the_end() -> Iterator[str]:
    """Name the items that ended without that; those merged into another one end with it."""
    told = Informed.objects.filter(order=OuterRef("pk"), leg__round=OuterRef("round"))
    items = WorkOrder.objects.filter(
        complexity=Complexity.COMPLEX, status=Status.ARCHIVED, merged_into=None
    )
    return _numbers(items.filter(~Exists(told)))


def _numbers(orders: QuerySet[WorkOrder]) -> Iterator[str]:
    return orders.order_by().values_list("number", flat=True).iterator()
