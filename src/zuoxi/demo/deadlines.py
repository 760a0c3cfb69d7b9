"""Time in the demo: an arrival, an order that waits, and one for which more time is asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from zuoxi.clocks.facts import Milestone
from zuoxi.deadlines import actions, queries
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder


def keep(*, actors: Mapping[str, Actor], now: datetime) -> None:
    """Report, let wait and ask for more time, each for the first order that suits."""
    area = _at_work(actors["area1"])
    for order in area[:1]:
        actions.report_milestone(
            actor=actors["area1"],
            number=order.number,
            milestone=Milestone.ARRIVE.value,
            happened_at=None,
            note="已到现场，正在排查",
            now=now - timedelta(minutes=20),
        )
    for order in area[1:2]:
        actions.pause(
            actor=actors["area1"],
            number=order.number,
            reason="customer",
            note="客户外出，约好回来后再上门",
            until=now + timedelta(hours=20),
            now=now - timedelta(minutes=30),
        )
    for order in _at_work(actors["department"]):
        if _ask_for_time(order, actors["department"], now):
            return


def _at_work(actor: Actor) -> list[WorkOrder]:
    rows = workorders.visible_to(actor).filter(status=Status.IN_PROGRESS)
    return list(rows.order_by("-pk"))


def _ask_for_time(order: WorkOrder, actor: Actor, now: datetime) -> bool:
    """Ask for two more days where the time of the department still runs; tell whether it did."""
    for clock in queries.clocks_of(order, now):
        is_own = clock.leg is not None and clock.milestone is Milestone.FINISH
        if is_own and clock.state.is_open and not clock.state.is_late:
            actions.ask_extension(
                actor=actor,
                number=order.number,
                leg_id=clock.state.promise.leg_id,
                milestone=clock.milestone.value,
                added=2,
                reason="需与供货单位核对，预计再用两天",
                now=now - timedelta(minutes=10),
            )
            return True
    return False
