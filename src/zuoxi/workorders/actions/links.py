"""Joining work orders that belong together, and taking it back."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.workorders import queries
from zuoxi.workorders.choices import LinkKind
from zuoxi.workorders.events import OrderFact, OrdersLinked, OrdersUnlinked
from zuoxi.workorders.models import OrderLink, WorkOrder
from zuoxi.workorders.policies import LINKERS, may_link


@action("workorders.link_orders", policy=may_link)
def link_orders(*, actor: Actor, number: str, other: str, now: datetime) -> OrderLink:
    """Mark two visible orders as related; the one received later is the later one.

    Raises InvalidInput for ``other`` if it cannot be joined, Conflict if they are joined already.
    """
    order, second = queries.row(actor, number), queries.by_number(actor, other.strip())
    _require(actor, order)
    if second is None:
        raise InvalidInput(fields={"other": [_("You see no work order with this number.")]})
    # The link stands in the history of both, and of whichever is the later one as its fact.
    _require(actor, second)
    if second.pk == order.pk:
        raise InvalidInput(fields={"other": [_("This is the same work order.")]})
    earlier, later = sorted((order, second), key=lambda each: each.pk)
    return join(later, earlier, LinkKind.RELATED, actor=actor, now=now)


@action("workorders.unlink_orders", policy=may_link)
def unlink_orders(*, actor: Actor, number: str, other: str, now: datetime) -> OrderLink:
    """End the link between two orders; raise NotFound where there is none."""
    order = queries.row(actor, number)
    _require(actor, order)
    link = queries.links_of(actor, order).filter(
        earlier__number__in=[number, other], later__number__in=[number, other]
    )
    found = link.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise NotFound
    for each in (found.earlier, found.later):
        _require(actor, each)
    found.ended_at, found.ended_by_id = now, actor.user_id
    found.save(update_fields=["ended_at", "ended_by"])
    publish(_fact(OrdersUnlinked, found), actor=actor, now=now)
    return found


def join(
    later: WorkOrder, earlier: WorkOrder, kind: LinkKind, *, actor: Actor, now: datetime
) -> OrderLink:
    """Store a link within the caller's action; raise Conflict if the two are joined already."""
    assert actor.user_id is not None
    link, is_new = OrderLink.objects.get_or_create(
        earlier=earlier,
        later=later,
        ended_at=None,
        defaults={"kind": kind, "made_by_id": actor.user_id, "made_at": now},
    )
    if not is_new:
        raise Conflict(_("These two work orders are linked already."), code="linked_already")
    publish(_fact(OrdersLinked, link), actor=actor, now=now)
    return link


def _require(actor: Actor, order: WorkOrder) -> None:
    if not actor.holds_at(LINKERS, order.centre_id):
        raise Forbidden(extra={"action": "link"})


def _fact(kind: type[OrderFact], link: OrderLink) -> OrderFact:
    later, earlier = link.later, link.earlier
    return kind(
        subject_id=later.pk,
        centre_id=later.centre_id,
        number=later.number,
        lists=frozenset(),
        area_ids=frozenset(),
        customer_id=later.customer_id,
        data={"number": earlier.number, "kind": link.kind},
    )
