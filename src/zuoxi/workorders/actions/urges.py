"""Recording that a customer asks again about an open order, instead of taking in a twin."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zuoxi.accounts.models import User
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.text import clean_text
from zuoxi.notices import actions as notices
from zuoxi.org import queries as org
from zuoxi.workorders import queries
from zuoxi.workorders.choices import NOTE_LIMIT, Status
from zuoxi.workorders.events import OrderUrged
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import URGERS, may_urge


@action("workorders.urge_order", policy=may_urge)
def urge_order(*, actor: Actor, number: str, remark: str, now: datetime) -> WorkOrder:
    """Add an urge to an open order and tell those who have it, or the order it is merged into.

    No clock is touched. Neither ``version`` nor ``last_action_at`` change: nobody's form becomes
    stale, no age restarts.
    """
    order = queries.lock(actor, number)
    if not actor.holds_at(URGERS, order.centre_id):
        raise Forbidden(extra={"action": "urge"})
    if order.status == Status.ARCHIVED:
        raise Conflict(
            _("Work order %(number)s is archived. Take the matter in as a new one.")
            % {"number": number},
            code="archived",
        )
    text = clean_text("remark", remark, limit=NOTE_LIMIT, required=False)
    order.urges += 1
    order.urged_at = now
    order.save(update_fields=["urges", "urged_at"])
    publish(
        OrderUrged(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            lists=frozenset({order.state.list_name}),
            area_ids=order.area_ids,
            customer_id=order.customer_id,
            family_id=order.family_id,
            data={"remark": text, "urges": order.urges},
        ),
        actor=actor,
        now=now,
    )
    main = order.merged_into or order
    notices.notify(
        actor=actor,
        receivers=_holders(main).values_list("pk", flat=True),
        news=notices.News(
            kind="workorders.urged",
            subject_type=OrderUrged.SUBJECT,
            subject_id=main.pk,
            centre_id=main.centre_id,
            data={"number": main.number, "urges": order.urges},
        ),
        now=now,
    )
    return order


def _holders(order: WorkOrder) -> QuerySet[User]:
    """Return who can do something about it now: the work area that has it, or the dispatchers."""
    if order.work_area_id and order.status in {Status.DISPATCHED, Status.IN_PROGRESS}:
        return org.staff_of(order.work_area_id)
    return org.dispatchers_of(order.centre_id)
