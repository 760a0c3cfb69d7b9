"""The alarm of a department that names no handler."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict
from zuoxi.kernel.policies import system_only
from zuoxi.linkage.choices import HANDLER_MINUTES
from zuoxi.linkage.events import HandlerMissing
from zuoxi.linkage.models import Alarm
from zuoxi.workorders.models import Dispatch


@action("linkage.raise_alarm", policy=system_only, internal=True)
def raise_alarm(*, actor: Actor, leg_id: int, now: datetime) -> Alarm:
    """Raise the alarm of one dispatch, once; raise Conflict where there is nothing to raise.

    Another worker that has the dispatch in hand is passed over, and so is whoever names the
    handler at this moment: the next minute looks again.
    """
    rows = Dispatch.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    until = now - timedelta(minutes=HANDLER_MINUTES.at(now))
    rows = rows.filter(pk=leg_id, outcome="", named_at=None, dispatched_at__lte=until)
    leg = rows.select_related("order", "work_area").first()
    if leg is None or Alarm.objects.filter(pk=leg_id).exists():
        raise Conflict(_("There is no alarm to raise any more."))
    alarm = Alarm.objects.create(leg=leg, raised_at=now)
    publish(
        HandlerMissing(
            subject_id=leg.order_id,
            centre_id=leg.order.centre_id,
            leg_id=leg.pk,
            number=leg.order.number,
            family_id=leg.order.family_id,
            area_ids=frozenset({leg.work_area_id}),
            data={
                "department": leg.work_area.name,
                "minutes": int((now - leg.dispatched_at).total_seconds() // 60),
            },
        ),
        actor=actor,
        now=now,
    )
    return alarm
