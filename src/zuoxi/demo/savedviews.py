"""Saved views of the demo: one for everybody, one for the centre, one of the supervisor's own."""

from datetime import datetime

from zuoxi.kernel.actors import Actor
from zuoxi.org import queries as org
from zuoxi.org.choices import Visibility
from zuoxi.savedviews import actions
from zuoxi.savedviews.actions import Wanted

_COLUMNS = "number,customer,description,source,feedback_due_at,status,work_area"


def keep(*, supervisor: Actor, now: datetime) -> None:
    """Keep some views, as a supervisor does who arranges the lists for others."""
    centre = org.units_kept_for(supervisor)[0].code
    wanted = (
        Wanted(
            name="上级交办",
            address=f"/inquiry/?source=superior&sort=feedback&columns={_COLUMNS}",
            visibility=Visibility.ALL,
        ),
        Wanted(
            name="预约时间优先",
            address="/work-orders/lists/dispatch/?sort=appointment",
            visibility=Visibility.UNIT,
            unit=centre,
        ),
        Wanted(
            name="近期故障归档",
            address="/work-orders/lists/archive/?form_type=fault_report&sort=-received",
        ),
    )
    for each in wanted:
        actions.save_view(actor=supervisor, wanted=each, now=now)
