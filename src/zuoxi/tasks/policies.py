"""Who sets tasks, who sees to them, and who may end them."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.tasks.models import Task

ROLES = CENTRE_ROLES | {Role.UNIT_HEAD, Role.WORK_AREA_STAFF}
# An auditor looks on and is given no work.
WORKERS = ROLES - {Role.AUDITOR}
OVERSEERS = frozenset({Role.SUPERVISOR, Role.UNIT_HEAD})

may_see_tasks = holds(*ROLES)
may_work_on_tasks = holds(*WORKERS)


def oversees(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor coordinates a centre: supervisor, head, or in the working group."""
    return actor.holds_at(OVERSEERS, centre_id) or groups.is_member(
        actor, centre_id, GroupKind.WORKING
    )


def may_set_at(actor: Actor, centre_id: int, unit_id: int) -> bool:
    """Tell whether the actor may set a unit a task: for the centre, or as the head of the unit."""
    return oversees(actor, centre_id) or actor.holds_at({Role.UNIT_HEAD}, unit_id)


def belongs(actor: Actor, task: Task) -> bool:
    """Tell whether the actor works at the unit that owes the task, or is the person named."""
    if not actor.holds(WORKERS):
        return False
    return task.assignee_id == actor.user_id or task.unit_id in groups.home_units(actor)


def leads(actor: Actor, task: Task) -> bool:
    """Tell whether the actor decides who sees to a task: the head, who set it, who oversees it."""
    return (
        actor.holds_at({Role.UNIT_HEAD}, task.unit_id)
        or task.unit_id in groups.teams_led(actor)
        or may_take_back(actor, task)
    )


def may_take_back(actor: Actor, task: Task) -> bool:
    """Tell whether the actor may move the due time or cancel: never only the unit that owes it.

    A member of the working group takes nothing back from the own unit.
    """
    if task.created_by_id == actor.user_id or actor.holds_at(OVERSEERS, task.centre_id):
        return True
    return oversees(actor, task.centre_id) and task.unit_id not in groups.home_units(actor)


def may_finish(actor: Actor, task: Task) -> bool:
    """Tell whether the actor may report a task as done."""
    return belongs(actor, task) or leads(actor, task)
