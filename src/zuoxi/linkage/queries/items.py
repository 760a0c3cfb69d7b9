"""A linkage item with its parts: who leads, who assists, how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from zuoxi.comments import queries as comments
from zuoxi.comments.models import Comment
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.linkage.choices import WaitsFor
from zuoxi.linkage.models import Informed, Item
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Complexity, Outcome, Status
from zuoxi.workorders.models import Dispatch, WorkOrder

PAGE_SIZE = 50

# A sub-order is done with its result; who reviews and archives it comes after.
_DONE = (Status.COMPLETED, Status.UNDER_REVIEW, Status.ARCHIVED)


@dataclass(frozen=True)
class Node:
    """The lead's share of an item, or one sub-order, as all who take part may see it.

    ``is_seen`` tells whether the reader may open the order itself. ``unit`` is who had it last,
    None before the first dispatch.
    """

    order: WorkOrder
    leg: Dispatch | None
    is_lead: bool
    is_seen: bool
    last_note: Comment | None = None

    @property
    def unit(self) -> Unit | None:
        """The department or work area."""
        return self.leg.work_area if self.leg else None

    @property
    def is_external(self) -> bool:
        """Whether a company department has it, and no unit of the centre."""
        return self.unit is not None and self.unit.kind == UnitKind.DEPARTMENT

    @property
    def is_done(self) -> bool:
        """Whether there is a result."""
        return self.order.status in _DONE

    @property
    def handler(self) -> str:
        """Who handles it there; empty while nobody was named."""
        if self.leg is None:
            return ""
        if self.leg.handler is not None:
            return self.leg.handler.name
        is_named = self.leg.named_at is not None or not self.is_external
        return self.leg.technician.name if is_named else ""

    @property
    def result(self) -> str:
        """What came of it."""
        ended = self.leg is not None and self.leg.outcome == Outcome.COMPLETED
        return self.leg.resolution_notes if ended and self.leg else ""


@dataclass(frozen=True)
class Tree:
    """An item as one reader sees it. ``own`` is the order by which the reader came to it."""

    order: WorkOrder
    own: WorkOrder
    item: Item
    nodes: list[Node]
    notes: list[Comment]
    informed: Informed | None
    blocking: list[Node] = field(default_factory=list)

    @property
    def lead(self) -> Node:
        """The department that leads."""
        return self.nodes[0]

    @property
    def assisting(self) -> list[Node]:
        """The sub-orders."""
        return self.nodes[1:]

    @property
    def is_parent(self) -> bool:
        """Whether the reader looks at the item itself and not at a sub-order of it."""
        return self.own.pk == self.order.pk


def item_of(order: WorkOrder) -> Item:
    """Return what the working group keeps of a complex order."""
    return Item.objects.select_related("transferred_by", "waived_by").get(pk=order.pk)


def informed_of(order: WorkOrder) -> Informed | None:
    """Return that the customer was told the result of the latest dispatch, if so."""
    rows = Informed.objects.filter(order=order, leg__round=order.round)
    return single(rows.select_related("recorded_by"))


def tree_of(actor: Actor, order: WorkOrder) -> Tree:
    """Return the item that a visible order is, or is a part of; raise NotFound if neither.

    Who sees a part sees of the whole only what stands here.
    """
    if order.family_id is None:
        raise NotFound
    is_parent = order.family_id == order.pk
    root = order if is_parent else WorkOrder.objects.get(pk=order.family_id)
    parts = workorders.parts_of(root.pk)
    orders = [root, *parts]
    ids = [each.pk for each in orders]
    legs = workorders.latest_legs(ids)
    notes = comments.progress_of(ids)
    latest: dict[int, Comment] = {}
    for note in notes:
        latest.setdefault(note.order_id, note)
    nodes = [
        Node(
            each,
            legs.get(each.pk),
            is_lead=each.pk == root.pk,
            is_seen=sees(actor, each),
            last_note=latest.get(each.pk),
        )
        for each in orders
    ]
    item = item_of(root)
    held = {each.pk for each in blocking(item, parts)}
    return Tree(
        order=root,
        own=order,
        item=item,
        nodes=nodes,
        notes=notes,
        informed=informed_of(root),
        blocking=[each for each in nodes if each.order.pk in held],
    )


def blocking(item: Item, parts: Sequence[WorkOrder]) -> list[WorkOrder]:
    """Return the sub-orders for which the item has to wait."""
    is_done = [each.status in _DONE for each in parts]
    if item.waits_for == WaitsFor.ANY and any(is_done):
        return []
    return [
        part
        for part, done in zip(parts, is_done, strict=True)
        if not done and (item.waived_at is None or part.received_at > item.waived_at)
    ]


def visible_items(actor: Actor) -> QuerySet[WorkOrder]:
    """Return the complex orders that the actor sees, or has as a member of the working group."""
    led = groups.centres_led(actor, GroupKind.WORKING)
    seen = workorders.visible_to(actor)
    rows = seen | WorkOrder.objects.filter(centre_id__in=led) if led else seen
    return rows.filter(complexity=Complexity.COMPLEX)


def find_member(actor: Actor, number: str) -> WorkOrder:
    """Return an item or sub-order for whoever sees it or the item; raise NotFound otherwise."""
    found = workorders.by_number(actor, number)
    if found is None and number.isprintable():
        found = single(visible_items(actor).filter(number=number))
    if found is None:
        raise NotFound
    return found


def page_of_items(
    actor: Actor, *, is_open: bool = True, side: str = "", cursor: str = "", limit: int = PAGE_SIZE
) -> Page[WorkOrder]:
    """Return one page of the visible items: open ones oldest first, archived ones newest first."""
    rows = visible_items(actor)
    ended = Q(status=Status.ARCHIVED)
    rows = rows.exclude(ended) if is_open else rows.filter(ended)
    if side:
        rows = rows.filter(work_area__kind=side)
    load = WorkOrder.objects.select_related("customer", "linkage_item").defer("customer__grams")
    found = paginate(rows, by="id", descending=not is_open, cursor=cursor, limit=limit, load=load)
    fill(found.items, ("request_type", "work_area", "technician"))
    return found


def sees(actor: Actor, order: WorkOrder) -> bool:
    """Tell whether the actor may open the page of an order, without asking the database."""
    return order.centre_id in actor.centre_ids or order.work_area_id in actor.area_ids
