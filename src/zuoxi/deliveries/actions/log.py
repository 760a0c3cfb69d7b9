"""Having a delivery sent again."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.deliveries import queries
from zuoxi.deliveries.choices import DeliveryState
from zuoxi.deliveries.events import DeliveryResent
from zuoxi.deliveries.models import Channel, Delivery
from zuoxi.deliveries.policies import may_resend
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, NotFound


@action("deliveries.resend", policy=may_resend)
def resend(*, actor: Actor, delivery_id: int, now: datetime) -> Delivery:
    """Have a delivery sent again, or at once if it waits for its next try.

    Its channel is used again at once too, even if it rests after failures.
    """
    rows = queries.visible_to(actor).select_for_update(no_key=True, of=("self",))
    delivery = rows.select_related("channel").filter(pk=delivery_id).first()
    if delivery is None:
        raise NotFound
    _require_possible(delivery, now)
    if not delivery.is_open:
        delivery.round += 1
        delivery.tries, delivery.ended_at = 0, None
        delivery.state = DeliveryState.WAITING
    delivery.next_at = now
    delivery.save(update_fields=["round", "tries", "ended_at", "state", "next_at"])
    Channel.objects.filter(pk=delivery.channel_id).update(rests_until=None)
    data = {"channel": delivery.channel.name, "kind": delivery.kind}
    publish(
        DeliveryResent(subject_id=delivery.pk, centre_id=delivery.centre_id, data=data),
        actor=actor,
        now=now,
    )
    return queries.find(actor, delivery_id)


def _require_possible(delivery: Delivery, now: datetime) -> None:
    if not delivery.channel.is_active:
        raise Conflict(_("This channel is out of use. Take it into use first."))
    if delivery.notice_id is None:
        raise Conflict(_("The notice is too old and has been removed."))
    if delivery.claimed_until is not None and delivery.claimed_until > now:
        raise Conflict(_("This is being sent right now."))
