"""Who convenes meetings, keeps their minutes, and decides what only the leaders decide."""

from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.meetings.models import Meeting, Series
from zuoxi.tasks import policies as tasks

# Whoever works on tasks may be called to a meeting, and chair one.
may_see_meetings = tasks.may_see_tasks
may_hold_meetings = tasks.may_work_on_tasks
OVERSEERS = tasks.OVERSEERS


def may_convene_at(actor: Actor, centre_id: int, group: str = "") -> bool:
    """Tell whether the actor may call a meeting: for the centre, or for a group as its member."""
    if group == GroupKind.LEADERSHIP:
        return groups.is_member(actor, centre_id, group)
    return tasks.oversees(actor, centre_id)


def may_keep(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor may change a meeting and keep its minutes.

    Whoever chairs it or called it, and who may call such a meeting.
    """
    own = actor.user_id is not None and actor.user_id in {meeting.chair_id, meeting.created_by_id}
    return own or may_convene_at(actor, meeting.centre_id, meeting.group)


def may_keep_series(actor: Actor, series: Series) -> bool:
    """Tell whether the actor may change how a meeting recurs."""
    own = actor.user_id is not None and actor.user_id in {series.chair_id, series.created_by_id}
    return own or may_convene_at(actor, series.centre_id, series.group)


def may_approve(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor records goals, major matters, rules and assessments of a meeting.

    They are decided by the leadership group: in a meeting of it, recorded by a member.
    """
    is_of_leaders = meeting.group == GroupKind.LEADERSHIP
    return is_of_leaders and groups.is_member(actor, meeting.centre_id, GroupKind.LEADERSHIP)
