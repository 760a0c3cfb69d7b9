"""Where the corrections of the lifecycle lead, and whether somebody may take one."""

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.lifecycle import TransitionNotAllowed
from zuoxi.workorders.choices import Action, Status
from zuoxi.workorders.lifecycle import MERGED, before_dispatch, state_name
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_take


def corrected(order: WorkOrder, name: str) -> str:
    """Return where a correction leads, from the order's history; empty for other actions."""
    if name == Action.RECALL:
        outcomes = order.legs.filter(round__lt=order.round).values_list("outcome", flat=True)
        return before_dispatch(outcomes, is_bound=order.is_bound)
    if name == Action.MERGE:
        return MERGED
    if name == Action.UNMERGE:
        return state_name(order.status, in_adjudication=order.in_adjudication)
    if name == Action.ARCHIVE and order.state.name == MERGED:
        return Status.ARCHIVED
    return ""


def may_correct(actor: Actor, order: WorkOrder, name: str) -> bool:
    """Tell whether the table has this correction from where the order stands, for this actor."""
    try:
        arrow = order.lifecycle.find_correction(order.state.name, name, corrected(order, name))
    except TransitionNotAllowed:
        return False
    return may_take(actor, arrow, order)
