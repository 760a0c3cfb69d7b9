"""A linkage item begins with the complex order that it is."""

from datetime import datetime

from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.linkage.models import Item
from zuoxi.workorders.policies import may_see_orders


@action("linkage.begin_item", policy=may_see_orders, internal=True)
def begin_item(*, actor: Actor, order_id: int, now: datetime) -> Item:
    """Store since when the working group has an order, within the action that made it complex.

    What has happened is the fact of that action; this adds none.
    """
    assert actor.user_id is not None
    return Item.objects.create(
        order_id=order_id, transferred_by_id=actor.user_id, transferred_at=now
    )
