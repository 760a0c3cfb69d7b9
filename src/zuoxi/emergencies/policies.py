"""Who sees emergencies, who runs the response, and who approves its plan."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import either, holds, system_only

EVERYBODY = CENTRE_ROLES | {Role.UNIT_HEAD, Role.WORK_AREA_STAFF}
RUNNERS = frozenset({Role.SUPERVISOR, Role.UNIT_HEAD})

may_see_emergencies = holds(*EVERYBODY)
# Members of the groups run a response too, whatever their role is; which centre is asked later.
may_work_on_emergencies = holds(*(EVERYBODY - {Role.AUDITOR}))
may_propose = system_only
may_answer_orders = either(may_work_on_emergencies, system_only)


def may_run_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor runs the response of a centre: its heads and both linkage groups."""
    return actor.holds_at(RUNNERS, centre_id) or centre_id in groups.centres_led(actor)


def may_approve_at(actor: Actor, centre_id: int) -> bool:
    """Tell whether the actor approves plans: as head of the leadership group of the centre."""
    return groups.is_head(actor, centre_id, GroupKind.LEADERSHIP)
