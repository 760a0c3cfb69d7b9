"""Tasks as people set them."""

from datetime import timedelta

from zuoxi.groups.tests.factories import AT_WORK, GroupPlace
from zuoxi.tasks import actions
from zuoxi.tasks.actions import WantedTask


def set_task(place: GroupPlace, *, by: str = "supervisor", number: str = "", **changes):
    """Set the department a task that is due in a week."""
    now = changes.pop("now", AT_WORK)
    values = {
        "text": "查明资费差错的原因",
        "unit_id": place.department.pk,
        "due_at": now + timedelta(days=7),
    }
    wanted = WantedTask(**(values | changes))
    return actions.set_task(actor=place.actor(by), wanted=wanted, number=number, now=now)
